import type { ProblemDetails } from '@symbolon/problem';
import type { ChainResult } from '@symbolon/recognition';

/** What a person or program may do with a credential. VCALM has no such word: its `verified` is true for a revoked one. */
export type Verdict = 'accept' | 'review' | 'reject';

/**
 * The checks in the order in which they run; a failed `parse`, `proof` or `controller` ends the run. `holder` only where a presentation was
 * asked to prove it.
 */
export type CheckName =
  | 'parse'
  | 'proof'
  | 'controller'
  | 'data-model'
  | 'validity'
  | 'status'
  | 'issuer'
  | 'recognition'
  | 'holder';

/** `unknown`: it could not be found out. Never counted as good. */
export type CheckOutcome = 'passed' | 'failed' | 'warning' | 'unknown' | 'skipped';

export type Check = {
  check: CheckName;
  outcome: CheckOutcome;
  /** Short stable word, for example `revoked`; a page finds its sentence by it. */
  code: string;
  detail?: string;
  /** RFC 3339. When a status was last known, when a period starts or ends. */
  at?: string;
};

/**
 * The one real reason for the verdict. The page has one headline for each.
 * The order here is the order of severity: the first that applies is the reason.
 */
export const reasons = [
  'unreadable', // reject: not a credential at all, or too large, too deep, not JSON
  'not-a-credential', // reject: JSON or JWT, but not a verifiable credential
  'unsupported', // review: a credential of a kind that cannot be judged here (JAdES seal, unknown suite only)
  'no-proof', // reject
  'not-genuine', // reject: a signature does not hold, or the key is not the issuer's
  'issuer-key-unknown', // review: the issuer's key could not be fetched, so the signature could not be checked
  'malformed', // reject: genuine signature, but against the data model or schema
  'foreign-holder', // reject: genuine, but bound to the key of somebody else than who presented it
  'superseded', // reject: taken back and replaced by a newer one
  'revoked', // reject
  'suspended', // review
  'clock-wrong', // review
  'not-yet-valid', // review
  'expired', // review
  'issuer-unknown', // review: not on the trust list
  'issuer-out-of-scope', // review: on the list, but not for this skill or date
  'holder-unknown', // review: genuine, but not bound to a key, so who presented it proves nothing
  'status-unknown', // review
  'status-stale', // review: good when last checked, some time ago
  'partial', // accept, with its own look: part of the skill is recognised
  'good', // accept
] as const;
export type Reason = (typeof reasons)[number];

export type StatusFreshness = 'fresh' | 'stale' | 'unknown';

export type StatusResult = {
  statusPurpose: string;
  /** The bit; undefined where it is unknown. */
  set?: boolean;
  freshness: StatusFreshness;
  /** RFC 3339, when the list that gave the answer was last confirmed with the issuer. */
  checkedAt?: string;
  statusListCredential?: string;
  statusListIndex?: string;
};

/** What the trust list says of the issuer. Names come from the list, never from the credential. */
export type IssuerResult =
  | {
      known: true;
      did: string;
      /** By language tag; `en` is always there. */
      names: Record<string, string>;
      country?: string;
      domain?: string;
      contact?: { email?: string; telephone?: string; url?: string };
      inScope: boolean;
      /** Name of the list, or `acceptedIssuers` when the caller named the DID. */
      source: string;
      /** RFC 3339, when that list was issued. */
      asOf?: string;
    }
  | {
      known: false;
      did: string;
      domain?: string /** The credential's own words; show only as a claim. */;
      callsItself?: string;
    };

/** One of several that awarded a credential together; `accreditation` as for the issuer. */
export type CoIssuerResult = IssuerResult & { accreditation?: ChainResult };

export type VerificationResult = {
  verified: boolean;
  verdict: Verdict;
  reason: Reason;
  checks: Check[];
  /** Errors, with the types of VCDM 2.0, Data Integrity and Bitstring Status List. */
  problemDetails: ProblemDetails[];
  /** What does not make the credential false: dates, status, issuer not known (VCALM: warnings). */
  warnings: ProblemDetails[];
  status: StatusResult[];
  issuer?: IssuerResult;
  /** The other bodies that awarded it, where it is a JointCredential: each has signed. In the order in which it names them. */
  coIssuers?: CoIssuerResult[];
  /**
   * How the issuer came to be known where the list does not name it for this skill and date: from itself up to an institution of the
   * list that may recognise others. Where no such way holds, how far the best one led, and why no further. Absent where the list
   * answers, and where nobody says anything of the issuer.
   */
  accreditation?: ChainResult;
  /** The document as it was signed, or what the claims of an SD-JWT stand for; absent unless the proof held. */
  credential?: Record<string, unknown>;
  /** The claims of an SD-JWT, as far as they were shown. */
  claims?: Record<string, unknown>;
};
