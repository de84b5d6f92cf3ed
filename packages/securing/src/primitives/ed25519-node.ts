import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { createRequire } from 'node:module';
import type { PublicKey } from '@symbolon/dids';

/**
 * What is used of libsodium, as its addon offers it: without the checks of lengths that its JavaScript makes, for which the callers below
 * see. Loading that would take twenty times as long as loading the addon.
 */
type Addon = {
  sodium_malloc(length: number): ArrayBuffer;
  sodium_mprotect_readonly(secret: ArrayBuffer): void;
  sodium_memzero(bytes: Uint8Array): void;
  crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): number;
  crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): number;
  crypto_sign_verify_detached(...places: [...Place, ...Place, ...Place]): boolean;
};
type Place = [buffer: ArrayBufferLike, offset: number, length: number];

let loaded: Addon | null | undefined;

/** libsodium where there is an addon for this machine, else null. Loaded when the first key is met. */
function libsodium(): Addon | null {
  if (loaded === undefined) {
    const place = `sodium-native/prebuilds/${process.platform}-${process.arch}/sodium-native.node`;
    try {
      loaded = createRequire(import.meta.url)(place) as Addon;
    } catch {
      loaded = null;
    }
  }
  return loaded;
}

/** Names the library that signs and verifies by Ed25519 on this machine. */
export const ed25519Library = (): 'libsodium' | 'OpenSSL' => (libsodium() ? 'libsodium' : 'OpenSSL');

/**
 * Gives what signs with a key of Ed25519 (RFC 8032): 64 bytes, the same for one key and message whoever computes them. By libsodium,
 * which takes half the time of OpenSSL; by OpenSSL where `addon` is null.
 */
export function ed25519Signing(key: KeyObject, addon = libsodium()): (bytes: Uint8Array) => Uint8Array {
  if (!addon) return (bytes) => sign(null, bytes, key);
  const secretKey = secretKeyOf(key, addon);
  return (bytes) => {
    const signature = new Uint8Array(64);
    if (addon.crypto_sign_detached(signature, bytes, secretKey) !== 0) throw new Error('libsodium did not sign.');
    return signature;
  };
}

/** The key in memory that libsodium guards: between pages nobody may touch, out of swap and core dumps where the system lets it. */
function secretKeyOf(key: KeyObject, addon: Addon): Uint8Array {
  // The seed is the end of it (RFC 8410 §7).
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const guarded = addon.sodium_malloc(64);
  const secretKey = new Uint8Array(guarded);
  const status = addon.crypto_sign_seed_keypair(new Uint8Array(32), secretKey, der.subarray(-32));
  addon.sodium_memzero(der);
  if (status !== 0) throw new Error('libsodium did not take the key.');
  addon.sodium_mprotect_readonly(guarded);
  return secretKey;
}

/**
 * Gives what verifies signatures of a key of Ed25519 (RFC 8032 §5.1.7, without the cofactor). Libraries differ about points of small
 * order; these two take the same, and should one of them change, a no is always OpenSSL's own.
 */
export function ed25519Verifying(
  key: PublicKey,
  addon = libsodium(),
): (bytes: Uint8Array, signature: Uint8Array) => boolean {
  const { publicJwk } = key;
  const object = createPublicKey({ key: { ...publicJwk }, format: 'jwk' });
  const point = Buffer.from(publicJwk.x, 'base64url');
  if (!addon || point.length !== 32) return (bytes, signature) => verify(null, bytes, object, signature);
  return (bytes, signature) =>
    (signature.length === 64 && addon.crypto_sign_verify_detached(...at(signature), ...at(bytes), ...at(point))) ||
    verify(null, bytes, object, signature);
}

const at = ({ buffer, byteOffset, byteLength }: Uint8Array): Place => [buffer, byteOffset, byteLength];
