import { createHash } from 'node:crypto';
import { testAuthority } from '@symbolon/securing/testing';
import { keyOfChain } from '@symbolon/securing/x5c';
import t from 'tap';
import { claimMasonry } from '../../claims/testing.ts';
import { listKeys } from '../../keys/store.ts';
import { testIssuer } from '../../testing.ts';
import { testAttester } from '../testing/attester.ts';
import { type Json, walletSteps } from '../testing/steps.ts';
import { type HolderKey, holderKeyPair, jwtProof, signJwt } from '../testing/wallet.ts';

const issuer = await testIssuer(t);
const { app, context, headers } = issuer;
const { at, aud, get, nonce, redeem, send } = walletSteps(issuer);
const iat = Date.parse('2026-11-22T09:00:00Z') / 1000;
const attester = testAttester();
const instance = holderKeyPair('P-256');

async function set(settings: Json): Promise<{ status: number; body: Json }> {
  const url = '/institutions/demo/wallet-settings';
  const reply = await app.inject({ method: 'PUT', url, headers, payload: settings });
  return { status: reply.statusCode, body: reply.json() };
}
const attesters = { certificates: [attester.anchor] };
const authenticated = (attestation = attester.wallet(instance, iat), pop = attester.pop(instance, aud, iat)) => ({
  'oauth-client-attestation': attestation,
  'oauth-client-attestation-pop': pop,
});

t.test('settings that nobody could use are refused, each with its place', async (t) => {
  const wallets = (redirectUri: string) => ({ wallets: [{ clientId: 'w', name: 'W', redirectUris: [redirectUri] }] });
  const refused: [Json, string][] = [
    [{ attesters: { certificates: ['AAAA'] } }, '/attesters/certificates/0'],
    [{ attesters: { keys: [{ kid: 'a', kty: 'oct', k: 'x' }] } }, '/attesters/keys/0'],
    [{ walletAttestationRequired: true }, '/attesters'],
    [{ keyAttestation: { configurations: ['skills-sd-jwt'] } }, '/attesters'],
    [{ certificateChain: [attester.anchor] }, '/certificateChain'],
    [
      { identityProvider: { issuer: 'http://login.example', clientId: 'a', personClaim: 'sub' } },
      '/identityProvider/issuer',
    ],
    [wallets('http://wallet.example/cb'), '/wallets/0/redirectUris/0'],
    [wallets('javascript:alert(1)'), '/wallets/0/redirectUris/0'],
    [wallets('https://wallet.example/cb#x'), '/wallets/0/redirectUris/0'],
    [wallets('https://user@wallet.example/cb'), '/wallets/0/redirectUris/0'],
    [{ profile: 'haip', attesters }, '/certificateChain'],
  ];
  for (const [settings, pointer] of refused) {
    const { status, body } = await set(settings);
    t.equal(status, 400);
    t.equal(body.errors[0].pointer, pointer, JSON.stringify(body));
  }
  for (const uri of ['https://wallet.example/cb', 'eudi-openid4ci://authorize', 'http://127.0.0.1:7000/cb'])
    t.equal((await set(wallets(uri))).status, 200, uri);
  t.equal((await set({ unknown: 1 })).status, 400);
  const stranger = await app.inject({ method: 'PUT', url: '/institutions/demo/wallet-settings', payload: {} });
  t.equal(stranger.statusCode, 401);
});

