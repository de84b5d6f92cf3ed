import { createHash, randomBytes } from 'node:crypto';
import { clientAuthenticationAnonymous, setGlobalConfig } from '@openid4vc/oauth2';
import { Openid4vciClient } from '@openid4vc/openid4vci';
import { testAuthority } from '@symbolon/securing/testing';
import { keyOfChain } from '@symbolon/securing/x5c';
import { CompactEncrypt, compactDecrypt, exportJWK, generateKeyPair, importJWK } from 'jose';
import t from 'tap';
import { removeExpired } from '../claims/expire.ts';
import { credentialType } from '../claims/holder/credential-type.ts';
import { claimMasonry } from '../claims/testing.ts';
import { listKeys } from '../keys/store.ts';
import { testIssuer } from '../testing.ts';
import { testAttester } from './testing/attester.ts';
import { type Json, walletSteps } from './testing/steps.ts';
import { type HolderKey, holderKeyPair, jwtProof, signJwt } from './testing/wallet.ts';

// One issuer for several steps: to start one costs more than a step.
const issuer = await testIssuer(t);

// Encrypted requests and answers (OID4VCI 1.0 §10).
{
  const { at, aud, get, proofs, redeem, send } = walletSteps(issuer);
  const metadata = await get('/.well-known/openid-credential-issuer/institutions/demo');
  const [requestKey] = metadata.credential_request_encryption.jwks.keys;

  const wallet = await generateKeyPair('ECDH-ES', { extractable: true });
  const jwk: Json = { ...(await exportJWK(wallet.publicKey)), alg: 'ECDH-ES', use: 'enc', kid: 'wallet-1' };

  async function encrypt(content: Json, header: object = {}, key: Json = requestKey): Promise<string> {
    return new CompactEncrypt(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, ...header })
      .encrypt(await importJWK(key, 'ECDH-ES'));
  }
  const decrypt = async (jwe: string): Promise<{ header: Json; content: Json }> => {
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, wallet.privateKey);
    return { header: protectedHeader, content: JSON.parse(new TextDecoder().decode(plaintext)) };
  };
  const { access_token } = (await redeem(await claimMasonry(issuer))).body;
  const authorization = { authorization: `Bearer ${access_token}` };
  const ask = (body: Parameters<typeof send>[1]) => send(at('credential'), body, authorization);
  const request = async (more: object = {}) => ({
    credential_configuration_id: 'skills-sd-jwt',
    proofs: await proofs(holderKeyPair('P-256')),
    ...more,
  });
  const wanted = { jwk, enc: 'A128GCM' };

  t.test('metadata names a key for requests and what answers can be encrypted with', async (t) => {
    t.match(requestKey, { kty: 'EC', crv: 'P-256', use: 'enc', alg: 'ECDH-ES', kid: /^[\w-]{43}$/ });
    t.notOk('d' in requestKey);
    t.match(metadata.credential_response_encryption, {
      alg_values_supported: ['ECDH-ES'],
      enc_values_supported: ['A128GCM', 'A256GCM'],
      encryption_required: false,
    });
  });

  t.test('an encrypted request is answered in the way that it asks for', async (t) => {
    const plain = await ask({ jwt: await encrypt(await request()) });
    t.equal(plain.status, 200, JSON.stringify(plain.body));
    t.match(plain.headers['content-type'], /^application\/json/);
    for (const enc of ['A128GCM', 'A256GCM']) {
      const jwe = await encrypt(await request({ credential_response_encryption: { jwk, enc } }));
      const { status, headers, body } = await ask({ jwt: jwe });
      t.same([status, headers['content-type'], headers['cache-control']], [200, 'application/jwt', 'no-store']);
      const { header, content } = await decrypt(body);
      t.same([header.alg, header.enc, header.kid, header.zip], ['ECDH-ES', enc, 'wallet-1', undefined]);
      t.match(content, { credentials: [{ credential: /^ey.*~$/ }], notification_id: String });
    }
    const { kid: _, ...nameless } = jwk;
    const { body } = await ask({
      jwt: await encrypt(await request({ credential_response_encryption: { ...wanted, jwk: nameless } })),
    });
    t.equal((await decrypt(body)).header.kid, undefined);
    const draft = await ask({
      json: await request({ credential_response_encryption: { alg: 'ECDH-ES', enc: 'A256GCM', jwk } }),
    });
    t.ok((await decrypt(draft.body)).content.credentials, 'drafts know no encrypted request');
  });

  t.test('a key of metadata serves two periods, and then no more', async (t) => {
    issuer.setTime('2026-12-22T09:00:00Z');
    const { access_token: later } = (await redeem(await claimMasonry(issuer))).body;
    const [next] = (await get('/institutions/demo/.well-known/openid-credential-issuer')).credential_request_encryption
      .jwks.keys;
    t.not(next.kid, requestKey.kid);
    const call = async () =>
      send(at('credential'), { jwt: await encrypt(await request()) }, { authorization: `Bearer ${later}` });
    t.equal((await call()).status, 200);
    issuer.setTime('2027-01-22T09:00:00Z');
    const { access_token: last } = (await redeem(await claimMasonry(issuer))).body;
    const old = await send(
      at('credential'),
      { jwt: await encrypt(await request()) },
      { authorization: `Bearer ${last}` },
    );
    t.equal(old.body.error, 'invalid_encryption_parameters');
    issuer.setTime('2026-11-22T09:00:00Z');
  });

  t.test('what is not encrypted for this issuer, or asks for what is not offered, is refused', async (t) => {
    const stranger = { ...(await exportJWK((await generateKeyPair('ECDH-ES')).publicKey)), kid: requestKey.kid };
    const refused: [string, Json][] = [
      ['for another key', { jwt: await encrypt(await request(), {}, stranger) }],
      ['no JWE', { jwt: 'x.y.z' }],
      ['compressed', { jwt: await compressed() }],
      ['by another name of the key', { jwt: await encrypt(await request(), { kid: 'other' }) }],
      ['asks in the clear', { json: await request({ credential_response_encryption: wanted }) }],
    ];
    const asks: [string, Json][] = [
      ['not an object', 'x'],
      ['no key', { enc: 'A256GCM' }],
      ['no enc', { jwk }],
      ['another enc', { jwk, enc: 'A128CBC-HS256' }],
      ['zip', { ...wanted, zip: 'DEF' }],
      ['no alg', { ...wanted, jwk: { ...jwk, alg: undefined } }],
      ['another alg', { ...wanted, jwk: { ...jwk, alg: 'RSA-OAEP-256' } }],
      ['two algs', { ...wanted, alg: 'dir' }],
      ['for signatures', { ...wanted, jwk: { ...jwk, use: 'sig' } }],
      ['a private key', { ...wanted, jwk: { ...jwk, ...(await exportJWK(wallet.privateKey)) } }],
      ['not on the curve', { ...wanted, jwk: { ...jwk, y: jwk.x } }],
      [
        'a curve that has small orders',
        { ...wanted, jwk: { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43), alg: 'ECDH-ES' } },
      ],
    ];
    for (const [name, credential_response_encryption] of asks)
      refused.push([name, { jwt: await encrypt(await request({ credential_response_encryption })) }]);
    for (const [name, body] of refused) {
      const { status, body: answer } = await ask(body);
      t.same([status, answer.error], [400, 'invalid_encryption_parameters'], `${name} ${JSON.stringify(answer)}`);
    }
    t.equal((await ask({ jwt: await encrypt('not JSON') })).body.error, 'invalid_credential_request');
    t.equal((await ask({ jwt: 'x'.repeat(200_001) })).body.error, 'invalid_credential_request', 'too long');
    const wrong = { credential_configuration_id: 'none', proofs: {}, credential_response_encryption: wanted };
    const told = await ask({ jwt: await encrypt(wrong) });
    t.equal(told.body.error, 'invalid_proof', 'errors are never encrypted');
  });

  /** A megabyte of nothing, small on its way. */
  async function compressed(): Promise<string> {
    const header = Buffer.from(JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', zip: 'DEF', kid: requestKey.kid }));
    const jwe = await encrypt({});
    return [header.toString('base64url'), ...jwe.split('.').slice(1)].join('.');
  }

  t.test('the keys of the issuer are found by its address at both paths', async (t) => {
    const found = await get('/.well-known/jwt-vc-issuer/institutions/demo');
    t.same(await get('/institutions/demo/.well-known/jwt-vc-issuer'), found);
    t.equal(found.issuer, aud);
    const { body } = await ask({ json: await request() });
    const [head] = body.credentials[0].credential.split('.');
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
    const key = found.jwks.keys.find((each: Json) => each.kid === kid);
    t.match(key, { kty: 'EC', crv: 'P-256', use: 'sig' });
    t.notOk('d' in key);
    t.equal((await issuer.app.inject({ url: '/.well-known/jwt-vc-issuer/institutions/none' })).statusCode, 404);
  });
}

