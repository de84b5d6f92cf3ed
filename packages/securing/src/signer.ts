import type { PublicKey } from '@symbolon/dids';
import type { Awaitable } from './primitives/awaitable.ts';

export type { KeyAlgorithm } from '@symbolon/dids';

/**
 * All that the program sees of a private key: a key service, a hardware module or a sealed file can stand behind it.
 * `sign` gives the raw signature: 64 bytes for Ed25519 (RFC 8032) and P-256 (IEEE P1363 r‖s), 96 for P-384. A key in this process
 * answers at once; one elsewhere gives a promise.
 */
export type Signer = PublicKey & {
  /** DID URL of the verification method, for example `did:web:issuer.example:institutions:demo#key-1`. */
  readonly verificationMethod: string;
  /** DID that controls the verification method. */
  readonly controller: string;
  sign(bytes: Uint8Array): Awaitable<Uint8Array>;
};
