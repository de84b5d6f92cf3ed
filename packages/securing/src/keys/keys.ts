import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type KeyAlgorithm, type PublicKey, publicKeyFromJwk } from '@symbolon/dids';
import { ed25519Signing } from '../primitives/ed25519-node.ts';
import type { Signer } from '../signer.ts';

/** A key with its private part as PKCS#8 DER (RFC 5958), which names its own algorithm. */
export type KeyMaterial = PublicKey & { readonly privateKey: Uint8Array };

/** Gives a new key from the system's randomness. */
export function generateKey(algorithm: KeyAlgorithm): KeyMaterial {
  const pair =
    algorithm === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: algorithm });
  const privateKey = new Uint8Array(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
  return { ...publicKeyFromJwk(pair.publicKey.export({ format: 'jwk' })), privateKey };
}

/**
 * Gives the signer of a private key (PKCS#8 DER). The public part is computed from the private one, so that a row that names another
 * public key cannot mislead. Throws where the bytes are not an Ed25519, P-256 or P-384 key.
 */
export function signerFromKey(key: { verificationMethod: string; controller: string; privateKey: Uint8Array }): Signer {
  const { verificationMethod, controller, privateKey } = key;
  const object = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  const publicKey = publicKeyFromJwk(createPublicKey(object).export({ format: 'jwk' }));
  return { ...publicKey, verificationMethod, controller, sign: signWith(object, publicKey.algorithm) };
}

function signWith(key: KeyObject, algorithm: KeyAlgorithm): Signer['sign'] {
  if (algorithm === 'Ed25519') return ed25519Signing(key);
  const digest = algorithm === 'P-256' ? 'sha256' : 'sha384';
  const options = { key, dsaEncoding: 'ieee-p1363' } as const;
  return (bytes) => sign(digest, bytes, options);
}
