import { createDidResolver, FetchFailed, type KeyAlgorithm, verificationMethodFor } from '@symbolon/dids';
import { generateKey, signerFromKey } from '../keys/index.ts';
import type { Signer } from '../signer.ts';

/** A signer whose did:key stands for itself, so that tests need no network. */
export function didKeySigner(algorithm: KeyAlgorithm): Signer {
  const { publicKeyMultibase, privateKey } = generateKey(algorithm);
  const controller = `did:key:${publicKeyMultibase}`;
  return signerFromKey({ verificationMethod: `${controller}#${publicKeyMultibase}`, controller, privateKey });
}

const resolver = createDidResolver({ fetch: () => Promise.reject(new FetchFailed('NETWORK', 'no network')) });

export const now = new Date('2026-11-22T09:00:00Z');

/** Options of a verifier that asks for an assertion. */
export const asserted = {
  verificationMethod: (didUrl: string, purpose: 'assertionMethod' | 'authentication') =>
    verificationMethodFor(resolver, didUrl, purpose),
  purpose: 'assertionMethod' as const,
  now,
};
