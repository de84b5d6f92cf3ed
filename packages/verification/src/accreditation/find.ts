import {
  type Accreditation,
  type Anchor,
  type Award,
  type ChainResult,
  followChain,
  longestChain,
} from '@symbolon/recognition';
import { type Awaitable, whenThere } from '@symbolon/securing/verify';
import type { VerificationEnvironment } from '../environment.ts';
import { withFetchBudget } from '../fetch-budget.ts';
import type { TimeLimit } from '../time-limit.ts';
import { readDocuments } from './documents.ts';
import { levelRank } from './level-rank.ts';

/** For each step of the longest chain a DID document, what it links to, a status list, and some for a withdrawal. */
const mostFetches = 4 * longestChain;
/** Documents that came along with a credential; more would only buy computing time. */
const mostAlong = 16;

/**
 * Looks for a chain of accreditations from whoever awarded up to an institution of the trust list that may recognise others: among
 * the documents that came along, then, from where those end, among what each one's own DID document links to (Linked Verifiable
 * Presentation). At once where nothing has to be waited for; undefined where nobody says anything of the issuer, or the list has nobody who may recognise.
 */
export function findAccreditation(
  award: Award,
  along: readonly unknown[],
  world: VerificationEnvironment,
  limit: TimeLimit,
): Awaitable<ChainResult | undefined> {
  const anchors = world.trust.anchors('recognize', world.now());
  if (anchors.length === 0) return undefined;
  const environment = withFetchBudget(world, mostFetches);
  return whenThere(readDocuments(along.slice(0, mostAlong), environment, limit), (known) => {
    const found = followChain(award, known, anchors, levelRank);
    return found.accredited ? found : lookFurther(award, { known, found, anchors }, environment, limit);
  });
}

type Way = { known: readonly Accreditation[]; found: ChainResult; anchors: readonly Anchor[] };

/** Where a way ends, its next step may be published; a stapled one may have been renewed since. */
async function lookFurther(
  award: Award,
  { known: first, found: start, anchors }: Way,
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Promise<ChainResult | undefined> {
  const known = [...first];
  const asked = new Set<string>();
  for (let found = start; ; found = followChain(award, known, anchors, levelRank)) {
    if (found.accredited) return found;
    const isSettled = asked.has(found.at) || asked.size >= longestChain || found.why === 'anchor-out-of-scope';
    if (isSettled) return known.length > 0 ? found : undefined;
    asked.add(found.at);
    known.push(...(await readDocuments(await linkedBy(found.at, environment, limit), environment, limit)));
  }
}

/** Gives the credentials that a DID document links to by services of type LinkedVerifiablePresentation (DIF). */
async function linkedBy(
  did: string,
  { dids, accreditations: source }: VerificationEnvironment,
  limit: TimeLimit,
): Promise<readonly string[]> {
  if (!source) return [];
  const resolved = await limit.hold(Promise.resolve(dids.resolve(did))).catch(() => undefined);
  const services = resolved?.didDocument?.service ?? [];
  const linked = services.filter(({ type }) => [type].flat().includes('LinkedVerifiablePresentation'));
  const addresses = linked.flatMap(({ serviceEndpoint }) => [serviceEndpoint].flat());
  const texts = addresses.filter((each): each is string => typeof each === 'string').slice(0, 2);
  return (await Promise.all(texts.map((url) => source.get(url, limit.left())))).flat();
}
