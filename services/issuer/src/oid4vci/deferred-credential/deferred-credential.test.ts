import { createHash, randomBytes } from 'node:crypto';
import { clientAuthenticationAnonymous, setGlobalConfig } from '@openid4vc/oauth2';
import { Openid4vciClient } from '@openid4vc/openid4vci';
import t from 'tap';
import { credentialType } from '../../claims/holder/credential-type.ts';
import { claimMasonry } from '../../claims/testing.ts';
import { testIssuer } from '../../testing.ts';
import { type Json, walletSteps } from '../testing/steps.ts';
import { holderKeyPair } from '../testing/wallet.ts';

const issuer = await testIssuer(t);
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
  const ask = async (json: Json) => send(at('credential'), { json }, { authorization: `Bearer ${token.access_token}` });
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
