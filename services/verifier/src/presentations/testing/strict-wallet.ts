import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import type { Signer } from '@symbolon/securing/sign';
import { signPresentation } from '@symbolon/securing/sign';
import { startOfTest } from '@symbolon/verification/testing';
import { CompactEncrypt, compactVerify, importJWK, type JWK } from 'jose';

type Json = Record<string, unknown>;

/** An authorization request as a wallet has read and believed it. */
export type AuthorizationRequest = {
  client_id: string;
  nonce: string;
  state: string;
  response_uri: string;
  response_mode: string;
  dcql_query?: { credentials: { id: string; format: string; claims?: { path: unknown[]; values: unknown[] }[] }[] };
  presentation_definition?: Json & { id: string };
  client_metadata: Json & { jwks?: { keys: (JWK & { kid: string })[] } };
};

/** Reads a link as OpenID4VP 1.0 says a wallet must, and throws where the text of the standard is not kept. */
export async function readLink(link: string): Promise<AuthorizationRequest> {
  const url = new URL(link);
  assert.equal(url.protocol, 'openid4vp:');
  const outer = Object.fromEntries(url.searchParams);
  if (outer.request_uri === undefined) return byValue(outer);
  const reply = await fetch(outer.request_uri, { headers: { accept: 'application/oauth-authz-req+jwt' } });
  assert.equal(reply.status, 200, await reply.clone().text());
  assert.equal(reply.headers.get('content-type'), 'application/oauth-authz-req+jwt');
  const jwt = await reply.text();
  const [header, payload] = jwt.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  assert.equal(header.typ, 'oauth-authz-req+jwt', 'OpenID4VP 1.0 §5: the type of the request object');
  assert.equal(payload.client_id, outer.client_id, 'RFC 9101 §5: client_id outside and inside are one');
  assert.equal(payload.aud, 'https://self-issued.me/v2', '§5.8: static discovery');
  assert.notEqual(header.alg, 'none');
  const key = header.x5c
    ? certifiedKey(header.x5c as string[], outer.client_id!, payload.response_uri)
    : await keyOfDid(header, outer.client_id!, new URL(outer.request_uri).protocol);
  await compactVerify(jwt, key, { algorithms: ['ES256'] });
  return checked(payload);
}

function byValue(parameters: Record<string, string>): AuthorizationRequest {
  const prefix = 'redirect_uri:';
  assert.ok(parameters.client_id?.startsWith(prefix), '§5.9.3: without signature the prefix is redirect_uri');
  assert.equal(parameters.client_id?.slice(prefix.length), parameters.response_uri);
  const { dcql_query, client_metadata, ...texts } = parameters;
  return checked({ ...texts, dcql_query: JSON.parse(dcql_query!), client_metadata: JSON.parse(client_metadata!) });
}

function checked(payload: Json): AuthorizationRequest {
  assert.equal(payload.response_type, 'vp_token');
  assert.ok(
    typeof payload.nonce === 'string' && /^[\x21-\x7e]{22,}$/.test(payload.nonce),
    '§5.2: nonce of ASCII characters',
  );
  assert.equal('redirect_uri' in payload, false, '§8.2: response_uri and redirect_uri never stand together');
  assert.ok('dcql_query' in payload !== 'presentation_definition' in payload);
  return payload as AuthorizationRequest;
}

/** The key of a verifier that is known by its certificate (§5.9.3: x509_hash, x509_san_dns). */
function certifiedKey(x5c: string[], clientId: string, responseUri: string) {
  const leaf = new X509Certificate(Buffer.from(x5c[0]!, 'base64'));
  const digest = createHash('sha256').update(leaf.raw).digest('base64url');
  if (clientId.startsWith('x509_hash:')) assert.equal(clientId, `x509_hash:${digest}`);
  else {
    const name = /^x509_san_dns:(.+)$/.exec(clientId)?.[1];
    assert.ok(name && leaf.checkHost(name) === name, 'the name stands in the certificate');
    assert.equal(new URL(responseUri).hostname, name, 'the answer goes to the host that is certified');
  }
  return leaf.publicKey;
}

