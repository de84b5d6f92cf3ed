import { base64urlnopad } from '@scure/base';
import type { PublicKey } from '@symbolon/dids';
import type { Digest, Platform } from './platform.ts';

// Undefined on a page that is not a secure context (http on a local network).
const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
const utf8 = new TextEncoder();

/** Digests and signatures by WebCrypto; by @noble/curves, loaded on need, where the browser has no Ed25519 or no WebCrypto. */
export const platform: Platform = {
  async digest(algorithm, text) {
    const bytes = utf8.encode(text);
    if (subtle) return new Uint8Array(await subtle.digest(algorithm, bytes));
    const { sha256, sha384 } = await import('@noble/hashes/sha2.js');
    return algorithm === 'SHA-256' ? sha256(bytes) : sha384(bytes);
  },
  async verify(key, bytes, signature) {
    const imported = await importKey(key);
    if (!imported || !subtle) return verifyInScript(key, bytes, signature);
    const parameters = key.algorithm === 'Ed25519' ? key.algorithm : { name: 'ECDSA', hash: digestOf(key) };
    return subtle.verify(parameters, imported, signature as BufferSource, bytes as BufferSource);
  },
};

const digestOf = (key: PublicKey): Digest => (key.algorithm === 'P-384' ? 'SHA-384' : 'SHA-256');

async function importKey(key: PublicKey): Promise<CryptoKey | undefined> {
  const parameters = key.algorithm === 'Ed25519' ? key.algorithm : { name: 'ECDSA', namedCurve: key.algorithm };
  try {
    return await subtle?.importKey('jwk', { ...key.publicJwk }, parameters, false, ['verify']);
  } catch {
    // Browsers before 2025 do not all know Ed25519; the key itself was checked before.
    return undefined;
  }
}

async function verifyInScript(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const x = base64urlnopad.decode(key.publicJwk.x);
  if (key.algorithm === 'Ed25519') {
    const { ed25519 } = await import('@noble/curves/ed25519.js');
    // zip215 would accept points that are not in canonical form.
    return ed25519.verify(signature, bytes, x, { zip215: false });
  }
  const { p256, p384 } = await import('@noble/curves/nist.js');
  const point = Uint8Array.of(4, ...x, ...base64urlnopad.decode(key.publicJwk.y!));
  return (key.algorithm === 'P-256' ? p256 : p384).verify(signature, bytes, point, { lowS: false });
}
