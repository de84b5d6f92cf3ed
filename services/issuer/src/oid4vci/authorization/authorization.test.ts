import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import {
  clientAuthenticationClientAttestationJwt,
  createClientAttestationJwt,
  type JwtSigner,
  setGlobalConfig,
} from '@openid4vc/oauth2';
import { Openid4vciClient } from '@openid4vc/openid4vci';
import t from 'tap';
import { createClaims, defaultTerms } from '../../claims/claims.ts';
import { removeExpired } from '../../claims/expire.ts';
import { awardMasonry, sok } from '../../claims/testing.ts';
import { createInstitution } from '../../institutions/create.ts';
import { testIssuer } from '../../testing.ts';
import { offerLink } from '../credential-offer/offer.ts';
import { testAttester } from '../testing/attester.ts';
import { Browser, clientSecret, startIdentityProvider } from '../testing/identity-provider.ts';
import { type HolderKey, holderKeyPair, jwtProof, signJwt } from '../testing/wallet.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come
type Json = any;

const port = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
});
const origin = `http://localhost:${port}`;
const aud = `${origin}/institutions/demo`;
const at = (step: string) => `${aud}/oid4vci/${step}`;
const people = { sok: 'S-1001', dara: 'S-2002', nobody: undefined };
const trouble: { keysAreAway?: boolean; unverified?: string[] } = {};
const provider = await startIdentityProvider(t, at('sign-in'), people, trouble);
const issuer = await testIssuer(t, { ISSUER_URL: origin, ALLOW_LOOPBACK: provider });
const { app, context, headers } = issuer;
// Other people's clients know the day; all else stands still.
const now = () => new Date();
issuer.setTime(now().toISOString());
await app.listen({ host: 'localhost', port });

const redirectUri = 'eudi-openid4ci://authorize';
const wallets = [
  { clientId: 'example-wallet', name: 'Example Wallet', redirectUris: [redirectUri, 'http://127.0.0.1/wallet/cb'] },
];
const identityProvider = { issuer: provider, clientId: 'symbolon', personClaim: 'student_number', scopes: ['school'] };
const plain = { identityProvider, wallets, clientSecret };
async function set(settings: Json): Promise<void> {
  const reply = await app.inject({
    method: 'PUT',
    url: '/institutions/demo/wallet-settings',
    headers,
    payload: settings,
  });
  if (reply.statusCode !== 200) throw new Error(reply.body);
}
await set(plain);

const first = await awardMasonry(issuer, { ...sok, identifier: 'S-1001' });
await awardMasonry(issuer, { name: 'Chan Dara', identifier: 'S-2002' });
await awardMasonry(issuer, { name: 'Without a number' });

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');
const request = {
  response_type: 'code',
  client_id: 'example-wallet',
  redirect_uri: redirectUri,
  code_challenge: challenge,
  code_challenge_method: 'S256',
  scope: 'skills-sd-jwt',
  state: 'of the wallet',
};
async function post(step: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const reply = await fetch(at(step), { method: 'POST', body: new URLSearchParams(form), headers });
  return { status: reply.status, body: (await reply.json()) as Json };
}
const authorize = (parameters: Record<string, string>) => `${at('authorize')}?${new URLSearchParams(parameters)}`;
const pushed = async (more: Record<string, string> = {}) => {
  const { status, body } = await post('par', { ...request, ...more });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return authorize({ client_id: 'example-wallet', request_uri: body.request_uri });
};
/** The identity provider remembers who signed in here before. */
const remembered = new Browser();
async function codeFor(name: keyof typeof people, id: string, url?: string) {
  const browser = remembered;
  const page = await browser.signIn(url ?? (await pushed()), name);
  return new URL((await browser.choose(page, id)).url).searchParams;
}
const redeem = (code: string, more: Record<string, string> = {}, sent: Record<string, string> = {}) =>
  post(
    'token',
    {
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      client_id: 'example-wallet',
      redirect_uri: redirectUri,
      ...more,
    },
    sent,
  );
