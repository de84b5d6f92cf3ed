import type { ProblemDetails } from '@symbolon/problem';
import type { ChainResult } from '@symbolon/recognition';
import type {
  Check,
  CheckName,
  CheckOutcome,
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
  accreditation?: ChainResult | undefined;
};

/** Makes the result of all findings. Without a proof that held, nothing of the document is repeated. */
export function resultOf(findings: readonly Finding[], facts: Facts = {}): VerificationResult {
  const problemDetails = findings.flatMap(({ errors }) => errors ?? []);
  const { reason, verdict } = decide(findings.flatMap((finding) => finding.reason ?? []));
  return {
    verified: problemDetails.length === 0 && facts.credential !== undefined,
    verdict,
    reason,
    checks: findings.map(toCheck),
    problemDetails,
    warnings: findings.flatMap(({ warnings }) => warnings ?? []),
    status: facts.status ?? [],
    ...(facts.issuer ? { issuer: facts.issuer } : {}),
    ...(facts.accreditation ? { accreditation: facts.accreditation } : {}),
    ...(facts.credential ? { credential: facts.credential } : {}),
    ...(facts.claims ? { claims: facts.claims } : {}),
  };
}

function toCheck({ check, outcome, code, detail, at }: Finding): Check {
  return { check, outcome, code, ...(detail ? { detail } : {}), ...(at ? { at } : {}) };
}
