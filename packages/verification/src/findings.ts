import type { ProblemDetails } from '@symbolon/problem';
import type { ChainResult } from '@symbolon/recognition';
import type {
  Check,
  CheckName,
  CheckOutcome,
  CoIssuerResult,
  IssuerResult,
  Reason,
  StatusResult,
  VerificationResult,
} from './result.ts';
import { decide } from './verdict.ts';

/** What one check found. `reason` is missing where the check gives none against the credential. */
export type Finding = {
  check: CheckName;
  outcome: CheckOutcome;
  code: string;
  detail?: string;
  at?: string;
  reason?: Reason;
  /** Problems that make the credential false. */
  errors?: readonly ProblemDetails[];
  /** Problems that leave it verified (VCALM §3.7: warnings). */
  warnings?: readonly ProblemDetails[];
};

/** What stands in the result beside the findings; only known once the proof held. */
export type Facts = {
  credential?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  status?: StatusResult[];
  issuer?: IssuerResult;
  coIssuers?: CoIssuerResult[];
  accreditation?: ChainResult | undefined;
};

/** Makes the result of all findings. Without a proof that held, nothing of the document is repeated. */
export function resultOf(findings: readonly Finding[], facts: Facts = {}): VerificationResult {
  const checks: Check[] = [];
  const problemDetails: ProblemDetails[] = [];
  const warnings: ProblemDetails[] = [];
  const given: Reason[] = [];
  for (const finding of findings) {
    checks.push(toCheck(finding));
    if (finding.errors) problemDetails.push(...finding.errors);
    if (finding.warnings) warnings.push(...finding.warnings);
    if (finding.reason) given.push(finding.reason);
  }
  const { reason, verdict } = decide(given);
  return {
    verified: problemDetails.length === 0 && facts.credential !== undefined,
    verdict,
    reason,
    checks,
    problemDetails,
    warnings,
    status: facts.status ?? [],
    ...(facts.issuer ? { issuer: facts.issuer } : {}),
    ...(facts.coIssuers ? { coIssuers: facts.coIssuers } : {}),
    ...(facts.accreditation ? { accreditation: facts.accreditation } : {}),
    ...(facts.credential ? { credential: facts.credential } : {}),
    ...(facts.claims ? { claims: facts.claims } : {}),
  };
}

function toCheck({ check, outcome, code, detail, at }: Finding): Check {
  if (!detail) return at ? { check, outcome, code, at } : { check, outcome, code };
  return { check, outcome, code, detail, ...(at ? { at } : {}) };
}
