import type { PublicKey } from '@symbolon/dids';

export type Digest = 'SHA-256' | 'SHA-384';

/** What differs between Node and a browser. Answers may come at once or as a promise; callers await both. */
export type Platform = {
  /** Digest of the UTF-8 bytes of a text. */
  digest(algorithm: Digest, text: string): Uint8Array | Promise<Uint8Array>;
  /** Whether a raw signature (Ed25519: 64 bytes; ECDSA: r‖s) over the bytes holds. ECDSA hashes with the digest of the curve's size. */
  verify(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
};
