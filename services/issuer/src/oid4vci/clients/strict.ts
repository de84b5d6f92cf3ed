import { jwtProof } from '../testing/wallet.ts';
import type { Client, Wish } from './client.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come
type Json = any;

const grant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** Asks and demands what the specification says of every answer: status, media type, no-store where it is a secret. */
async function ask(url: string, init: RequestInit = {}, secret = true): Promise<Json> {
  const reply = await fetch(url, { redirect: 'error', ...init });
  const body = await reply.json();
  if (reply.status !== 200) throw new Error(`${url}: ${reply.status} ${JSON.stringify(body)}`);
  if (!/^application\/json\b/.test(reply.headers.get('content-type') ?? '')) throw new Error(`${url}: media type`);
  if (secret && reply.headers.get('cache-control') !== 'no-store') throw new Error(`${url}: it can be cached`);
  return body;
}

/** The address with the well-known name between host and path (OID4VCI 1.0 §12.2.2, RFC 8414 §3.1). */
function wellKnown(name: string, identifier: string): string {
  const { origin, pathname } = new URL(identifier);
  return `${origin}/.well-known/${name}${pathname}`;
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const form = (fields: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(fields) });
const json = (body: unknown, token: string): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
});

async function openOffer(offer: string): Promise<Json> {
  const parameters = new URL(offer).searchParams;
  demand(parameters.size === 1, 'an offer is by value or by reference');
  const value = parameters.get('credential_offer');
  return value ? JSON.parse(value) : ask(parameters.get('credential_offer_uri')!);
}

/** A wallet written from the text of OID4VCI 1.0 alone, with every MUST of it that a wallet can see. */
export const strictClient: Client = {
  name: 'strict, from the text of 1.0',
  async claim({ offer: link, txCode, configuration, key, binding }: Wish) {
    const offer = await openOffer(link);
    demand(Array.isArray(offer.credential_configuration_ids), 'credential_configuration_ids');
    const issuer = offer.credential_issuer;
    const metadata = await ask(wellKnown('openid-credential-issuer', issuer), {}, false);
    demand(metadata.credential_issuer === issuer, 'credential_issuer is compared as a text');
    const configured = metadata.credential_configurations_supported[configuration];
    demand(offer.credential_configuration_ids.includes(configuration) && configured, 'the configuration is offered');
    demand(configured.cryptographic_binding_methods_supported.includes(binding), 'the binding is offered');
    const alg = key.algorithm === 'Ed25519' ? 'EdDSA' : 'ES256';
    demand(configured.proof_types_supported.jwt.proof_signing_alg_values_supported.includes(alg), 'the algorithm');
    const [server = issuer] = metadata.authorization_servers ?? [];
    const oauth = await ask(wellKnown('oauth-authorization-server', server), {}, false);
    demand(oauth.issuer === server, 'issuer is compared as a text');
    demand(oauth['pre-authorized_grant_anonymous_access_supported'] === true, 'anonymous access');
    const { 'pre-authorized_code': code, tx_code: asked } = offer.grants[grant];
    demand(asked.input_mode === 'numeric' && asked.length === txCode.length, 'tx_code');
    const token = await ask(
      oauth.token_endpoint,
      form({ grant_type: grant, 'pre-authorized_code': code, tx_code: txCode }),
    );
    demand(token.token_type === 'Bearer' && token.expires_in > 0, 'token_type and expires_in');
    const { c_nonce: nonce } = await ask(metadata.nonce_endpoint, { method: 'POST' });
    const jwt = jwtProof(key, { aud: issuer, nonce, iat: Math.floor(Date.now() / 1000), binding });
    const request = { credential_configuration_id: configuration, proofs: { jwt: [jwt] } };
    const answer = await ask(metadata.credential_endpoint, json(request, token.access_token));
    demand(Array.isArray(answer.credentials) && answer.credentials.length === 1, 'credentials');
    const { credential } = answer.credentials[0];
    demand(typeof credential === (configured.format === 'ldp_vc' ? 'object' : 'string'), 'the type of the credential');
    return credential;
  },
};

/** A wallet of draft 13: metadata at the appended address, one proof, the credential named by its format and its type. */
export const draft13Client: Client = {
  name: 'draft 13',
  async claim({ offer: link, txCode, configuration, key, binding }: Wish) {
    const offer = await openOffer(link);
    const issuer = offer.credential_issuer;
    const metadata = await ask(`${issuer}/.well-known/openid-credential-issuer`, {}, false);
    const [server = issuer] = metadata.authorization_servers ?? [];
    const oauth = await ask(`${server}/.well-known/oauth-authorization-server`, {}, false);
    const code = offer.grants[grant]['pre-authorized_code'];
    const token = await ask(
      oauth.token_endpoint,
      form({ grant_type: grant, 'pre-authorized_code': code, tx_code: txCode }),
    );
    const { format, vct, credential_definition } = metadata.credential_configurations_supported[configuration];
    const iat = Math.floor(Date.now() / 1000);
    const jwt = jwtProof(key, { aud: issuer, nonce: token.c_nonce, iat, binding });
    const named = vct ? { vct } : { credential_definition };
    const request = { format, ...named, proof: { proof_type: 'jwt', jwt } };
    const answer = await ask(metadata.credential_endpoint, json(request, token.access_token));
    demand(answer.credential !== undefined && answer.c_nonce !== undefined, 'credential and c_nonce');
    return answer.credential;
  },
};
