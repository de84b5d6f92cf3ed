import { type ProofPurpose, publicKeyOf, type VerificationMethodResult, verificationMethodFor } from '@symbolon/dids';
import { problemDetails } from '@symbolon/problem';
import type { VerificationEnvironment } from './environment.ts';
import { OutOfTime, type TimeLimit } from './time-limit.ts';

export type KeyLookup = (
  didUrl: string,
  purpose: ProofPurpose,
) => VerificationMethodResult | Promise<VerificationMethodResult>;

/**
 * Gives the lookup of keys for one verification; it answers at once where the DID document is at hand. The DID document
 * decides, so that a key that was withdrawn is refused at once; only when it cannot be had do the keys count that the trust list
 * pins: its host cannot be reached, or says that there is no such document any more.
 */
export function keyLookup({ dids, trust }: VerificationEnvironment, limit: TimeLimit): KeyLookup {
  const find = (didUrl: string, purpose: ProofPurpose) => {
    const found = verificationMethodFor(dids, didUrl, purpose);
    return found instanceof Promise ? limit.hold(found).catch(outOfTime) : found;
  };
  const orPinned = (found: VerificationMethodResult, didUrl: string, purpose: ProofPurpose) =>
    found.found || !found.unreachable || purpose !== 'assertionMethod' ? found : (pinnedKey(trust, didUrl) ?? found);
  return (didUrl, purpose) => {
    const found = find(didUrl, purpose);
    if (!(found instanceof Promise) && found.found) return found;
    return (async () => {
      const first = await found;
      // The copy at hand may be older than the key.
      const isOld = !first.found && !first.unreachable && dids.renew?.(didUrl.split('#', 1)[0]!);
      return orPinned(isOld ? await find(didUrl, purpose) : first, didUrl, purpose);
    })();
  };
}

function outOfTime(error: unknown): VerificationMethodResult {
  if (!(error instanceof OutOfTime)) throw error;
  const problem = problemDetails('INTERNAL_ERROR', { detail: 'The DID document did not arrive in time.' });
  return { found: false, unreachable: true, problem };
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