t.test('a wallet is authenticated by its attestation, where one is demanded and where one comes', async (t) => {
  await set({ attesters });
  t.equal((await redeem(await claimMasonry(issuer))).status, 200, 'none is demanded');
  await set({ attesters, walletAttestationRequired: true });
  const server = await get('/.well-known/oauth-authorization-server/institutions/demo');
  t.match(server, {
    token_endpoint_auth_methods_supported: ['attest_jwt_client_auth'],
    'pre-authorized_grant_anonymous_access_supported': false,
  });
  const claim = await claimMasonry(issuer);
  const missing = await redeem(claim);
  t.same([missing.status, missing.body.error], [401, 'invalid_client']);

  const other = holderKeyPair('P-256');
  const rogue = testAttester();
  const used = authenticated();
  t.equal((await redeem(await claimMasonry(issuer), used, { client_id: 'https://wallet.example' })).status, 200);
  const { wallet, pop } = attester;
  const refused: Record<string, Record<string, string>> = {
    replayed: used,
    'a proof by another key': authenticated(undefined, pop(other, aud, iat)),
    'a proof for another server': authenticated(undefined, pop(instance, 'https://other.example', iat)),
    'a proof for two servers': authenticated(undefined, pop(instance, aud, iat, { aud: [aud, 'https://x.example'] })),
    'a proof from the future': authenticated(undefined, pop(instance, aud, iat + 3600)),
    'an old proof': authenticated(undefined, pop(instance, aud, iat - 3600)),
    'a proof without jti': authenticated(undefined, pop(instance, aud, iat, { jti: undefined })),
    'a proof of another wallet': authenticated(undefined, pop(instance, aud, iat, { iss: 'https://x.example' })),
    'a proof of another type': authenticated(undefined, pop(instance, aud, iat, {}, { typ: 'JWT' })),
    'an algorithm that the key has not': authenticated(undefined, pop(instance, aud, iat, {}, { alg: 'EdDSA' })),
    'an attestation that is over': authenticated(wallet(instance, iat - 7200)),
    'one without an end': authenticated(wallet(instance, iat, { exp: undefined })),
    'one from the future': authenticated(wallet(instance, iat + 3600)),
    'one of a stranger': authenticated(rogue.wallet(instance, iat)),
    'one by the key of a stranger': authenticated(wallet(instance, iat, {}, { x5c: attester.x5c }, rogue.key)),
    'one without a key of the wallet': authenticated(wallet(instance, iat, { cnf: {} })),
    'one with a private key': authenticated(
      wallet(instance, iat, { cnf: { jwk: instance.privateKey.export({ format: 'jwk' }) } }),
    ),
    'one by a kid that nobody knows': authenticated(wallet(instance, iat, {}, { kid: 'x' })),
    'one of another type': authenticated(wallet(instance, iat, {}, { typ: 'JWT', x5c: attester.x5c })),
    'no JWT': authenticated('x'),
  };
  for (const [name, sent] of Object.entries(refused)) {
    const { status, body } = await redeem(claim, sent);
    t.same([status, body.error], [401, 'invalid_client_attestation'], `${name} ${JSON.stringify(body)}`);
  }
  const wrongName = await redeem(claim, authenticated(), { client_id: 'other' });
  t.equal(wrongName.body.error, 'invalid_client_attestation');
  t.equal((await redeem(claim, authenticated())).status, 200, 'none of that used up the code');
  const view = (await app.inject({ url: `${claim.path}/claim`, headers })).json();
  t.equal(view.state, 'open');
  await set({ attesters: { keys: [{ ...attester.key.jwk, kid: 'provider' }] }, walletAttestationRequired: true });
  const byKid = authenticated(attester.wallet(instance, iat, {}, { kid: 'provider' }));
  t.equal((await redeem(await claimMasonry(issuer), byKid)).status, 200);
});

