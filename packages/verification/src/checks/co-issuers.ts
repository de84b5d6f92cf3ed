import type { VerificationEnvironment, VerifyOptions } from '../environment.ts';
import { withFetchBudget } from '../fetch-budget.ts';
import type { Finding } from '../findings.ts';
import type { CoIssuerResult } from '../result.ts';
import type { TimeLimit } from '../time-limit.ts';
import { checkAccreditation } from './accreditation.ts';
import { checkIssuer } from './issuer.ts';

/** What is known of one of several issuers; a finding where that is not as it should be. */
export type KnownIssuer = { issuer: CoIssuerResult; finding?: Finding };

/** For the accreditations of all of them together: how many sign is a stranger's choice. */
const mostFetches = 50;

/** Says of each further body that awarded a credential who it is, by the same rules as of its issuer: each must be known. */
export function checkCoIssuers(
  dids: readonly string[],
  credential: Record<string, unknown>,
  options: VerifyOptions,
  world: VerificationEnvironment,
  limit: TimeLimit,
): Promise<KnownIssuer[]> {
  const environment = withFetchBudget(world, mostFetches);
  const one = async (did: string): Promise<KnownIssuer> => {
    const listed = checkIssuer(credential, did, options, environment);
    const found = await checkAccreditation(listed, credential, options, environment, limit);
    const { finding, accreditation } = found;
    const issuer = accreditation ? { ...found.issuer, accreditation } : found.issuer;
    if (finding.outcome === 'passed') return { issuer };
    return { issuer, finding: { ...finding, code: `co-${finding.code}` } };
  };
  return Promise.all(dids.map(one));
}
