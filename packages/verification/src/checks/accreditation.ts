import type { ChainResult } from '@symbolon/recognition';
import { type Awaitable, whenThere } from '@symbolon/securing/verify';
import type { VerificationEnvironment, VerifyOptions } from '../environment.ts';
import type { Finding } from '../findings.ts';
import type { IssuerResult } from '../result.ts';
import type { TimeLimit } from '../time-limit.ts';
import { awardedBy } from './issuer.ts';

type Known = { finding: Finding; issuer: IssuerResult; accreditation?: ChainResult };

/**
 * Looks for accreditations where the trust list does not know the issuer, or not for this skill and date: an issuer that a chain leads
 * to from the list is known for what it was accredited for. What nobody vouches for stays as the list left it.
 */
export function checkAccreditation(
  listed: Known,
  credential: Record<string, unknown>,
  options: VerifyOptions,
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Awaitable<Known> {
  const { issuer } = listed;
  if ((issuer.known && issuer.inScope) || !awardsSomething(credential)) return listed;
  const { occupations, ...award } = awardedBy(credential, environment.now());
  const about = { ...award, issuer: issuer.did, ...(occupations.length > 0 ? { occupations } : {}) };
  return whenThere(loaded ?? load(), ({ findAccreditation }) =>
    whenThere(findAccreditation(about, options.along ?? [], environment, limit), (found) => knownBy(listed, found)),
  );
}

type Loaded = typeof import('../accreditation/find.ts');
// To ask the loader each time costs as much as to follow a chain.
let loaded: Loaded | undefined;

/** Loads it where one is needed: most issuers are on the list, and a page need not carry it for its first check. */
async function load(): Promise<Loaded> {
  loaded = await import('../accreditation/find.ts');
  return loaded;
}

/** Gives the issuer as a chain makes it known; as the list knows it where none leads to an anchor. */
function knownBy(listed: Known, accreditation: ChainResult | undefined): Known {
  const { issuer } = listed;
  if (!accreditation?.accredited) return { ...listed, ...(accreditation ? { accreditation } : {}) };
  const { anchor, chain } = accreditation;
  const [link] = chain;
  // Who may recognise others need not be one who awards.
  if (!link) return listed;
  const { country = issuer.known ? issuer.country : undefined } = link;
  const known: IssuerResult = {
    known: true,
    did: issuer.did,
    names: issuer.known ? issuer.names : { en: link.entity.name ?? issuer.did },
    ...(country === undefined ? {} : { country }),
    ...(issuer.domain ? { domain: issuer.domain } : {}),
    inScope: true,
    source: anchor.name ?? anchor.did,
  };
  const [oldest] = chain.flatMap(({ statusAsOf }) => statusAsOf ?? []).sort();
  const found: Finding =
    oldest === undefined
      ? { check: 'issuer', outcome: 'passed', code: 'accredited' }
      : { check: 'issuer', outcome: 'unknown', code: 'accreditation-stale', reason: 'status-stale', at: oldest };
  return { finding: found, issuer: known, accreditation };
}

/** Accreditations and decisions are no awards; who may issue those is for whoever reads a chain to see. */
export const awardsSomething = ({ type }: Record<string, unknown>) =>
  ![type].flat().some((each) => each === 'RecognizedEntityCredential' || each === 'RecognitionDecisionCredential');
