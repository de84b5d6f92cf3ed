import { problemDetails } from '@symbolon/problem';
import type { VerificationEnvironment } from './environment.ts';

/**
 * Gives the environment of one request, for which at most `most` DID documents, status lists and accreditations are asked for. What is at hand costs
 * nothing. Without it, one presentation of sixteen credentials with eight proofs each would have its verifier contact hundreds of
 * addresses of a stranger's choice. What lies beyond is unknown, never good.
 */
export function withFetchBudget(environment: VerificationEnvironment, most: number): VerificationEnvironment {
  const { dids, statusLists, accreditations } = environment;
  const asked = new Set<string>();
  const mayAsk = (name: string) => asked.has(name) || (asked.size < most && asked.add(name) !== undefined);
  const tooMany = `The request names more than ${most} DIDs and status lists that would have to be fetched.`;
  const refused = {
    didResolutionMetadata: { error: 'unreachable', message: tooMany },
    didDocument: null,
    didDocumentMetadata: {},
  };
  return {
    ...environment,
    dids: {
      ...dids,
      async resolve(did) {
        const free = !did.startsWith('did:web:') || dids.atHand?.(did) !== undefined;
        return free || mayAsk(did) ? dids.resolve(did) : refused;
      },
    },
    ...(accreditations
      ? {
          accreditations: {
            ...accreditations,
            get: async (url: string, patienceMs: number) => (mayAsk(url) ? accreditations.get(url, patienceMs) : []),
          },
        }
      : {}),
    statusLists: {
      ...statusLists,
      async get(url, open, patienceMs) {
        if (statusLists.atHand(url) || mayAsk(url)) return statusLists.get(url, open, patienceMs);
        return { problem: problemDetails('STATUS_RETRIEVAL_ERROR', { detail: tooMany }) };
      },
    },
  };
}
