import { createHash } from 'node:crypto';
import type { PublicKey } from '@symbolon/dids';
import { joseNames, parseJws, typeOf, verifySignature } from '@symbolon/securing/verify';
import { sha256 } from '../claims/claim.ts';
import { bindingOfJwk } from '../claims/holder/binding.ts';
import { useDpopProof } from '../claims/session-store.ts';
import type { IssuerContext } from '../context.ts';
import { ProtocolError } from './protocol-error.ts';

const invalid = (description: string) => new ProtocolError('invalid_dpop_proof', description);
const leeway = 60;
const oldest = 300;

type Asked = { proof: unknown; method: string; url: string; accessToken?: string };

/**
 * Verifies a DPoP proof (RFC 9449 §4.3): made now, once, for this method and address and, where there is one, this access
 * token, by the key that it holds. Gives the key's thumbprint. Throws `invalid_dpop_proof`.
 */
export async function verifyDpop(
  { pool, clock }: Pick<IssuerContext, 'pool' | 'clock'>,
  { proof, method, url, accessToken }: Asked,
): Promise<string> {
  const jws = typeof proof === 'string' ? parseJws(proof) : undefined;
  if (!jws || jws.problem) throw invalid('The DPoP proof is not a compact JWS');
  const { header, payload } = jws;
  if (typeOf(header) !== 'dpop+jwt') throw invalid('The type of a DPoP proof is dpop+jwt');
  const key = bindingOfJwk(header.jwk)?.key;
  if (!key) throw invalid('The DPoP proof holds no key that can be used');
  if (!joseNames[key.algorithm].includes(String(header.alg))) throw invalid('The algorithm is not that of the key');
  if (!(await verifySignature(key, jws.signed, jws.signature)))
    throw invalid('The signature of the DPoP proof does not hold');
  const { htm, htu, iat, jti, ath } = payload;
  if (htm !== method) throw invalid('htm is not the method of the request');
  if (typeof htu !== 'string' || withoutQuery(htu) !== url) throw invalid('htu is not the address of the request');
  const now = clock().getTime() / 1000;
  if (typeof iat !== 'number' || iat > now + leeway || iat < now - oldest) throw invalid('iat is not now');
  if (typeof jti !== 'string' || jti.length < 1 || jti.length > 500) throw invalid('jti is missing');
  if (accessToken !== undefined && ath !== sha256(accessToken).toString('base64url'))
    throw invalid('ath is not the digest of the access token');
  const thumbprint = thumbprintOf(key);
  const expires = new Date((now + oldest + leeway) * 1000);
  if (!(await useDpopProof(pool, sha256(`${thumbprint} ${jti}`), expires)))
    throw invalid('The DPoP proof was used before');
  return thumbprint;
}

/** RFC 9449 §4.3: query and fragment do not count. */
const withoutQuery = (htu: string) => htu.replace(/[?#].*$/, '');

/** RFC 7638. */
function thumbprintOf({ publicJwk: { kty, crv, x, y } }: PublicKey): string {
  const members = y === undefined ? { crv, kty, x } : { crv, kty, x, y };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}