async function fetchCredential(token: string, key: HolderKey = holderKeyPair('P-256')) {
  const iat = Math.floor(now().getTime() / 1000);
  const { c_nonce: nonce } = (await post('nonce', {})).body;
  const reply = await fetch(at('credential'), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      credential_configuration_id: 'skills-sd-jwt',
      proofs: { jwt: [jwtProof(key, { aud, iat, nonce })] },
    }),
  });
  return { status: reply.status, body: (await reply.json()) as Json };
}
const nameIn = ({ body }: { body: Json }) =>
  body.credentials[0].credential
    .split('~')
    .slice(1, -1)
    .map((each: string) => JSON.parse(Buffer.from(each, 'base64url').toString()))
    .find(([, name]: string[]) => name === 'name')?.[2];

t.test('metadata names the endpoints where an institution has an identity provider, and only there', async (t) => {
  const server = async (id: string) =>
    (await fetch(`${origin}/.well-known/oauth-authorization-server/institutions/${id}`)).json();
  t.match(await server('demo'), {
    authorization_endpoint: at('authorize'),
    pushed_authorization_request_endpoint: at('par'),
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    grant_types_supported: ['authorization_code', String],
  });
  await createInstitution(context, { id: 'other', names: { en: 'Other' } }, 'test');
  t.notMatch(await server('other'), { authorization_endpoint: String });
  const reply = await app.inject({ method: 'POST', url: '/institutions/other/oid4vci/par', payload: {} });
  t.equal(reply.json().error, 'unauthorized_client');
});

t.test('what the identity provider says counts when it signed it, and verified the mail address', async (t) => {
  const errorFor = async (name: keyof typeof people) =>
    new URL((await new Browser().signIn(await pushed(), name)).url).searchParams.get('error');
  trouble.keysAreAway = true;
  t.equal(await errorFor('sok'), 'server_error', 'the signature of the ID token is not taken for good unseen');
  trouble.keysAreAway = false;
  await set({ ...plain, identityProvider: { ...identityProvider, personClaim: 'email', scopes: ['email'] } });
  trouble.unverified = ['sok'];
  t.equal(await errorFor('sok'), 'server_error', 'anybody may have typed this address');
  trouble.unverified = [];
  const page = await new Browser().signIn(await pushed(), 'sok');
  t.equal(page.body.match(/name="credential"/g)?.length, 1);
  await set(plain);
});

t.test('a person signs in at the school, chooses, and the wallet gets the certificate', async (t) => {
  const browser = new Browser();
  const url = await pushed({ issuer_state: '' });
  const page = await browser.signIn(url, 'sok');
  t.match(page.url, /\/claim\/sign-in\/demo$/);
  t.match(page.body, /Example Wallet/);
  t.match(page.body, /eudi-openid4ci:/);
  t.match(page.body, /Masonry NC II/);
  t.equal(page.body.match(/name="credential"/g)?.length, 1, 'no certificate of anybody else');
  t.match(page.headers.get('content-security-policy'), /form-action 'self' eudi-openid4ci:/);
  t.match(page.headers.get('cache-control'), /no-store/);

  const answer = await browser.choose(page, first.id);
  t.match(answer.url, /^eudi-openid4ci:\/\/authorize\?/);
  const { code, state, iss } = Object.fromEntries(new URL(answer.url).searchParams) as Record<string, string>;
  t.same([state, iss], ['of the wallet', aud]);
  const { rows } = await context.pool.query(
    'select row_to_json(authorization_request)::text as row from authorization_request',
  );
  for (const secret of [code!, 'S-1001', new URL(url).searchParams.get('request_uri')!.slice(-43)])
    t.notOk(
      rows.some(({ row }) => row.includes(secret)),
      'secrets are not in the database',
    );

  const token = await redeem(code!);
  t.equal(token.status, 200, JSON.stringify(token.body));
  const got = await fetchCredential(token.body.access_token);
  t.equal(nameIn(got), sok.name);
  const view = (await app.inject({ url: `${first.path}/claim`, headers })).json();
  t.match(view, { state: 'claimed', wallet: { protocol: 'oid4vci-1.0', client: 'example-wallet' } });
  const audit = await context.pool.query("select actor from audit_entry where event = 'claim.created'");
  t.equal(audit.rows.at(-1).actor, 'identity-provider');

  const again = new Browser();
  t.match((await again.signIn(await pushed(), 'sok')).body, /in a wallet already/);
  t.equal((await browser.go(`${origin}/claim/sign-in/demo`)).status, 400, 'the page is over');
});

