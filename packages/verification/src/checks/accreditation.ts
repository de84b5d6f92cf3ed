import type { ChainResult } from '@symbolon/recognition';
import type { Awaitable } from '@symbolon/securing/verify';
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
  return findKnown(listed, credential, options, environment, limit);
}

// Asked for once: to ask the loader each time costs as much as to follow a chain.
let finding: Promise<typeof import('../accreditation/find.ts')> | undefined;

async function findKnown(
  listed: Known,
  credential: Record<string, unknown>,
  { along = [] }: VerifyOptions,
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Promise<Known> {
  const { issuer } = listed;
  // Loaded where one is needed: most issuers are on the list, and a page need not carry it for its first check.
  finding ??= import('../accreditation/find.ts');
  const { findAccreditation } = await finding;
  const { occupations, ...award } = awardedBy(credential, environment.now());
  const about = { ...award, issuer: issuer.did, ...(occupations.length > 0 ? { occupations } : {}) };
  const accreditation = await findAccreditation(about, along, environment, limit);
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
