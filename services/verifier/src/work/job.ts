import type { VerificationMethodResult } from '@symbolon/dids';
import type { SecuringResult, verifyDataIntegrity } from '@symbolon/securing/verify';

type Options = Omit<Parameters<typeof verifyDataIntegrity>[1], 'verificationMethod'>;

/** One document whose proofs are verified in another thread, with all the keys that they name. */
export type Job = {
  id: number;
  kind: 'data-integrity' | 'presentation';
  input: unknown;
  options: Options;
  keys: [didUrl: string, found: VerificationMethodResult][];
};

/** First that it was begun, then what came of it. */
export type JobAnswer = { id: number; begun?: boolean; result?: SecuringResult; fault?: string };
