import { Problem } from '@symbolon/problem';
import { type Accreditation, readAccreditations } from '@symbolon/recognition';
import { readAccreditationDocuments, type VerificationResult, verifyCredential } from '@symbolon/verification';
import { type Actor, changeInstitution } from '../../audit/append.ts';
import type { IssuerContext } from '../../context.ts';
import type { Institution } from '../../institutions/store.ts';
import { sha256 } from '../../issuance/record.ts';
import { limitless } from '../limitless.ts';
import { verifyingWorld } from '../world.ts';
import {
  countEdition,
  deleteAccreditations,
  findUnchecked,
  type HeldAccreditation,
  insertAccreditation,
  listAccreditations,
} from './store.ts';

/** More than a few chains would only be carried around. */
const mostHeld = 32;

/**
 * Puts accreditations on file: those of the institution, and those of whoever accredited it, each signed, in force and of one of them.
 * From then on the institution issues within them alone. Throws `Problem` 422 whose `errors` say of each document what is wrong with it.
 */
export async function holdAccreditations(
  context: IssuerContext,
  institution: Institution,
  documents: readonly string[],
  actor: Actor,
): Promise<HeldAccreditation[]> {
  const read = await Promise.all(documents.map((document) => readOne(context, document)));
  const errors = read.flatMap((each, index) => ('fault' in each ? [{ pointer: `/${index}`, detail: each.fault }] : []));
  const found = read.flatMap((each) => ('fault' in each ? [] : [each]));
  const held = await listAccreditations(context.pool, institution.id);
  const all = [...held, ...found];
  const chain = reachable(institution.did, all);
  for (const [index, each] of read.entries()) {
    if ('fault' in each || chain.includes(each)) continue;
    const detail = `It is of ${each.facts.entity.did}: neither of this institution, ${institution.did}, nor of anyone who accredited it.`;
    errors.push({ pointer: `/${index}`, detail });
  }
  if (errors.length === 0 && all.length > mostHeld)
    errors.push({ pointer: '', detail: `At most ${mostHeld} accreditations are kept on file; remove some.` });
  if (errors.length > 0) {
    throw new Problem(422, 'The accreditations cannot be put on file', {
      detail: 'Each entry of errors names a document and what is wrong with it.',
      errors,
    });
  }
  return changeInstitution(context, institution.id, actor, async ({ client, at, audit }) => {
    const kept = found.map((each) => ({ ...each, added: at, checked: at }));
    for (const each of kept) {
      await insertAccreditation(client, institution.id, each);
      audit('accreditation.held', each.id, { by: each.facts.issuer, sha256: sha256(each.document) });
    }
    await countEdition(client, institution.id);
    return kept;
  });
}

/** Takes an accreditation from the file, with those above it that then lead nowhere. Throws 404 where there is none of that id. */
export async function dropAccreditation(
  context: IssuerContext,
  { id: institutionId, did }: Institution,
  id: string,
  actor: Actor,
): Promise<void> {
  await changeInstitution(context, institutionId, actor, async ({ client, audit }) => {
    const held = await listAccreditations(client, institutionId);
    if (!held.some((each) => each.id === id)) throw new Problem(404, 'There is no such accreditation on file');
    const left = held.filter((each) => each.id !== id);
    const stays = reachable(did, left);
    const gone = held.filter((each) => !stays.includes(each)).map((each) => each.id);
    await deleteAccreditations(client, institutionId, gone);
    for (const each of gone) audit('accreditation.dropped', each);
    await countEdition(client, institutionId);
  });
}

/**
 * Asks again what has become of the accreditations on file; what is withdrawn limits issuing from then on. Where an authority does not
 * answer, what was last known stays.
 */
export async function renewAccreditations(context: IssuerContext, institutionId: string): Promise<void> {
  const held = await listAccreditations(context.pool, institutionId);
  const world = verifyingWorld(context);
  const renewed: HeldAccreditation[] = [];
  for (const each of held) {
    const [facts] = await readAccreditationDocuments([each.document], world, limitless());
    if (facts && !facts.isStatusUnknown && facts.statusAsOf === undefined)
      renewed.push({ ...each, facts, checked: context.clock() });
  }
  const before = new Map(held.map(({ id, facts }) => [id, JSON.stringify(facts.withdrawn)]));
  const changed = renewed.filter(({ id, facts }) => before.get(id) !== JSON.stringify(facts.withdrawn));
  await changeInstitution(context, institutionId, 'accreditations', async ({ client, audit }) => {
    const still = new Set((await listAccreditations(client, institutionId)).map(({ id }) => id));
    for (const each of renewed) if (still.has(each.id)) await insertAccreditation(client, institutionId, each);
    for (const { id, facts } of changed)
      audit('accreditation.renewed', id, { withdrawn: facts.withdrawn?.at ?? facts.withdrawn !== undefined });
    if (changed.length > 0) await countEdition(client, institutionId);
  });
}

/** Renews all that were not asked for since `since`; one institution's trouble does not keep the others from it. */
export async function renewAll(context: IssuerContext, since: Date): Promise<void> {
  for (const institution of await findUnchecked(context.pool, since)) {
    await renewAccreditations(context, institution).catch((error: unknown) => {
      context.log.warn({ event: 'accreditations.not-renewed', institution, err: error });
    });
  }
}

/** Those that belong to a chain that begins with the institution. */
function reachable<T extends { facts: Accreditation }>(did: string, all: readonly T[]): T[] {
  const known = new Set([did]);
  let found: T[] = [];
  for (;;) {
    const next = all.filter(({ facts }) => known.has(facts.entity.did));
    if (next.length === found.length) return found;
    found = next;
    for (const { facts } of found) known.add(facts.issuer);
  }
}

type Read = Pick<HeldAccreditation, 'id' | 'document' | 'facts'> | { fault: string };

async function readOne(context: IssuerContext, document: string): Promise<Read> {
  const world = verifyingWorld(context);
  const result = await verifyCredential(document, {}, world);
  if (!result.verified || !result.credential) return { fault: whyNot(result) };
  const [own, ...more] = readAccreditations(result.credential);
  if (!own) return { fault: 'It is no accreditation: a RecognizedEntityCredential with one RecognizedEntity is.' };
  if (more.length > 0) return { fault: 'It names several entities; ask for an accreditation of your own.' };
  if (own.id === undefined) return { fault: 'It has no id.' };
  if (own.recognizedTo.length === 0)
    return { fault: 'It gives no right that is understood here: an action or a limit of it has an unknown word.' };
  const [facts] = await readAccreditationDocuments([document], world, limitless());
  if (!facts || facts.isStatusUnknown || facts.statusAsOf !== undefined)
    return {
      fault: 'Whether it was withdrawn could not be found out; its status list cannot be read. Try again later.',
    };
  if (facts.withdrawn) return { fault: 'It was withdrawn.' };
  if (facts.validUntil !== undefined && Date.parse(facts.validUntil) < context.clock().getTime())
    return { fault: 'It has ended.' };
  return { id: own.id, document: document.trim(), facts };
}

function whyNot({ problemDetails: [problem] }: VerificationResult): string {
  return `It is not genuine, or could not be checked: ${problem?.detail ?? problem?.title ?? 'it cannot be read.'}`;
}
