import type { ProofPurpose, VerificationMethodResult } from '@symbolon/dids';
import type { ProblemDetails } from '@symbolon/problem';
import type { Awaitable } from '../primitives/awaitable.ts';
import type { ContextSource } from '../primitives/canonical.ts';
import type { JsonObject } from '../primitives/json.ts';

/**
 * `key-unknown`: the key could not be fetched, so the signature is neither good nor bad.
 * `unknown-suite`: a proof of a kind that is not known here; never counted as good.
 */
export type ProofOutcome = 'verified' | 'failed' | 'key-unknown' | 'unknown-suite';

export type ProofResult = {
  outcome: ProofOutcome;
  /** Name of the cryptosuite, or the JOSE algorithm. */
  cryptosuite: string;
  /** DID URL of the key. */
  verificationMethod?: string;
  /** DID that the key's own document names as its controller; present once the key was found. */
  controller?: string;
  /** RFC 3339, in the signer's own words. */
  created?: string;
  problem?: ProblemDetails;
};

/** How a document is secured. A bad signature is an answer, never an exception. */
export type SecuringResult = {
  /** At least one proof is of a known kind, and every one of those holds. */
  verified: boolean;
  proofs: ProofResult[];
  /** Why the document as a whole could not be judged or is not what it should be. */
  problems: ProblemDetails[];
  /** What was signed: for Data Integrity with its proofs, for JOSE the decoded payload. Only there if verified. */
  document?: JsonObject;
};

/** Finds the key behind a DID URL for a purpose, as `verificationMethodFor` of @symbolon/dids does. */
export type VerificationMethodLookup = (didUrl: string, purpose: ProofPurpose) => Awaitable<VerificationMethodResult>;

export type VerifyingOptions = {
  verificationMethod: VerificationMethodLookup;
  now: Date;
  /** The contexts that documents may name; what is held here when absent. */
  contexts?: ContextSource;
};