t.test('by the library of @openid4vc: pushed, with attestation and DPoP, from an offer', async (t) => {
  const attester = testAttester();
  await set({ ...plain, attesters: { certificates: [attester.anchor] }, walletAttestationRequired: true });
  setGlobalConfig({ allowInsecureUrls: true });
  const { id } = await awardMasonry(issuer, { ...sok, identifier: 'S-1001' });
  const terms = { ...defaultTerms };
  const [outcome] = await createClaims(context, { institutionId: 'demo', actor: 'test', credentialIds: [id], terms });
  const instance = holderKeyPair('P-256');
  const dpopKey = holderKeyPair('P-256');
  const keys = new Map([attester.key, instance, dpopKey].map((key) => [key.jwk.x, key]));
  const callbacks = {
    fetch,
    hash: (data: Uint8Array, algorithm: string) => createHash(algorithm.replace('-', '')).update(data).digest(),
    generateRandom: (length: number) => randomBytes(length),
    signJwt: async (signer: JwtSigner, { header, payload }: { header: object; payload: object }) => {
      const key = 'publicJwk' in signer ? keys.get(signer.publicJwk.x)! : attester.key;
      return { jwt: signJwt(key, header, payload), signerJwk: key.jwk as never };
    },
  };
  const clientAttestationJwt = await createClientAttestationJwt({
    callbacks,
    issuer: 'https://provider.example',
    clientId: 'https://wallet.example',
    expiresAt: new Date(Date.now() + 3_600_000),
    confirmation: { jwk: instance.jwk as never },
    signer: { method: 'x5c', alg: 'ES256', x5c: attester.x5c },
  });
  const clientAuthentication = clientAuthenticationClientAttestationJwt({ clientAttestationJwt, callbacks });
  const client = new Openid4vciClient({ callbacks: { ...callbacks, clientAuthentication } });
  const credentialOffer = await client.resolveCredentialOffer(offerLink(context, outcome!.claim!));
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const signer = { method: 'jwk', alg: 'ES256', publicJwk: dpopKey.jwk as never } as const;
  const home = 'https://wallet.example/cb';
  const started = await client.initiateAuthorization({
    credentialOffer,
    issuerMetadata,
    clientId: 'https://wallet.example',
    redirectUri: home,
    scope: 'skills-sd-jwt',
    state: 'one',
    dpop: { signer },
  });
  if (!('authorizationRequestUrl' in started)) throw new Error('another flow');
  t.match(started.authorizationRequestUrl, /request_uri=urn/);
  const browser = new Browser();
  const page = await browser.signIn(started.authorizationRequestUrl, 'sok');
  const answer = await browser.choose(page, id);
  const parsed = client.parseAndVerifyAuthorizationResponseRedirectUrl({
    url: answer.url,
    authorizationServerMetadata: issuerMetadata.authorizationServers[0]!,
  });
  const { accessTokenResponse, dpop } = await client.retrieveAuthorizationCodeAccessTokenFromOffer({
    credentialOffer,
    issuerMetadata,
    authorizationCode: parsed.code!,
    pkceCodeVerifier: started.pkce!.codeVerifier,
    redirectUri: home,
    dpop: { signer },
  });
  t.equal(accessTokenResponse.token_type, 'DPoP');
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  const iat = Math.floor(Date.now() / 1000);
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata,
    accessToken: accessTokenResponse.access_token,
    credentialConfigurationId: 'skills-sd-jwt',
    proofs: { jwt: [jwtProof(holderKeyPair('P-256'), { aud, iat, nonce })] },
    dpop: { ...dpop, signer },
  });
  t.equal(credentialResponse.credentials?.length, 1);
  await set(plain);
});

