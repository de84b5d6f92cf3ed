import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { publicKeyFromJwk } from '@symbolon/dids';

/** A holder's key pair in a test, with all the names that a wallet may give it. */
export type HolderKey = {
  algorithm: 'Ed25519' | 'P-256';
  privateKey: KeyObject;
  jwk: Record<string, string>;
  didKey: string;
  didJwk: string;
};

export function holderKeyPair(algorithm: HolderKey['algorithm']): HolderKey {
  const { publicKey, privateKey } =
    algorithm === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' }) as Record<string, string>;
  return {
    algorithm,
    privateKey,
    jwk,
    didKey: `did:key:${publicKeyFromJwk(jwk).publicKeyMultibase}`,
    didJwk: `did:jwk:${base64url(JSON.stringify(jwk))}`,
  };
}

const base64url = (text: string | Buffer) => Buffer.from(text).toString('base64url');

/** Signs a JWT as a wallet does. */
export function signJwt(key: HolderKey, header: object, payload: object): string {
  const alg = key.algorithm === 'Ed25519' ? 'EdDSA' : 'ES256';
  const input = `${base64url(JSON.stringify({ alg, ...header }))}.${base64url(JSON.stringify(payload))}`;
  const signature =
    key.algorithm === 'Ed25519'
      ? sign(null, Buffer.from(input), key.privateKey)
      : sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${base64url(signature)}`;
}

export const bindings = ['did:key', 'did:jwk', 'jwk'] as const;
export type Binding = (typeof bindings)[number];

/** How the header of a proof names the key. */
export function keyHeader(key: HolderKey, binding: Binding): object {
  if (binding === 'jwk') return { jwk: key.jwk };
  return { kid: binding === 'did:key' ? `${key.didKey}#${key.didKey.slice(8)}` : `${key.didJwk}#0` };
}

/** A key proof of type `jwt` (OID4VCI 1.0 Appendix F.1). */
export function jwtProof(
  key: HolderKey,
  { aud, nonce, iat, binding = 'jwk' }: { aud: string; nonce: string; iat: number; binding?: Binding },
): string {
  return signJwt(key, { typ: 'openid4vci-proof+jwt', ...keyHeader(key, binding) }, { aud, nonce, iat });
}
