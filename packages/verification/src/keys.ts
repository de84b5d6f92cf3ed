import { type ProofPurpose, publicKeyOf, type VerificationMethodResult, verificationMethodFor } from '@symbolon/dids';
import { problemDetails } from '@symbolon/problem';
import type { VerificationEnvironment } from './environment.ts';
import { OutOfTime, type TimeLimit } from './time-limit.ts';

export type KeyLookup = (didUrl: string, purpose: ProofPurpose) => Promise<VerificationMethodResult>;

/**
 * Gives the lookup of keys for one verification. The DID document decides, so that a key that was withdrawn is refused at
 * once; only when its host cannot be reached do the keys count that the trust list pins.
 */
export function keyLookup({ dids, trust }: VerificationEnvironment, limit: TimeLimit): KeyLookup {
  const find = (didUrl: string, purpose: ProofPurpose) =>
    limit.hold(verificationMethodFor(dids, didUrl, purpose)).catch((error): VerificationMethodResult => {
      if (!(error instanceof OutOfTime)) throw error;
      const problem = problemDetails('INTERNAL_ERROR', { detail: 'The DID document did not arrive in time.' });
      return { found: false, unreachable: true, problem };
    });
  return async (didUrl, purpose) => {
    let found = await find(didUrl, purpose);
    // The copy at hand may be older than the key.
    if (!found.found && !found.unreachable && dids.renew?.(didUrl.split('#', 1)[0]!))
      found = await find(didUrl, purpose);
    if (found.found || !found.unreachable || purpose !== 'assertionMethod') return found;
    return pinnedKey(trust, didUrl) ?? found;
  };
}

function pinnedKey(trust: VerificationEnvironment['trust'], didUrl: string): VerificationMethodResult | undefined {
  const [did = ''] = didUrl.split('#');
  const method = trust.trustedKeys(did).find(({ id, controller }) => id === didUrl && controller === did);
  if (!method) return undefined;
  try {
    return {
      found: true,
      id: didUrl,
      controller: did,
      publicKey: publicKeyOf(method as Parameters<typeof publicKeyOf>[0]),
    };
  } catch {
    return undefined;
  }
}