t.test('keys are attested where a configuration demands it, and one attestation serves for several keys', async (t) => {
  const keyAttestation = { configurations: ['skills-sd-jwt'], keyStorage: ['iso_18045_high'] };
  t.equal((await set({ attesters, keyAttestation })).status, 200);
  const { credential_configurations_supported: offered } = await get(
    '/.well-known/openid-credential-issuer/institutions/demo',
  );
  t.match(offered['skills-sd-jwt'].proof_types_supported, {
    jwt: { key_attestations_required: { key_storage: ['iso_18045_high'] } },
    attestation: { key_attestations_required: { key_storage: ['iso_18045_high'] } },
  });
  t.notOk(offered['skills-sd-jwt'].proof_types_supported.di_vp);
  t.notOk(offered['skills-jwt'].proof_types_supported.jwt.key_attestations_required);

  const keys = [holderKeyPair('P-256'), holderKeyPair('P-256')] as const;
  const { body: token } = await redeem(await claimMasonry(issuer));
  const ask = (proofs: Json, credential_configuration_id = 'skills-sd-jwt') =>
    send(
      at('credential'),
      { json: { credential_configuration_id, proofs } },
      { authorization: `Bearer ${token.access_token}` },
    );
  const good = { iat, exp: iat + 3600, key_storage: ['iso_18045_high'] };
  const c_nonce = await nonce();
  const attested = (claims: Json = {}, header?: object, by?: HolderKey) =>
    attester.keys([...keys], { ...good, nonce: c_nonce, ...claims }, header, by);
  const proof = (key_attestation: string | undefined, key: HolderKey = keys[0], named: object = { jwk: key.jwk }) =>
    signJwt(key, { typ: 'openid4vci-proof+jwt', ...named, key_attestation }, { aud, iat, nonce: c_nonce });
  const holdersOf = ({ body }: { body: Json }) =>
    body.credentials?.map(
      ({ credential }: Json) => JSON.parse(Buffer.from(credential.split('.')[1], 'base64url').toString()).cnf.jwk.x,
    );

  const both = keys.map(({ jwk }) => jwk.x);
  t.same(holdersOf(await ask({ attestation: [attested()] })), both);
  t.same(holdersOf(await ask({ attestation: [attested({ exp: undefined })] })), both);
  t.same(holdersOf(await ask({ jwt: [proof(attested())] })), both);
  t.same(holdersOf(await ask({ jwt: [proof(attested(), keys[1], { kid: '1' })] })), both, 'named by its place');
  t.same(holdersOf(await ask({ jwt: keys.map((key) => proof(attested(), key)) })), both, 'along with each proof');
  t.equal((await ask({ jwt: [proof(undefined)] }, 'skills-jwt')).status, 200, 'where it is not demanded');

  const stranger = holderKeyPair('P-256');
  const small = { ...keys[0].jwk, kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32).toString('base64url'), y: undefined };
  const refused: Record<string, Json> = {
    'no attestation': { jwt: [proof(undefined)] },
    'one of the time before': { attestation: [attested({ iat: iat - 7200, exp: iat - 3600 })] },
    'one from the future': { attestation: [attested({ iat: iat + 3600, exp: iat + 7200 })] },
    'one without iat': { attestation: [attested({ iat: undefined })] },
    'one without an end, in a proof': { jwt: [proof(attested({ exp: undefined }))] },
    'kept worse than demanded': { attestation: [attested({ key_storage: ['iso_18045_basic'] })] },
    'kept nobody knows how': { attestation: [attested({ key_storage: undefined })] },
    'one of a stranger': { attestation: [testAttester().keys([...keys], { ...good, nonce: c_nonce })] },
    'signed by another': { attestation: [attested({}, { x5c: attester.x5c }, stranger)] },
    'a key that is not attested': { jwt: [proof(attested(), stranger)] },
    'a place that there is not': { jwt: [proof(attested(), keys[0], { kid: '2' })] },
    'by the place of another key': { jwt: [proof(attested(), keys[0], { kid: '1' })] },
    'no keys': { attestation: [attested({ attested_keys: [] })] },
    'too many keys': { attestation: [attested({ attested_keys: Array(11).fill(keys[0].jwk) })] },
    'a key of small order': { attestation: [attested({ attested_keys: [small] })] },
    'a private key': { attestation: [attested({ attested_keys: [keys[0].privateKey.export({ format: 'jwk' })] })] },
    'of another type': { attestation: [attested({}, { typ: 'JWT', x5c: attester.x5c })] },
    'no JWT': { attestation: [7] },
  };
  for (const [name, proofs] of Object.entries(refused)) {
    const { status, body } = await ask(proofs);
    t.same([status, body.error], [400, 'invalid_proof'], `${name} ${JSON.stringify(body)}`);
  }
  t.equal((await ask({ attestation: [attested({ nonce: undefined })] })).body.error, 'invalid_nonce');
  await set({});
  t.equal((await ask({ attestation: [attested()] })).body.error, 'invalid_proof', 'nobody is trusted any more');
});

