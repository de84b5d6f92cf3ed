import { base64urlnopad } from '@scure/base';
import type { VerificationMethod } from 'did-resolver';
import { decodeMultikey, encodeMultikey, type KeyAlgorithm } from './multikey.ts';
import { checkEd25519Key, compressPoint, decompressPoint, isCurve } from './points.ts';

export type { KeyAlgorithm };

/** A checked public key in both of its published forms. One object per key, so that what is derived from it can be kept. */
export type PublicKey = {
  readonly algorithm: KeyAlgorithm;
  readonly publicKeyMultibase: string;
  readonly publicJwk: { kty: 'OKP' | 'EC'; crv: KeyAlgorithm; x: string; y?: string };
};

// Checking a P-256 point costs a millisecond, and an issuer's few keys come back with every credential.
const known = new Map<string, PublicKey>();
const knownLimit = 1_000;

function remember(key: PublicKey): PublicKey {
  const found = known.get(key.publicKeyMultibase);
  if (found) return found;
  if (known.size >= knownLimit) known.delete(known.keys().next().value!);
  known.set(key.publicKeyMultibase, Object.freeze(key));
  return key;
}

/** Gives the key of a Multikey string. Throws an Error with the reason where it is not a sound Ed25519, P-256 or P-384 key. */
export function publicKeyFromMultibase(publicKeyMultibase: string): PublicKey {
  const found = known.get(publicKeyMultibase);
  if (found) return found;
  const { algorithm, key } = decodeMultikey(publicKeyMultibase);
  const canonical = encodeMultikey(algorithm, key);
  if (!isCurve(algorithm)) {
    checkEd25519Key(key);
    return remember({
      algorithm,
      publicKeyMultibase: canonical,
      publicJwk: { kty: 'OKP', crv: algorithm, x: base64urlnopad.encode(key) },
    });
  }
  const { x, y } = decompressPoint(algorithm, key);
  const publicJwk = { kty: 'EC', crv: algorithm, x: base64urlnopad.encode(x), y: base64urlnopad.encode(y) } as const;
  return remember({ algorithm, publicKeyMultibase: canonical, publicJwk });
}

const joseAlgorithms: Record<KeyAlgorithm, readonly string[]> = {
  Ed25519: ['Ed25519', 'EdDSA'],
  'P-256': ['ES256'],
  'P-384': ['ES384'],
};

/**
 * Gives the key of a JWK (RFC 7517, RFC 8037). Throws where it holds a private part, is meant for encryption,
 * names an algorithm of another key type, or is not a point of its curve.
 */
export function publicKeyFromJwk(jwk: unknown): PublicKey {
  if (typeof jwk !== 'object' || jwk === null) throw new Error('the JWK is not an object');
  const { kty, crv, x, y, d, use, alg, key_ops: operations } = jwk as Record<string, unknown>;
  if (d !== undefined) throw new Error('the JWK holds a private key, which is no longer a secret');
  if (use !== undefined && use !== 'sig') throw new Error('the JWK is not meant for signatures');
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    throw new Error('the JWK is not meant for verifying');
  if (crv !== 'Ed25519' && crv !== 'P-256' && crv !== 'P-384')
    throw new Error('the JWK is not an Ed25519, P-256 or P-384 key');
  if (kty !== (isCurve(crv) ? 'EC' : 'OKP')) throw new Error('kty and crv of the JWK do not fit');
  if (alg !== undefined && !joseAlgorithms[crv].includes(String(alg)))
    throw new Error('alg and crv of the JWK do not fit');
  if (typeof x !== 'string' || x.length > 100) throw new Error('x of the JWK is missing');
  if (!isCurve(crv)) return publicKeyFromMultibase(encodeMultikey(crv, exactly(base64urlnopad.decode(x), 32)));
  if (typeof y !== 'string' || y.length > 100) throw new Error('y of the JWK is missing');
  const point = compressPoint(crv, base64urlnopad.decode(x), base64urlnopad.decode(y));
  return publicKeyFromMultibase(encodeMultikey(crv, point));
}

function exactly(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new Error(`the key must have ${length} bytes`);
  return bytes;
}

// Which member of a verification method holds its key (CID 1.0 §2.2.2 and §2.2.3, and the older types still in use).
const keyMembers: Record<string, 'publicKeyMultibase' | 'publicKeyJwk'> = {
  Multikey: 'publicKeyMultibase',
  JsonWebKey: 'publicKeyJwk',
  JsonWebKey2020: 'publicKeyJwk',
  Ed25519VerificationKey2020: 'publicKeyMultibase',
};

/**
 * Gives the key of a verification method of type Multikey, JsonWebKey, JsonWebKey2020 or Ed25519VerificationKey2020.
 * Throws an Error with the reason where type and key do not fit or the key is not sound.
 */
export function publicKeyOf(method: VerificationMethod): PublicKey {
  const member = Object.hasOwn(keyMembers, method.type) ? keyMembers[method.type] : undefined;
  if (!member) throw new Error('the type of the verification method is not known');
  // Two forms of a key in one method could differ, and then two readers would see two keys (CID 1.0 §2.2).
  if (method.publicKeyJwk !== undefined && method.publicKeyMultibase !== undefined)
    throw new Error('the verification method holds its key twice');
  const value: unknown = method[member];
  if (member === 'publicKeyJwk') return publicKeyFromJwk(value);
  if (typeof value !== 'string') throw new Error('the verification method holds no key');
  const key = publicKeyFromMultibase(value);
  if (method.type === 'Ed25519VerificationKey2020' && key.algorithm !== 'Ed25519')
    throw new Error('type and key of the method do not fit');
  return key;
}
