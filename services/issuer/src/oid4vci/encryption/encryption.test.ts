import { CompactEncrypt, compactDecrypt, exportJWK, generateKeyPair, importJWK } from 'jose';
import t from 'tap';
import { claimMasonry } from '../../claims/testing.ts';
import { testIssuer } from '../../testing.ts';
import { type Json, walletSteps } from '../testing/steps.ts';
import { holderKeyPair } from '../testing/wallet.ts';

const issuer = await testIssuer(t);
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