t.test('by the profile HAIP 1.0 all that is signed shows its certificate, and tokens are bound', async (t) => {
  const signing = (await listKeys(context.pool, 'demo')).find(({ algorithm }) => algorithm === 'P-256')!;
  const authority = testAuthority('Authority of schools');
  const middle = authority.below();
  const own = middle.issue({ publicJwk: signing.publicJwk, uri: issuer.institution.did });
  const settings = {
    profile: 'haip',
    attesters,
    certificateChain: [own, middle.certificate],
    identityProvider: { issuer: 'https://login.example', clientId: 'symbolon', personClaim: 'student_number' },
  };
  const good = await set({ ...settings, clientSecret: 'a secret' });
  t.equal(good.status, 200, JSON.stringify(good.body));
  t.equal(good.body.hasClientSecret, true);
  t.notMatch(JSON.stringify(good.body), /a secret/);
  const { rows } = await context.pool.query('select * from wallet_settings');
  t.notMatch(JSON.stringify(rows), /a secret/);
  t.equal((await set({ ...settings, certificateChain: [own, middle.certificate, authority.certificate] })).status, 400);

  const claim = await claimMasonry(issuer);
  t.equal((await redeem(claim, authenticated())).body.error, 'invalid_dpop_proof');
  const key = holderKeyPair('P-256');
  let serial = 0;
  const dpop = (url: string, more: object = {}) => {
    serial += 1;
    return signJwt(key, { typ: 'dpop+jwt', jwk: key.jwk }, { htm: 'POST', htu: url, iat, jti: `d${serial}`, ...more });
  };
  const { status, body: token } = await redeem(claim, { ...authenticated(), dpop: dpop(at('token')) });
  t.same([status, token.token_type], [200, 'DPoP'], JSON.stringify(token));
  const ath = createHash('sha256').update(token.access_token).digest('base64url');
  const json = {
    credential_configuration_id: 'skills-sd-jwt',
    proofs: { jwt: [jwtProof(key, { aud, iat, nonce: await nonce(), binding: 'did:key' })] },
  };
  const authorization = { authorization: `DPoP ${token.access_token}`, dpop: dpop(at('credential'), { ath }) };
  const { body } = await send(at('credential'), { json }, authorization);
  const { credential } = body.credentials[0];
  const x5c = [own, middle.certificate];
  const [head, payload] = [part(credential, 0), part(credential, 1)];
  t.same(head.x5c, x5c);
  t.same(keyOfChain(head.x5c, [authority.certificate], context.clock())?.publicJwk, signing.publicJwk);
  t.same(payload.cnf, { jwk: key.jwk }, 'the key itself, however the proof named it');
  const list = await app.inject({ url: payload.status.status_list.uri.replace('http://localhost:4001', '') });
  t.same(part(list.body, 0).x5c, x5c);
  const metadata = await app.inject({
    url: '/.well-known/openid-credential-issuer/institutions/demo',
    headers: { accept: 'application/jwt' },
  });
  t.same(part(metadata.body, 0).x5c, x5c);
  t.match(part(metadata.body, 1).credential_configurations_supported['skills-sd-jwt'], {
    scope: 'skills-sd-jwt',
    cryptographic_binding_methods_supported: ['jwk'],
  });

  // A new key has no certificate yet: the old chain is not shown beside it.
  await app.inject({ method: 'POST', url: '/institutions/demo/keys', headers, payload: { algorithm: 'P-256' } });
  const rotated = await app.inject({
    url: '/.well-known/openid-credential-issuer/institutions/demo',
    headers: { accept: 'application/jwt' },
  });
  t.equal(part(rotated.body, 0).x5c, undefined);
});

/** Header or payload of a compact JWT. */
const part = (jwt: string, place: 0 | 1): Json =>
  JSON.parse(Buffer.from(jwt.split('.')[place]!, 'base64url').toString());
