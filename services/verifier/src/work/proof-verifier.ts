import type { ProofPurpose, VerificationMethodResult } from '@symbolon/dids';
import {
  envelopedJwt,
  isObject,
  type VerificationMethodLookup,
  verifyDataIntegrity,
  verifyPresentation,
} from '@symbolon/securing/verify';
import type { ProofVerifier, TimeLimit } from '@symbolon/verification';
import type { Job } from './job.ts';
import type { Pool } from './pool.ts';

/** A document with fewer values takes a few milliseconds at worst; a skills credential has about a hundred. */
const simple = 400;
const maximumProofs = 8;

/** What verification waits beyond its limit for work on JSON-LD, less the time to hear of its end. */
const grace = 250;

/**
 * Gives the verifier of proofs that a server uses: simple documents in this thread, all others in the pool, where the work
 * is stopped at its limit while this thread goes on answering.
 */
export function threadedProofVerifier(pool: Pool): ProofVerifier {
  type Options = Job['options'] & { verificationMethod: VerificationMethodLookup };
  async function inPool(
    kind: Job['kind'],
    input: unknown,
    { verificationMethod, ...options }: Options,
    limit: TimeLimit,
  ) {
    const keys = await lookUp(input, options.purpose, verificationMethod);
    const { result, fault } = await pool.run({ kind, input, options, keys }, limit.left() + grace);
    if (!result) throw new Error(`A proof could not be verified: ${fault}`);
    return result;
  }
  return {
    dataIntegrity(input, options, limit) {
      return isSimple(input) ? verifyDataIntegrity(input, options) : inPool('data-integrity', input, options, limit);
    },
    presentation(input, options, limit) {
      // Of an envelope the JWT inside is read and nothing else, however much stands around it.
      if (isSimple(input) || envelopedJwt(input)) return verifyPresentation(input, options);
      return inPool('presentation', input, { ...options, purpose: 'authentication' }, limit);
    },
  };
}

async function lookUp(input: unknown, purpose: ProofPurpose, find: VerificationMethodLookup) {
  const proofs = isObject(input) ? [input.proof].flat().slice(0, maximumProofs) : [];
  const names = new Set(
    proofs.flatMap((proof) =>
      isObject(proof) && typeof proof.verificationMethod === 'string' ? proof.verificationMethod : [],
    ),
  );
  return Promise.all(
    [...names].map(async (name): Promise<[string, VerificationMethodResult]> => [name, await find(name, purpose)]),
  );
}

/** A JWT has no JSON-LD work; of an object the values are counted until it is clear that there are many. */
function isSimple(input: unknown): boolean {
  let left = simple;
  const count = (value: unknown): boolean => {
    left -= 1;
    if (left < 0) return false;
    if (typeof value !== 'object' || value === null) return true;
    return Object.values(value).every(count);
  };
  return count(input);
}
