import { base58, base64urlnopad } from '@scure/base';

/** Algorithms of the keys that sign credentials here; the names are those of JOSE curves and of Multikey's cryptosuites. */
export type KeyAlgorithm = 'Ed25519' | 'P-256' | 'P-384';

// Multicodec code of the public key as a varint, and the length of the key (CID 1.0 §2.2.2; P-256 and P-384 are compressed points).
const codecs: Record<KeyAlgorithm, { prefix: readonly [number, number]; length: number }> = {
  Ed25519: { prefix: [0xed, 0x01], length: 32 },
  'P-256': { prefix: [0x80, 0x24], length: 33 },
  'P-384': { prefix: [0x81, 0x24], length: 49 },
};

/** A key whose length is not that of its multicodec; did:key has an error of its own for it. */
export class KeyLengthError extends Error {}

/** Gives the multibase (base58-btc, `z…`) Multikey of a raw public key: 32 bytes for Ed25519, the compressed point for P-256 and P-384. */
export function encodeMultikey(algorithm: KeyAlgorithm, key: Uint8Array): string {
  return `z${base58.encode(Uint8Array.of(...codecs[algorithm].prefix, ...key))}`;
}

/**
 * Gives algorithm and raw key of a Multikey. Throws where the multicodec is not one that signs here (an x25519 key, for
 * example) or the length is not the codec's: a key is never taken for a kind that its own bytes do not name.
 */
export function decodeMultikey(multibase: string): { algorithm: KeyAlgorithm; key: Uint8Array } {
  if (multibase.length > 200) throw new Error('the key is too long');
  const bytes = decodeMultibase(multibase);
  for (const [algorithm, { prefix, length }] of Object.entries(codecs) as [KeyAlgorithm, (typeof codecs)['P-256']][]) {
    if (bytes[0] !== prefix[0] || bytes[1] !== prefix[1]) continue;
    if (bytes.length !== length + 2) throw new KeyLengthError(`a key of ${algorithm} has ${length} bytes`);
    return { algorithm, key: bytes.subarray(2) };
  }
  throw new Error('the multicodec is not that of an Ed25519, P-256 or P-384 public key');
}

function decodeMultibase(text: string): Uint8Array {
  if (text.startsWith('z')) return base58.decode(text.slice(1));
  if (text.startsWith('u')) return base64urlnopad.decode(text.slice(1));
  throw new Error('only base58-btc (z) and base64url (u) multibase are known');
}
