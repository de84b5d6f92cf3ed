import type { KeyAlgorithm } from '@symbolon/dids';

/**
 * Names of a key's algorithm in a JOSE header: the first is written, all are read. `EdDSA` (RFC 8037) is what readers in the field know;
 * RFC 9864 names the same algorithm `Ed25519`.
 */
export const joseNames: Record<KeyAlgorithm, readonly string[]> = {
  Ed25519: ['EdDSA', 'Ed25519'],
  'P-256': ['ES256'],
  'P-384': ['ES384'],
};