t.test('a code is of use once, to the wallet that asked, with its verifier, and of two that race to one', async (t) => {
  const { id } = await awardMasonry(issuer, { ...sok, identifier: 'S-1001' });
  const code = async () => (await codeFor('sok', id)).get('code')!;
  for (const [name, more] of Object.entries({
    'another verifier': { code_verifier: randomBytes(32).toString('base64url') },
    'a short verifier': { code_verifier: 'x' },
    'another wallet': { client_id: 'other' },
    'another address': { redirect_uri: 'http://127.0.0.1/wallet/cb' },
    'no address': { redirect_uri: '' },
  } as Record<string, Record<string, string>>)) {
    const { status, body } = await redeem(await code(), more);
    t.same([status, body.error], [400, 'invalid_grant'], name);
  }
  t.equal((await redeem('made-up')).body.error, 'invalid_grant');
  t.equal((await redeem(await code(), { code_verifier: '' })).body.error, 'invalid_request');
  const details = [{ type: 'openid_credential', credential_configuration_id: 'skills-jwt' }];
  const more = await redeem(await code(), { authorization_details: JSON.stringify(details) });
  t.equal(more.body.error, 'invalid_scope', 'more than was asked for');

  const raced = await code();
  const answers = await Promise.all(Array.from({ length: 6 }, () => redeem(raced)));
  t.same(answers.map(({ status }) => status).sort(), [200, 400, 400, 400, 400, 400]);
  const replayed = await code();
  const before = (await redeem(replayed)).body.access_token;
  t.equal((await redeem(replayed)).body.error, 'invalid_grant');
  t.equal((await fetchCredential(before)).status, 401, 'a code that comes again ends what it gave');

  const late = await code();
  issuer.setTime(new Date(Date.now() + 61_000).toISOString());
  t.equal((await redeem(late)).body.error, 'invalid_grant', 'over');
  issuer.setTime(now().toISOString());
  const elsewhere = await code();
  const other = await app.inject({
    method: 'POST',
    url: '/institutions/other/oid4vci/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      grant_type: 'authorization_code',
      code: elsewhere,
      code_verifier: verifier,
      client_id: 'example-wallet',
      redirect_uri: redirectUri,
    }).toString(),
  });
  t.equal(other.json().error, 'invalid_grant', 'at another institution');
});

