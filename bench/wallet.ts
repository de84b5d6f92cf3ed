import { createHash, createPublicKey, type KeyObject, sign as signBytes } from 'node:crypto';
import { Pool } from 'undici';

const grant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

export type Claim = { url: string; txCode: string };
/** Rejects for every answer that is an error. */
type Send = (
  method: 'GET' | 'POST',
  path: string,
  more?: { body?: string; headers?: Record<string, string> },
) => Promise<string>;

/** Gives a sender that keeps its connections to one service. */
export function connect(origin: string, connections: number): { send: Send; close(): Promise<void> } {
  const pool = new Pool(origin, { connections });
  return {
    async send(method, path, more = {}) {
      const answer = await pool.request({ method, path, ...more });
      const text = await answer.body.text();
      if (answer.statusCode < 400) return text;
      throw new Error(`${path} was answered by ${answer.statusCode}: ${text.slice(0, 300)}`);
    },
    close: () => pool.close(),
  };
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Signs a compact JWS by an Ed25519 or P-256 key. */
function signJws(key: KeyObject, header: object, payload: object): string {
  const isEd25519 = key.asymmetricKeyType === 'ed25519';
  const input = `${encode({ alg: isEd25519 ? 'EdDSA' : 'ES256', ...header })}.${encode(payload)}`;
  const options = isEd25519 ? key : { key, dsaEncoding: 'ieee-p1363' as const };
  return `${input}.${signBytes(isEd25519 ? null : 'sha256', Buffer.from(input), options).toString('base64url')}`;
}

const now = () => Math.floor(Date.now() / 1000);

/** Claims a credential by OID4VCI 1.0, for a key as JWK: offer, token, nonce, credential, below the path of the institution. */
export async function claimCredential(
  send: Send,
  pathname: string,
  { claim: { url, txCode }, configuration, key }: { claim: Claim; configuration: string; key: KeyObject },
): Promise<unknown> {
  const offer = JSON.parse(await send('GET', `${pathname}/oid4vci/credential-offers/${url.split('/').at(-1)}`));
  const code = offer.grants[grant]['pre-authorized_code'];
  const body = new URLSearchParams({ grant_type: grant, 'pre-authorized_code': code, tx_code: txCode }).toString();
  const { access_token: token } = JSON.parse(await send('POST', `${pathname}/oid4vci/token`, { body, headers: form }));
  const { c_nonce: nonce } = JSON.parse(await send('POST', `${pathname}/oid4vci/nonce`));
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const header = { typ: 'openid4vci-proof+jwt', jwk };
  const jwt = signJws(key, header, { aud: offer.credential_issuer, nonce, iat: now() });
  const { credentials } = JSON.parse(
    await send('POST', `${pathname}/oid4vci/credential`, {
      body: JSON.stringify({ credential_configuration_id: configuration, proofs: { jwt: [jwt] } }),
      headers: { ...json, authorization: `Bearer ${token}` },
    }),
  );
  if (credentials?.length !== 1) throw new Error('The credential did not come.');
  return credentials[0].credential;
}

/** Presents an SD-JWT with all its disclosures and a key binding (RFC 9901 §4.3). */
export function presentSdJwt(sdJwt: string, key: KeyObject, { nonce, aud }: { nonce: string; aud: string }): string {
  const sd_hash = createHash('sha256').update(sdJwt).digest('base64url');
  return sdJwt + signJws(key, { typ: 'kb+jwt' }, { iat: now(), aud, nonce, sd_hash });
}