// Certificates that are waited for (§9).
{
  const { app, context, headers } = issuer;
  const { at, proofs, redeem, send } = walletSteps(issuer);

  async function change(id: string, statusPurpose: 'suspension' | 'revocation', status: boolean): Promise<void> {
    const reply = await app.inject({
      method: 'POST',
      url: '/institutions/demo/credentials/status',
      headers,
      payload: { credentialId: id, credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose }, status },
    });
    t.equal(reply.statusCode, 200, reply.body);
  }
  /** A paused certificate, and a wallet that has asked for it. */
  async function waiting(more: Json = {}) {
    const claim = await claimMasonry(issuer);
    await change(claim.id, 'suspension', true);
    const { body: token } = await redeem(claim);
    const ask = async (json: Json) =>
      send(at('credential'), { json }, { authorization: `Bearer ${token.access_token}` });
    const poll = (transaction_id: unknown, access = token.access_token) =>
      send(at('deferred-credential'), { json: { transaction_id } as Json }, { authorization: `Bearer ${access}` });
    const key = holderKeyPair('P-256');
    const request = { credential_configuration_id: 'skills-sd-jwt', proofs: await proofs(key), ...more };
    return { claim, token, key, request, ask, poll, answer: await ask(request) };
  }
  const month = 30 * 86_400;

  t.test('a paused certificate is waited for, and handed out when it is lifted, once', async (t) => {
    const { claim, token, key, answer, poll } = await waiting();
    t.equal(token.expires_in, month);
    t.equal(answer.status, 202, JSON.stringify(answer.body));
    t.same(Object.keys(answer.body), ['transaction_id', 'interval']);
    const { transaction_id: transaction } = answer.body;
    t.same([(await poll(transaction)).status, (await poll(transaction)).body], [202, answer.body]);
    const { rows } = await context.pool.query('select * from deferred_credential');
    t.notMatch(JSON.stringify(rows), new RegExp(transaction));

    issuer.setTime('2026-12-10T09:00:00Z');
    await change(claim.id, 'suspension', false);
    const answers = await Promise.all(Array.from({ length: 4 }, () => poll(transaction)));
    t.same(answers.map(({ status }) => status).sort(), [200, 400, 400, 400]);
    for (const { status, body } of answers) if (status !== 200) t.equal(body.error, 'invalid_transaction_id');
    const { body } = answers.find(({ status }) => status === 200)!;
    const [, payload] = body.credentials[0].credential.split('.');
    t.same(JSON.parse(Buffer.from(payload, 'base64url').toString()).cnf.jwk, key.jwk, 'bound to the key of then');
    const view = (await app.inject({ url: `${claim.path}/claim`, headers })).json();
    t.match(view, { state: 'claimed', claimed: '2026-12-10T09:00:00.000Z', wallet: { formats: ['dc+sd-jwt'] } });
    issuer.setTime('2026-11-22T09:00:00Z');
  });

  t.test('@openid4vc/openid4vci waits and fetches', async (t) => {
    setGlobalConfig({ allowInsecureUrls: true });
    const { claim, token, answer } = await waiting();
    const client = new Openid4vciClient({
      callbacks: {
        fetch: (async (url: string, { method, headers, body }: RequestInit = {}) => {
          const path = String(url).replace('http://localhost:4001', '');
          const reply = await app.inject({
            method: (method ?? 'GET') as 'GET',
            url: path,
            headers: headers instanceof Headers ? Object.fromEntries(headers) : (headers as Record<string, string>),
            ...(body ? { payload: String(body) } : {}),
          });
          return new Response(reply.body, { status: reply.statusCode, headers: reply.headers as never });
        }) as typeof fetch,
        hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
        generateRandom: (length) => randomBytes(length),
        clientAuthentication: clientAuthenticationAnonymous(),
        signJwt: async () => {
          throw new Error('Nothing is signed again.');
        },
      },
    });
    const issuerMetadata = await client.resolveIssuerMetadata('http://localhost:4001/institutions/demo');
    const fetchIt = async () =>
      (
        await client.retrieveDeferredCredentials({
          issuerMetadata,
          accessToken: token.access_token,
          transactionId: answer.body.transaction_id,
        })
      ).deferredCredentialResponse;
    t.match(await fetchIt(), { transaction_id: answer.body.transaction_id, interval: 3600 });
    await change(claim.id, 'suspension', false);
    t.equal((await fetchIt()).credentials?.length, 1);
  });

  t.test('what is taken back meanwhile is denied, and what another wallet has got', async (t) => {
    const { claim, answer, poll } = await waiting();
    const other = await redeem(claim);
    t.equal(other.body.error, undefined, 'a wallet that broke off begins again');
    await change(claim.id, 'revocation', true);
    t.equal((await poll(answer.body.transaction_id)).body.error, 'credential_request_denied');

    const second = await waiting();
    await change(second.claim.id, 'suspension', false);
    const { body: token } = await redeem(second.claim);
    const json = { credential_configuration_id: 'skills-jwt', proofs: await proofs(holderKeyPair('P-256')) };
    const got = await send(at('credential'), { json }, { authorization: `Bearer ${token.access_token}` });
    t.equal(got.status, 200, JSON.stringify(got.body));
    t.equal((await second.poll(second.answer.body.transaction_id)).body.error, 'credential_request_denied');
  });

  t.test('what waits is counted with what a wallet has got: so many copies, and no more', async (t) => {
    const { claim, ask, poll } = await waiting();
    const ten = async () => {
      const each = await Promise.all(Array.from({ length: 10 }, () => proofs(holderKeyPair('P-256'))));
      return { credential_configuration_id: 'skills-sd-jwt', proofs: { jwt: each.flatMap(({ jwt }) => jwt) } };
    };
    const asked = [];
    for (let count = 0; count < 5; count++) asked.push((await ask(await ten())).body.transaction_id);
    await change(claim.id, 'suspension', false);
    const answers = [];
    for (const transaction of asked) answers.push((await poll(transaction)).body);
    t.same(
      answers.map(({ credentials, error }) => credentials?.length ?? error),
      [10, 10, 10, 10, 'credential_request_denied'],
    );
  });

  t.test('a transaction is its wallet’s alone, ends with its time, and nonces are used up by it', async (t) => {
    const { answer, token, request, ask, poll } = await waiting();
    const thief = await waiting();
    t.equal((await poll(answer.body.transaction_id, thief.token.access_token)).body.error, 'invalid_transaction_id');
    t.equal((await poll('x')).body.error, 'invalid_transaction_id');
    t.equal((await poll(undefined)).body.error, 'invalid_credential_request');
    t.equal((await poll(7)).body.error, 'invalid_credential_request');
    t.equal((await poll(answer.body.transaction_id, 'x'.repeat(43))).status, 401);
    t.equal((await thief.ask(request)).body.error, 'invalid_nonce', 'an overheard request');
    const more = await Promise.all(Array.from({ length: 12 }, () => ask(request)));
    t.equal(more.filter(({ status }) => status === 202).length, 9);
    t.equal(more.find(({ status }) => status !== 202)!.body.error, 'credential_request_denied');
    issuer.setTime('2026-12-23T09:00:00Z');
    t.equal((await poll(answer.body.transaction_id, token.access_token)).status, 401);
    issuer.setTime('2026-12-24T09:00:00Z');
    await removeExpired(context);
    t.same((await context.pool.query('select * from deferred_credential')).rows, [], 'the queue removes what is over');
    issuer.setTime('2026-11-22T09:00:00Z');
  });

  t.test('a wallet of draft 13 is told in its own words; the data goes with that of the certificate', async (t) => {
    const { vct } = credentialType('http://localhost:4001');
    const key = holderKeyPair('Ed25519');
    const [jwt] = (await proofs(key)).jwt;
    const draft = { format: 'vc+sd-jwt', vct, proof: { proof_type: 'jwt', jwt } };
    const { answer, claim, poll } = await waiting({
      ...draft,
      credential_configuration_id: undefined,
      proofs: undefined,
    });
    t.equal(answer.status, 202, JSON.stringify(answer.body));
    const pending = await poll(answer.body.transaction_id);
    t.match([pending.status, pending.body], [400, { error: 'issuance_pending', interval: 3600 }]);
    const count = async () => (await context.pool.query('select count(*)::int from deferred_credential')).rows[0].count;
    const before = await count();
    await app.inject({ method: 'DELETE', url: claim.path, headers });
    t.equal(await count(), before - 1);
    t.equal((await poll(answer.body.transaction_id)).body.error, 'invalid_transaction_id');
  });
}