t.test('nobody gets a certificate of somebody else, by no offer and no form', async (t) => {
  const { id } = await awardMasonry(issuer, { ...sok, identifier: 'S-1001' });
  const [outcome] = await createClaims(context, {
    institutionId: 'demo',
    actor: 'test',
    credentialIds: [id],
    terms: defaultTerms,
  });
  const link = new URL(offerLink(context, outcome!.claim!)).searchParams.get('credential_offer_uri')!;
  const { grants } = (await (await fetch(link)).json()) as Json;
  const { issuer_state } = grants.authorization_code;
  const thief = new Browser();
  const page = await thief.signIn(await pushed({ issuer_state }), 'dara');
  t.match(page.body, /no certificate of yours/);
  t.equal((await thief.choose(page, id)).status, 409);
  const stays = await thief.signIn(await pushed(), 'dara');
  t.equal((await thief.choose(stays, id)).status, 409);

  const owner = new Browser();
  const own = await owner.signIn(await pushed({ issuer_state }), 'sok');
  t.equal(own.body.match(/name="credential"/g)?.length, 1, 'the one that was offered');
  t.equal((await owner.go(own.url, { form: 'wrong', credential: id })).status, 400, 'a form of another page');
  t.equal((await new Browser().go(own.url, { form: 'x', credential: id })).status, 400, 'another browser');
  t.match((await owner.choose(own, undefined)).url, /error=access_denied.*state=of\+the\+wallet/);

  const numberless = await new Browser().signIn(await pushed(), 'nobody');
  t.match(numberless.url, /^eudi-openid4ci:.*error=server_error/, 'without the claim nobody is anybody');
  t.equal(
    (await post('par', { ...request, issuer_state: `${outcome!.claim!.id}.${'x'.repeat(22)}` })).body.error,
    'invalid_request',
  );
  t.equal((await post('par', { ...request, issuer_state: 'x' })).body.error, 'invalid_request');

  await app.inject({
    method: 'POST',
    url: '/institutions/demo/credentials/status',
    headers,
    payload: {
      credentialId: id,
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
      status: true,
    },
  });
  t.match((await new Browser().signIn(await pushed({ issuer_state }), 'sok')).body, /no certificate of yours/);
});

t.test('a sign-in is finished in the browser that began it, once, and requests are pushed once', async (t) => {
  const url = await pushed();
  const begun = await fetch(url, { redirect: 'manual' });
  const { searchParams } = new URL(begun.headers.get('location')!);
  t.match(Object.fromEntries(searchParams), { code_challenge_method: 'S256', nonce: /./, state: /./ });
  const state = searchParams.get('state')!;
  const cookie = begun.headers.getSetCookie()[0]!.split(';')[0]!;
  t.match(begun.headers.getSetCookie()[0], /HttpOnly; SameSite=Lax/);
  const back = async (query: Record<string, string>, headers: Record<string, string> = {}) =>
    (await fetch(`${at('sign-in')}?${new URLSearchParams(query)}`, { redirect: 'manual', headers })).headers.get(
      'location',
    );
  t.match(await back({ code: 'x', state }), /sign-in-failed/, 'without the cookie');
  t.match(await back({ code: 'x', state }, { cookie: `symbolon_sign_in=${'x'.repeat(43)}` }), /sign-in-failed/);
  t.match(await back({ code: 'x', state: 'y' }, { cookie }), /sign-in-failed/);
  t.match(await back({ code: 'injected', state, iss: provider }, { cookie }), /error=server_error/);
  t.match(await back({ code: 'injected', state, iss: provider }, { cookie }), /sign-in-failed/, 'used');
  const mixedUp = await fetch(await pushed(), { redirect: 'manual' });
  const otherState = new URL(mixedUp.headers.get('location')!).searchParams.get('state')!;
  const otherCookie = mixedUp.headers.getSetCookie()[0]!.split(';')[0]!;
  t.match(
    await back({ code: 'x', state: otherState, iss: 'https://evil.example' }, { cookie: otherCookie }),
    /error=server_error/,
    'from another provider',
  );
  const denied = await fetch(await pushed(), { redirect: 'manual' });
  const deniedState = new URL(denied.headers.get('location')!).searchParams.get('state')!;
  const deniedCookie = denied.headers.getSetCookie()[0]!.split(';')[0]!;
  t.match(
    await back({ error: 'access_denied', state: deniedState, iss: provider }, { cookie: deniedCookie }),
    /error=access_denied/,
  );
  t.match(
    (await fetch(url, { redirect: 'manual' })).headers.get('location'),
    /sign-in-failed\?error=invalid_request_uri/,
  );
  const page = await fetch(`${origin}/claim/sign-in-failed?lang=km`);
  t.equal(page.status, 400);
  t.match(await page.text(), /lang="km"/);
  const another = await pushed();
  const asOther = another.replace('example-wallet', 'other');
  t.match((await fetch(asOther, { redirect: 'manual' })).headers.get('location'), /invalid_request_uri/);
});