/** The key of a verifier that is known by did:web (§5.9.3: decentralized_identifier); without TLS on this machine alone. */
async function keyOfDid(header: Json, clientId: string, protocol: string) {
  const did = /^(?:decentralized_identifier:)?(did:web:.+)$/.exec(clientId)?.[1];
  assert.ok(did, 'this wallet knows verifiers by DID');
  assert.ok(String(header.kid).startsWith(`${did}#`), 'the kid is a DID URL of the client');
  const host = decodeURIComponent(did.slice('did:web:'.length));
  const document = (await (await fetch(`${protocol}//${host}/.well-known/did.json`)).json()) as {
    id: string;
    verificationMethod: { id: string; publicKeyJwk: JWK }[];
  };
  assert.equal(document.id, did);
  return importJWK(document.verificationMethod.find(({ id }) => id === header.kid)!.publicKeyJwk, 'ES256');
}

/** A presentation with a Data Integrity proof for a request; `changes` make it another. */
export async function presentTo(
  request: Pick<AuthorizationRequest, 'nonce' | 'client_id'>,
  credentials: unknown[],
  holder: Signer,
  changes: { nonce?: string; audience?: string; created?: Date } = {},
): Promise<Json> {
  const presentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    holder: holder.controller,
    verifiableCredential: credentials,
  };
  return signPresentation(presentation, holder, {
    created: changes.created ?? startOfTest,
    challenge: changes.nonce ?? request.nonce,
    domain: changes.audience ?? request.client_id,
  });
}

/** Sends the response in the mode that was asked for; gives status and body. */
export async function respond(request: AuthorizationRequest, parameters: Json) {
  const whole = { state: request.state, ...parameters };
  const form =
    request.response_mode === 'direct_post.jwt' ? { response: await encrypted(request, whole) } : asForm(whole);
  return post(request.response_uri, form);
}

export async function post(url: string, form: Record<string, string>) {
  const reply = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { status: reply.status, body: (await reply.json()) as Json };
}

const asForm = (parameters: Json) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

/** §8.3: encrypted for the key of the verifier's metadata, with its kid and alg. */
export async function encrypted(
  { client_metadata: metadata }: AuthorizationRequest,
  parameters: Json,
): Promise<string> {
  const key = metadata.jwks!.keys.find(({ use, alg, kid }) => use === 'enc' && alg && kid)!;
  // The drafts name one.
  const [enc] = [
    metadata.encrypted_response_enc_values_supported ?? metadata.authorization_encrypted_response_enc,
  ].flat() as string[];
  return new CompactEncrypt(Buffer.from(JSON.stringify(parameters)))
    .setProtectedHeader({ alg: key.alg!, enc: enc!, kid: key.kid })
    .encrypt(await importJWK(key, key.alg!));
}

/** A presentation as a JWT of VCDM 1.1 (§B.1.3.1 of OpenID4VP 1.0); `claims` make it another. */
export async function presentJwt(
  { nonce, client_id: aud }: Pick<AuthorizationRequest, 'nonce' | 'client_id'>,
  verifiableCredential: unknown[],
  holder: Signer,
  claims: Json = {},
): Promise<string> {
  const vp = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiablePresentation'],
    verifiableCredential,
  };
  const payload = { iss: holder.controller, iat: Math.floor(startOfTest.getTime() / 1_000), nonce, aud, vp, ...claims };
  const header = {
    alg: holder.algorithm === 'Ed25519' ? 'EdDSA' : 'ES256',
    typ: 'JWT',
    kid: holder.verificationMethod,
  };
  const input = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${Buffer.from(await holder.sign(Buffer.from(input))).toString('base64url')}`;
}

/** An SD-JWT with its key binding (RFC 9901 §4.3); disclosures whose name is not chosen are kept back. */
export async function presentSdJwt(
  { nonce, client_id: aud }: Pick<AuthorizationRequest, 'nonce' | 'client_id'>,
  sdJwt: string,
  holder: Signer,
  choice: { disclose?: string[]; claims?: Json } = {},
): Promise<string> {
  const [jwt, ...disclosures] = sdJwt.split('~').slice(0, -1);
  const nameOf = (disclosure: string) => JSON.parse(Buffer.from(disclosure, 'base64url').toString())[1];
  const chosen = disclosures.filter((each) => choice.disclose?.includes(nameOf(each)) ?? true);
  const shown = [jwt, ...chosen, ''].join('~');
  const sd_hash = createHash('sha256').update(shown).digest('base64url');
  const payload = { iat: Math.floor(startOfTest.getTime() / 1_000), aud, nonce, sd_hash, ...choice.claims };
  const header = { alg: 'EdDSA', typ: 'kb+jwt' };
  const input = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${shown}${input}.${Buffer.from(await holder.sign(Buffer.from(input))).toString('base64url')}`;
}
