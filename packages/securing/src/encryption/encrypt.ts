import { type PublicKey, publicKeyFromJwk } from '@symbolon/dids';
import { CompactEncrypt, importJWK } from 'jose';
import { isObject } from '../primitives/json.ts';
import { encryption } from './decrypt.ts';

/** Whom a message is encrypted for. */
export type Recipient = { publicJwk: PublicKey['publicJwk']; kid?: string };
export type ContentEncryption = (typeof encryption.enc)[number];

/**
 * Reads the JWK of a recipient: a P-256 key for `ECDH-ES`, its point on the curve, without a private part. `alg` is the one that came
 * beside the key, as drafts of OpenID4VCI have it; else the key names it itself. Undefined where it is anything else.
 */
export function recipientOf(jwk: unknown, alg?: unknown): Recipient | undefined {
  if (!isObject(jwk) || (alg ?? jwk.alg) !== encryption.alg || (jwk.alg ?? alg) !== encryption.alg) return undefined;
  if (jwk.use !== undefined && jwk.use !== 'enc') return undefined;
  const { kty, crv, x, y, kid } = jwk;
  // A private key that was sent around is no secret any more.
  if (jwk.d !== undefined || (kid !== undefined && (typeof kid !== 'string' || kid.length > 500))) return undefined;
  try {
    const { algorithm, publicJwk } = publicKeyFromJwk({ kty, crv, x, y });
    return algorithm === 'P-256' ? { publicJwk, ...(kid === undefined ? {} : { kid }) } : undefined;
  } catch {
    return undefined;
  }
}

/** Gives content as a compact JWE for a recipient, `kid` with it where its key has one. Never compressed: length would tell of content. */
export async function encryptJwe(
  content: Uint8Array,
  { publicJwk, kid }: Recipient,
  enc: ContentEncryption,
): Promise<string> {
  const { alg } = encryption;
  const key = await importJWK({ ...publicJwk }, alg);
  return new CompactEncrypt(content)
    .setProtectedHeader({ alg, enc, ...(kid === undefined ? {} : { kid }) })
    .encrypt(key);
}