t.test('what a wallet asks wrongly is told to it; to an address that is not its own nobody is sent', async (t) => {
  const refused: [Record<string, string>, string, number?][] = [
    [{ client_id: 'unknown' }, 'invalid_client', 401],
    [{ redirect_uri: 'https://evil.example/cb' }, 'invalid_request'],
    [{ redirect_uri: `${redirectUri}/../x` }, 'invalid_request'],
    [{ redirect_uri: '' }, 'invalid_request'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ code_challenge: '' }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [{ scope: 'unknown' }, 'invalid_scope'],
    [{ authorization_details: '[{"type":"x"}]' }, 'invalid_authorization_details'],
    [{ request: 'x.y.z' }, 'request_not_supported'],
    [{ request_uri: 'urn:x' }, 'invalid_request'],
    [{ dpop_jkt: 'x' }, 'invalid_request'],
    [{ state: 'x'.repeat(2001) }, 'invalid_request'],
  ];
  for (const [more, error, status = 400] of refused) {
    const { status: found, body } = await post('par', { ...request, ...more });
    t.same([found, body.error], [status, error], JSON.stringify(more).slice(0, 60));
  }
  const go = async (more: Record<string, string>) =>
    (await fetch(authorize({ ...request, ...more }), { redirect: 'manual' })).headers.get('location')!;
  t.match(await go({ scope: 'unknown' }), /^eudi-openid4ci:.*error=invalid_scope.*state=of\+the\+wallet.*iss=/);
  t.match(await go({ redirect_uri: 'https://evil.example/cb' }), /^\/claim\/sign-in-failed/);
  t.match(await go({ client_id: 'unknown' }), /^\/claim\/sign-in-failed/);
  t.match(await go({}), new RegExp(`^${provider}`), 'not pushed');
  t.match(await go({ redirect_uri: 'http://127.0.0.1:7001/wallet/cb' }), new RegExp(`^${provider}`), 'any port');

  const { id } = await awardMasonry(issuer, { ...sok, identifier: 'S-1001' });
  const details = [{ type: 'openid_credential', credential_configuration_id: 'skills-jwt', locations: [aud] }];
  const code = await codeFor('sok', id, await pushed({ scope: '', authorization_details: JSON.stringify(details) }));
  const { body } = await redeem(code.get('code')!);
  t.same(body.authorization_details[0].credential_identifiers, ['skills-jwt']);
  const iat = Math.floor(Date.now() / 1000);
  const key = holderKeyPair('P-256');
  const dpop = signJwt(key, { typ: 'dpop+jwt', jwk: key.jwk }, { htm: 'POST', htu: at('par'), iat, jti: 'par-1' });
  const bound = await post('par', request, { dpop });
  const bare = await codeFor(
    'sok',
    id,
    authorize({ client_id: 'example-wallet', request_uri: bound.body.request_uri }),
  );
  t.equal((await redeem(bare.get('code')!)).body.error, 'invalid_grant', 'bound to a key that does not come');

  await set({ ...plain, attesters: { certificates: [testAttester().anchor] }, walletAttestationRequired: true });
  t.equal((await post('par', request)).body.error, 'invalid_client');
  t.match(await go({}), /^\/claim\/sign-in-failed/, 'not pushed where it must be');
  await set(plain);
  const wrongSecret = { ...plain, clientSecret: 'another-secret' };
  await set(wrongSecret);
  t.match((await new Browser().signIn(await pushed(), 'sok')).url, /error=server_error/);
  await set({ ...plain, identityProvider: { ...identityProvider, issuer: `${provider}/none` } });
  t.match((await new Browser().signIn(await pushed(), 'sok')).url, /error=server_error/);
  await set({ wallets });

  issuer.setTime(new Date(Date.now() + 2 * 86_400_000).toISOString());
  await removeExpired(context);
  t.same((await context.pool.query('select count(*)::int from authorization_request')).rows, [{ count: 0 }]);
});