// What a school can demand of wallets (Appendices D and E, HAIP 1.0). Last, because the settings stay.
{
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
    const url = '/institutions/demo/wallet-settings';
    const keys = [{ ...attester.key.jwk, kid: 'provider' }];
    await set({ ...wallets('https://wallet.example/cb'), attesters: { keys } });
    const seen = await app.inject({ url, headers });
    t.same(seen.json(), { ...wallets('https://wallet.example/cb'), attesters: { keys }, hasClientSecret: false });
    const stranger = await app.inject({ method: 'PUT', url: '/institutions/demo/wallet-settings', payload: {} });
    t.equal(stranger.statusCode, 401);
  });

  t.test('a wallet is authenticated by its attestation, where one is demanded and where one comes', async (t) => {
    await set({ attesters });
    t.equal((await redeem(await claimMasonry(issuer))).status, 200, 'none is demanded');
    const rogueSent = authenticated(testAttester().wallet(instance, iat));
    t.equal((await redeem(await claimMasonry(issuer), rogueSent)).status, 401, 'one that comes must hold');
    await set({});
    t.equal(
      (await redeem(await claimMasonry(issuer), rogueSent)).status,
      200,
      'where nobody is trusted it says nothing',
    );
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

  t.test(
    'keys are attested where a configuration demands it, and one attestation serves for several keys',
    async (t) => {
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
      const small = {
        ...keys[0].jwk,
        kty: 'OKP',
        crv: 'Ed25519',
        x: Buffer.alloc(32).toString('base64url'),
        y: undefined,
      };
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
        'two attestations': { attestation: [attested(), attested()] },
      };
      for (const [name, proofs] of Object.entries(refused)) {
        const { status, body } = await ask(proofs);
        t.same([status, body.error], [400, 'invalid_proof'], `${name} ${JSON.stringify(body)}`);
      }
      t.equal((await ask({ attestation: [attested({ nonce: undefined })] })).body.error, 'invalid_nonce');
      await set({});
      t.equal((await ask({ attestation: [attested()] })).body.error, 'invalid_proof', 'nobody is trusted any more');
    },
  );

  t.test('a session that is bound to a key is taken up again by that key, for thirty days', async (t) => {
    await set({});
    const [key, other] = [holderKeyPair('P-256'), holderKeyPair('P-256')];
    let serial = 0;
    const dpop = (url: string, by = key, more: object = {}) => {
      serial += 1;
      const now = Math.floor(context.clock().getTime() / 1000);
      const claims = { htm: 'POST', htu: url, iat: now, jti: `refresh ${serial}`, ...more };
      return { dpop: signJwt(by, { typ: 'dpop+jwt', jwk: by.jwk }, claims) };
    };
    const claim = await claimMasonry(issuer);
    t.notOk('refresh_token' in (await redeem(await claimMasonry(issuer))).body, 'without a key there is none');
    const { body: first } = await redeem(claim, dpop(at('token')));
    const { rows } = await context.pool.query('select row_to_json(wallet_session)::text as row from wallet_session');
    t.notOk(rows.some(({ row }) => row.includes(first.refresh_token.slice(37))));
    const renew = (refresh_token = first.refresh_token, headers: Record<string, string> = dpop(at('token'))) =>
      send(at('token'), { form: { grant_type: 'refresh_token', refresh_token } }, headers);
    const fetchWith = async (token: string) => {
      const ath = createHash('sha256').update(token).digest('base64url');
      const now = Math.floor(context.clock().getTime() / 1000);
      const jwt = [jwtProof(holderKeyPair('P-256'), { aud, iat: now, nonce: await nonce() })];
      const json = { credential_configuration_id: 'skills-sd-jwt', proofs: { jwt } };
      const authorization = `DPoP ${token}`;
      return send(at('credential'), { json }, { authorization, ...dpop(at('credential'), key, { ath }) });
    };
    t.equal((await fetchWith(first.access_token)).status, 200);
    issuer.setTime('2026-12-10T09:00:00Z');
    t.equal((await fetchWith(first.access_token)).status, 401);
    const { status, body: second } = await renew();
    t.same(
      [status, second.token_type, second.expires_in, second.refresh_token],
      [200, 'DPoP', 600, first.refresh_token],
    );
    t.equal((await fetchWith(second.access_token)).status, 200, 'a further copy');
    for (const [name, refused] of Object.entries({
      'by another key': await renew(undefined, dpop(at('token'), other)),
      'without a key': await renew(undefined, {}),
      'of another session': await renew(`${crypto.randomUUID()}${first.refresh_token.slice(36)}`),
      'made up': await renew('x'),
    })) {
      t.same([refused.status, refused.body.error], [400, 'invalid_grant'], name);
    }
    t.equal((await send(at('token'), { form: { grant_type: 'refresh_token' } })).body.error, 'invalid_request');
    await app.inject({ method: 'POST', url: `${claim.path}/claim/renewal`, headers });
    t.equal((await renew()).body.error, 'invalid_grant', 'the claim was opened anew');
    issuer.setTime('2026-11-22T09:00:00Z');
    const { body: last } = await redeem(await claimMasonry(issuer), dpop(at('token')));
    issuer.setTime('2026-12-22T09:00:01Z');
    t.equal((await renew(last.refresh_token)).body.error, 'invalid_grant', 'over');
    issuer.setTime('2026-11-22T09:00:00Z');
  });

  t.test('where encryption is demanded nothing goes in the clear', async (t) => {
    const { body: token } = await redeem(await claimMasonry(issuer));
    await set({ encryptionRequired: true });
    const metadata = await get('/.well-known/openid-credential-issuer/institutions/demo');
    t.equal(metadata.credential_request_encryption.encryption_required, true);
    t.equal(metadata.credential_response_encryption.encryption_required, true);
    const authorization = { authorization: `Bearer ${token.access_token}` };
    for (const step of ['credential', 'deferred-credential']) {
      const { body } = await send(at(step), { json: { transaction_id: 'x' } }, authorization);
      t.equal(body.error, 'invalid_encryption_parameters', step);
    }
    const [key] = metadata.credential_request_encryption.jwks.keys;
    const jwt = await new CompactEncrypt(Buffer.from('{"transaction_id":"x"}'))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM' })
      .encrypt(await importJWK(key, 'ECDH-ES'));
    t.match((await send(at('credential'), { jwt }, authorization)).body.error_description, /response_encryption/);
    await set({});
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
    t.equal(
      (await set({ ...settings, certificateChain: [own, middle.certificate, authority.certificate] })).status,
      400,
    );

    const claim = await claimMasonry(issuer);
    t.equal((await redeem(claim, authenticated())).body.error, 'invalid_dpop_proof');
    const key = holderKeyPair('P-256');
    let serial = 0;
    const dpop = (url: string, more: object = {}) => {
      serial += 1;
      return signJwt(
        key,
        { typ: 'dpop+jwt', jwk: key.jwk },
        { htm: 'POST', htu: url, iat, jti: `d${serial}`, ...more },
      );
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
}
