import type { PublicKey } from '@symbolon/dids';
import { problemOfOwnChain } from '@symbolon/securing/x5c';
import type { WalletSettings } from './settings.ts';

/**
 * Gives the certificate chain to show beside a signature of a key, where the settings have one of that very key: after a
 * rotation the chain is left out until the institution sets the new one.
 */
export function chainOf(
  { certificateChain }: WalletSettings,
  key: PublicKey,
  now: Date,
): readonly string[] | undefined {
  return certificateChain && problemOfOwnChain(certificateChain, key, now) === undefined ? certificateChain : undefined;
}
