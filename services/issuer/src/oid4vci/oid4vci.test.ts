import { createHash } from 'node:crypto';
import { createDidResolver, verificationMethodFor } from '@symbolon/dids';
import { verifySdJwtVc } from '@symbolon/securing/sd-jwt/verify';
import { signPresentation } from '@symbolon/securing/sign';
import { type Jws, parseJws, verifyDataIntegrity, verifySignature, verifyVcJwt } from '@symbolon/securing/verify';
import t from 'tap';
import { claimMasonry } from '../claims/testing.ts';
import { testIssuer } from '../testing.ts';
import { bindings, type HolderKey, holderKeyPair, jwtProof, signJwt } from './testing/wallet.ts';

const issuer = await testIssuer(t);
const { app, context, headers } = issuer;
const aud = 'http://localhost:4001/institutions/demo';
const iat = Date.parse('2026-11-22T09:00:00Z') / 1000;
const preAuthorized = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
const local = (url: string) => url.replace('http://localhost:4001', '');

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come
type Json = any;
type Reply = { status: number; body: Json; headers: Record<string, unknown> };
async function call(
  method: 'GET' | 'POST' | 'OPTIONS',
  url: string,
  options: { json?: unknown; form?: Record<string, string>; token?: string } = {},
): Promise<Reply> {
  const { json, form, token } = options;
  const reply = await app.inject({
    method,
    url: local(url),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(json === undefined ? {} : { payload: json as object }),
    ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
  });
  const isJson = /json/.test(String(reply.headers['content-type']));
  return { status: reply.statusCode, body: isJson ? reply.json() : reply.body, headers: reply.headers };
}

/** Goes from the claim to the offer as a wallet does: by the link on the page, which names the offer by reference. */
async function offerOf(url: string) {
  const page = await app.inject({ url: local(url) });
  const [, link = ''] = /href="(openid-credential-offer:[^"]+)"/.exec(page.body) ?? [];
  const uri = new URL(link.replaceAll('&amp;', '&')).searchParams.get('credential_offer_uri')!;
  const { body, headers } = await call('GET', uri);
  t.equal(headers['cache-control'], 'no-store');
  return body;
}
const codeOf = (offer: Json): string => offer.grants[preAuthorized]['pre-authorized_code'];

async function tokenFor({ url, txCode }: { url?: string; txCode?: string }, more: Record<string, string> = {}) {
  const form = {
    grant_type: preAuthorized,
    'pre-authorized_code': codeOf(await offerOf(url!)),
    ...(txCode ? { tx_code: txCode } : {}),
    ...more,
  };
  return call('POST', `${aud}/oid4vci/token`, { form });
}
const nonce = async (): Promise<string> => (await call('POST', `${aud}/oid4vci/nonce`)).body.c_nonce;
const credential = (token: string, json: unknown) => call('POST', `${aud}/oid4vci/credential`, { json, token });

const lookup = (() => {
  const resolver = createDidResolver({
    fetch: async () => {
      const { payload } = await app.inject({ url: '/institutions/demo/did.json' });
      return { status: 200, headers: new Headers(), body: Buffer.from(payload), url: 'x' };
    },
    allowLoopback: ['http://localhost:4001'],
  });
  return (didUrl: string, purpose: 'assertionMethod' | 'authentication') =>
    verificationMethodFor(resolver, didUrl, purpose);
})();
const options = {
  verificationMethod: lookup,
  now: new Date('2026-11-22T09:00:00Z'),
  purpose: 'assertionMethod' as const,
};

t.test('metadata stands at both addresses and names only what there is', async (t) => {
  for (const name of ['openid-credential-issuer', 'oauth-authorization-server']) {
    const inserted = await call('GET', `/.well-known/${name}/institutions/demo`);
    t.equal(inserted.headers['access-control-allow-origin'], '*');
    t.same((await call('GET', `/institutions/demo/.well-known/${name}`)).body, inserted.body);
  }
  const { body } = await call('GET', '/.well-known/openid-credential-issuer/institutions/demo');
  t.equal(body.credential_issuer, aud);
  for (const [name, url] of Object.entries(body).filter(([name]) => name.endsWith('_endpoint'))) {
    t.not((await call('POST', String(url), { json: {} })).status, 404, name);
    t.equal((await call('OPTIONS', String(url))).status, 204);
  }
  for (const each of Object.values(body.credential_configurations_supported) as Json[]) {
    t.equal('proof_types_supported' in each, 'cryptographic_binding_methods_supported' in each);
  }
  const server = await call('GET', '/.well-known/oauth-authorization-server/institutions/demo');
  t.match(server.body, { issuer: aud, 'pre-authorized_grant_anonymous_access_supported': true });
  const vct = body.credential_configurations_supported['skills-sd-jwt'].vct;
  t.match((await call('GET', vct)).body, { vct, claims: Array, display: Array });
  t.equal((await call('GET', '/.well-known/openid-credential-issuer/institutions/none')).status, 404);
  const signed = await app.inject({
    url: '/.well-known/openid-credential-issuer/institutions/demo',
    headers: { accept: 'application/jwt' },
  });
  t.equal(signed.headers['content-type'], 'application/jwt');
  const jws = parseJws(signed.body) as Jws;
  t.match(jws.header, { typ: 'openidvci-issuer-metadata+jwt', alg: 'ES256' });
  const { iss, sub, iat: at, ...same } = jws.payload;
  t.same([iss, sub, at], [issuer.institution.did, aud, iat]);
  t.same(same, body, 'it says the same');
  const found = await lookup(String(jws.header.kid), 'assertionMethod');
  t.ok(found.found && (await verifySignature(found.publicKey, jws.signed, jws.signature)));
});

t.test(
  'by version 1.0: each format, bound to each kind of key, is signed, recorded and shares the status',
  async (t) => {
    const verify: Record<string, (secured: Json) => unknown> = {
      'skills-sd-jwt': (secured) => verifySdJwtVc(secured, options),
      'skills-data-integrity': (secured) => verifyDataIntegrity(secured, options),
      'skills-jwt': (secured) => verifyVcJwt(secured, options),
      'skills-ed25519-2020': (secured) => verifyDataIntegrity(secured, options),
    };
    for (const [configuration, check] of Object.entries(verify)) {
      const claim = await claimMasonry(issuer);
      const { status, body: token } = await tokenFor(claim, { client_id: 'example-wallet' });
      t.equal(status, 200, JSON.stringify(token));
      for (const binding of bindings) {
        const key = holderKeyPair(binding === 'jwk' ? 'P-256' : 'Ed25519');
        const proofs = { jwt: [jwtProof(key, { aud, iat, binding, nonce: await nonce() })] };
        const answer = await credential(token.access_token, { credential_configuration_id: configuration, proofs });
        t.equal(answer.status, 200, JSON.stringify(answer.body));
        const [{ credential: secured }] = answer.body.credentials;
        const result = (await check(secured)) as Json;
        t.equal(result.verified, true, `${configuration} ${binding} ${JSON.stringify(result.problems)}`);
        const document = result.document;
        if (configuration === 'skills-sd-jwt') {
          t.same(
            document.cnf,
            binding === 'jwk'
              ? { jwk: key.jwk }
              : { kid: binding === 'did:key' ? `${key.didKey}#${key.didKey.slice(8)}` : `${key.didJwk}#0` },
          );
          t.match(document.status.status_list.uri, /\/status-lists\/demo\/token\/0$/);
        } else {
          t.equal(document.id, claim.id);
          if (binding !== 'jwk')
            t.equal(document.credentialSubject.id, binding === 'did:key' ? key.didKey : key.didJwk);
          const { rows } = await context.pool.query('select status_index from credential where id = $1', [claim.id]);
          const [status] = [document.credentialStatus].flat();
          t.equal(String(status.statusListIndex ?? status.terseStatusListIndex), String(rows[0].status_index));
        }
      }
      const { rows } = await context.pool.query(
        'select count(*)::int as copies, count(secured)::int as signed from holder_credential where credential_id = $1',
        [claim.id],
      );
      t.same(rows, [{ copies: 3, signed: 3 }]);
      const view = await app.inject({ url: `${claim.path}/claim`, headers });
      t.match(view.json(), { state: 'claimed', wallet: { protocol: 'oid4vci-1.0', client: 'example-wallet' } });
    }
  },
);

t.test('by draft 13: named by format and type, answered with one credential', async (t) => {
  const claim = await claimMasonry(issuer);
  const { body: token } = await tokenFor(claim);
  const { body: metadata } = await call('GET', '/institutions/demo/.well-known/openid-credential-issuer');
  const configurations = metadata.credential_configurations_supported;
  const key = holderKeyPair('Ed25519');
  for (const [id, { format, credential_definition, vct }] of Object.entries(configurations) as [string, Json][]) {
    const proof = { proof_type: 'jwt', jwt: jwtProof(key, { aud, iat, binding: 'did:key', nonce: token.c_nonce }) };
    const answer = await credential(token.access_token, {
      format,
      ...(vct ? { vct } : { credential_definition }),
      proof,
    });
    t.equal(answer.status, 200, `${id} ${JSON.stringify(answer.body)}`);
    t.match(answer.body, { credential: /./, c_nonce: String, c_nonce_expires_in: 300 });
    const context1 = answer.body.credential['@context']?.[0];
    if (id === 'skills-data-integrity') t.equal(context1, 'https://www.w3.org/ns/credentials/v2');
    if (id === 'skills-ed25519-2020') t.equal(context1, 'https://www.w3.org/2018/credentials/v1');
  }
  const wrong = { proof_type: 'jwt', jwt: jwtProof(key, { aud, iat, nonce: token.c_nonce }) };
  t.equal(
    (await credential(token.access_token, { format: 'mso_mdoc', doctype: 'x', proof: wrong })).body.error,
    'unsupported_credential_format',
  );
  t.equal(
    (await credential(token.access_token, { format: 'dc+sd-jwt', vct: 'x', proof: wrong })).body.error,
    'unsupported_credential_type',
  );
});

t.test('a single proof in the words of 1.0 is answered in both ways', async (t) => {
  const { body: token } = await tokenFor(await claimMasonry(issuer));
  const proof = { proof_type: 'jwt', jwt: jwtProof(holderKeyPair('P-256'), { aud, iat, nonce: token.c_nonce }) };
  const { body } = await credential(token.access_token, { credential_configuration_id: 'skills-jwt', proof });
  t.equal(body.credential, body.credentials[0].credential);
});

t.test('several keys get a copy each; a presentation proves a key as well', async (t) => {
  const { body: token } = await tokenFor(await claimMasonry(issuer), {
    authorization_details: JSON.stringify([
      { type: 'openid_credential', credential_configuration_id: 'skills-sd-jwt' },
    ]),
  });
  t.same(token.authorization_details[0].credential_identifiers, ['skills-sd-jwt']);
  const keys = [holderKeyPair('P-256'), holderKeyPair('P-256'), holderKeyPair('Ed25519')];
  const c_nonce = await nonce();
  const jwt = keys.map((key) => jwtProof(key, { aud, iat, nonce: c_nonce }));
  const several = await credential(token.access_token, { credential_identifier: 'skills-sd-jwt', proofs: { jwt } });
  t.equal(new Set(several.body.credentials.map(({ credential }: Json) => credential)).size, 3);
  const twice = await credential(token.access_token, {
    credential_identifier: 'skills-sd-jwt',
    proofs: { jwt: [jwt[0], jwt[0]] },
  });
  t.equal(twice.body.error, 'invalid_proof');

  const key = holderKeyPair('Ed25519');
  const presentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    holder: key.didKey,
  };
  const present = async (challenge: string, domain: string) =>
    signPresentation(presentation, signerOf(key), { created: new Date(iat * 1000), challenge, domain });
  const ask = async (challenge: string, domain: string) =>
    credential(token.access_token, {
      credential_configuration_id: 'skills-data-integrity',
      proofs: { di_vp: [await present(challenge, domain)] },
    });
  const good = await ask(await nonce(), aud);
  t.equal(good.body.credentials?.[0].credential.credentialSubject.id, key.didKey, JSON.stringify(good.body));
  t.equal((await ask(await nonce(), 'https://other.example')).body.error, 'invalid_proof');
  t.equal((await ask('made-up', aud)).body.error, 'invalid_nonce');
});

const signerOf = (key: HolderKey) => ({
  algorithm: key.algorithm,
  publicKeyMultibase: key.didKey.slice(8),
  publicJwk: key.jwk as never,
  verificationMethod: `${key.didKey}#${key.didKey.slice(8)}`,
  controller: key.didKey,
  sign: async (bytes: Uint8Array) => (await import('node:crypto')).sign(null, bytes, key.privateKey),
});

t.test('of wallets that race for one code exactly one gets a token, and of two tokens one credential', async (t) => {
  const claim = await claimMasonry(issuer);
  const offer = await offerOf(claim.url!);
  const form = { grant_type: preAuthorized, 'pre-authorized_code': codeOf(offer), tx_code: claim.txCode! };
  const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', `${aud}/oid4vci/token`, { form })));
  t.same(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(400)]);
  t.ok(answers.filter(({ status }) => status === 400).every(({ body }) => body.error === 'invalid_grant'));
  const first = answers.find(({ status }) => status === 200)!.body.access_token;
  // The wallet that broke off may begin again, by the page; whoever fetches first has it.
  const second = (await tokenFor(claim)).body.access_token;
  const proofFor = async () => ({ jwt: [jwtProof(holderKeyPair('P-256'), { aud, iat, nonce: await nonce() })] });
  const proofs = [await proofFor(), await proofFor()];
  const got = await Promise.all(
    [first, second].map((token, index) =>
      credential(token, { credential_configuration_id: 'skills-jwt', proofs: proofs[index] }),
    ),
  );
  t.same(got.map(({ status }) => status).sort(), [200, 400]);
  t.equal(got.find(({ status }) => status === 400)!.body.error, 'credential_request_denied');
  t.equal((await call('POST', `${aud}/oid4vci/token`, { form })).body.error, 'invalid_grant', 'a replayed offer');
});

t.test('guessing digits locks the claim; codes of another institution open nothing here', async (t) => {
  const claim = await claimMasonry(issuer);
  const code = codeOf(await offerOf(claim.url!));
  const ask = (more: Record<string, string>, institution = 'demo') =>
    call('POST', `/institutions/${institution}/oid4vci/token`, {
      form: { grant_type: preAuthorized, 'pre-authorized_code': code, ...more },
    });
  t.equal((await ask({})).body.error, 'invalid_request');
  t.equal((await ask({ tx_code: claim.txCode! }, 'nobody')).status, 404);
  const wrong = claim.txCode === '123456' ? '123457' : '123456';
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask({ tx_code: wrong })));
  t.ok(answers.every(({ status, body }) => status === 400 && body.error === 'invalid_grant'));
  t.equal((await ask({ tx_code: claim.txCode! })).body.error, 'invalid_grant');
  const free = await claimMasonry(issuer, { txCode: false });
  const freeCode = codeOf(await offerOf(free.url!));
  const unasked = await call('POST', `${aud}/oid4vci/token`, {
    form: { grant_type: preAuthorized, 'pre-authorized_code': freeCode, tx_code: '1' },
  });
  t.equal(unasked.body.error, 'invalid_request');
  const twice = await app.inject({
    method: 'POST',
    url: '/institutions/demo/oid4vci/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'grant_type=a&grant_type=b',
  });
  t.equal(twice.json().error, 'invalid_request');
  t.equal(
    (await call('POST', `${aud}/oid4vci/token`, { form: { grant_type: 'password' } })).body.error,
    'unsupported_grant_type',
  );
});

t.test(
  'a proof for another issuer, by another key, of another time or type is refused, and so is what is malformed',
  async (t) => {
    const { body: token } = await tokenFor(await claimMasonry(issuer));
    const key = holderKeyPair('Ed25519');
    const other = holderKeyPair('P-256');
    const c_nonce = await nonce();
    const header = { typ: 'openid4vci-proof+jwt', jwk: key.jwk };
    const claims = { aud, iat, nonce: c_nonce };
    const proofs: Record<string, string> = {
      'another audience': signJwt(key, header, { ...claims, aud: 'https://other.example' }),
      'another key': signJwt(holderKeyPair('Ed25519'), header, claims),
      'from the future': signJwt(key, header, { ...claims, iat: iat + 3600 }),
      'long ago': signJwt(key, header, { ...claims, iat: iat - 3600 }),
      'no iat': signJwt(key, header, { aud, nonce: c_nonce }),
      'an algorithm that the key has not': signJwt(key, { ...header, alg: 'ES256' }, claims),
      'alg none': signJwt(key, { ...header, alg: 'none' }, claims),
      'another type': signJwt(key, { ...header, typ: 'JWT' }, claims),
      'two names for the key': signJwt(key, { ...header, kid: key.didKey }, claims),
      'no key': signJwt(key, { typ: 'openid4vci-proof+jwt' }, claims),
      'a private key': signJwt(other, { ...header, jwk: other.privateKey.export({ format: 'jwk' }) }, claims),
      'a key of small order': signJwt(
        key,
        { ...header, jwk: { ...key.jwk, x: Buffer.alloc(32).toString('base64url') } },
        claims,
      ),
      'a did:web': signJwt(key, { typ: 'openid4vci-proof+jwt', kid: 'did:web:wallet.example#0' }, claims),
      crit: signJwt(key, { ...header, crit: ['b64'], b64: false }, claims),
      'no JWT': 'x',
    };
    const ask = (jwt: unknown) =>
      credential(token.access_token, { credential_configuration_id: 'skills-jwt', proofs: { jwt: [jwt] } });
    for (const [name, jwt] of Object.entries(proofs)) {
      const { status, body } = await ask(jwt);
      t.same([status, body.error], [400, 'invalid_proof'], name);
      t.match(body.error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
      t.type(body.c_nonce, 'string');
    }
    t.equal((await ask(signJwt(key, header, { aud, iat }))).body.error, 'invalid_nonce');
    t.equal(
      (await ask(signJwt(key, header, { ...claims, nonce: `${c_nonce.slice(0, -2)}AA` }))).body.error,
      'invalid_nonce',
    );
    issuer.setTime('2026-11-22T09:05:01Z');
    t.equal(
      (await ask(signJwt(key, header, { ...claims, iat: iat + 300 }))).body.error,
      'invalid_nonce',
      'the nonce is over',
    );
    issuer.setTime('2026-11-22T09:00:00Z');

    const good = { proofs: { jwt: [signJwt(key, header, claims)] } };
    const bad: [unknown, string][] = [
      [{ ...good }, 'invalid_credential_request'],
      [[], 'invalid_credential_request'],
      [{ ...good, credential_configuration_id: 'none' }, 'unknown_credential_configuration'],
      [{ ...good, credential_configuration_id: 'toString' }, 'unknown_credential_configuration'],
      [{ ...good, credential_identifier: 'none' }, 'unknown_credential_identifier'],
      [
        { ...good, credential_identifier: 'skills-jwt', credential_configuration_id: 'skills-jwt' },
        'invalid_credential_request',
      ],
      [{ credential_configuration_id: 'skills-jwt' }, 'invalid_proof'],
      [{ credential_configuration_id: 'skills-jwt', proofs: { jwt: [] } }, 'invalid_proof'],
      [{ credential_configuration_id: 'skills-jwt', proofs: { jwt: Array(11).fill('x') } }, 'invalid_proof'],
      [{ credential_configuration_id: 'skills-jwt', proofs: { cwt: ['x'] } }, 'invalid_proof'],
      [{ credential_configuration_id: 'skills-jwt', proof: { proof_type: 'x' } }, 'invalid_proof'],
    ];
    for (const [json, error] of bad)
      t.equal((await credential(token.access_token, json)).body.error, error, JSON.stringify(json).slice(0, 80));
    const text = await app.inject({
      method: 'POST',
      url: '/institutions/demo/oid4vci/credential',
      headers: { 'content-type': 'application/json' },
      payload: '{',
    });
    t.equal(text.json().error, 'invalid_credential_request');
    const nobody = await credential('x'.repeat(43), { ...good, credential_configuration_id: 'skills-jwt' });
    t.equal(nobody.status, 401);
    t.match(nobody.headers['www-authenticate'], /^Bearer error="invalid_token"/);
    // The same c_nonce again in its own session, as some wallets do; in another session it is a replay.
    t.equal((await credential(token.access_token, { ...good, credential_configuration_id: 'skills-jwt' })).status, 200);
    t.equal(
      (await credential(token.access_token, { ...good, credential_configuration_id: 'skills-sd-jwt' })).status,
      200,
    );
    const { body: thief } = await tokenFor(await claimMasonry(issuer));
    t.equal(
      (await credential(thief.access_token, { ...good, credential_configuration_id: 'skills-jwt' })).body.error,
      'invalid_nonce',
    );
    issuer.setTime('2026-11-22T09:10:01Z');
    t.equal((await credential(token.access_token, good)).status, 401, 'the token is over');
    issuer.setTime('2026-11-22T09:00:00Z');
  },
);

t.test(
  'what was revoked is not handed out, and a credential with a holder of its own goes to that key alone',
  async (t) => {
    const revoked = await claimMasonry(issuer);
    const { body: token } = await tokenFor(revoked);
    await app.inject({
      method: 'POST',
      url: '/institutions/demo/credentials/status',
      headers,
      payload: {
        credentialId: revoked.id,
        credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
        status: true,
      },
    });
    const key = holderKeyPair('Ed25519');
    const ask = async (access: string, by: HolderKey) =>
      credential(access, {
        credential_configuration_id: 'skills-data-integrity',
        proofs: { jwt: [jwtProof(by, { aud, iat, nonce: await nonce() })] },
      });
    t.equal((await ask(token.access_token, key)).body.error, 'credential_request_denied');

    const named = await claimMasonry(issuer, {}, { name: 'Sok Dara', id: key.didKey });
    const { body: mine } = await tokenFor(named);
    t.equal((await ask(mine.access_token, holderKeyPair('Ed25519'))).body.error, 'invalid_proof');
    const { body } = await ask(mine.access_token, key);
    t.equal(
      body.credentials[0].credential.credentialSubject.id,
      key.didKey,
      'the same key under the name that was given',
    );
  },
);

t.test('a token that is bound to a key is of use with that key alone, and each proof of it once', async (t) => {
  const claim = await claimMasonry(issuer);
  const key = holderKeyPair('P-256');
  let serial = 0;
  const dpop = (url: string, more: object = {}, by = key) => {
    serial += 1;
    return signJwt(by, { typ: 'dpop+jwt', jwk: by.jwk }, { htm: 'POST', htu: url, iat, jti: String(serial), ...more });
  };
  const post = (url: string, headers: Record<string, string>, payload: string | object) =>
    app.inject({ method: 'POST', url: local(url), headers, payload });
  const tokenUrl = `${aud}/oid4vci/token`;
  const form = async () =>
    new URLSearchParams({
      grant_type: preAuthorized,
      'pre-authorized_code': codeOf(await offerOf(claim.url!)),
      tx_code: claim.txCode!,
    }).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const wrong = await post(tokenUrl, { ...type, dpop: dpop(`${aud}/elsewhere`) }, await form());
  t.equal(wrong.json().error, 'invalid_dpop_proof');
  const proof = dpop(tokenUrl);
  const token = (await post(tokenUrl, { ...type, dpop: proof }, await form())).json();
  t.equal(token.token_type, 'DPoP', JSON.stringify(token));
  t.equal(
    (await post(tokenUrl, { ...type, dpop: proof }, await form())).json().error,
    'invalid_dpop_proof',
    'replayed',
  );

  const url = `${aud}/oid4vci/credential`;
  const ath = createHash('sha256').update(token.access_token).digest('base64url');
  const body = async () => ({
    credential_configuration_id: 'skills-jwt',
    proofs: { jwt: [jwtProof(key, { aud, iat, nonce: await nonce() })] },
  });
  const ask = async (authorization: string, header?: string) =>
    post(url, { authorization, ...(header ? { dpop: header } : {}) }, await body());
  t.equal((await ask(`Bearer ${token.access_token}`)).statusCode, 401);
  t.equal((await ask(`DPoP ${token.access_token}`)).statusCode, 401);
  t.equal((await ask(`DPoP ${token.access_token}`, dpop(url))).json().error, 'invalid_dpop_proof', 'without ath');
  t.equal(
    (await ask(`DPoP ${token.access_token}`, dpop(url, { ath }, holderKeyPair('P-256')))).json().error,
    'invalid_token',
  );
  const good = await ask(`DPoP ${token.access_token}`, dpop(url, { ath }));
  t.equal(good.statusCode, 200, good.body);

  const tell = (json: object) => {
    const notification = `${aud}/oid4vci/notification`;
    const header = { authorization: `DPoP ${token.access_token}`, dpop: dpop(notification, { ath }) };
    return post(notification, header, json);
  };
  const { notification_id } = good.json();
  t.equal((await tell({ notification_id, event: 'credential_accepted' })).statusCode, 204);
  t.equal((await tell({ notification_id: 'x', event: 'credential_accepted' })).json().error, 'invalid_notification_id');
  t.equal((await tell({ notification_id, event: 'x' })).json().error, 'invalid_notification_request');
});

t.test('nothing is signed that is not recorded', async (t) => {
  const { body: token } = await tokenFor(await claimMasonry(issuer));
  const ask = async () =>
    credential(token.access_token, {
      credential_configuration_id: 'skills-jwt',
      proofs: { jwt: [jwtProof(holderKeyPair('P-256'), { aud, iat, nonce: await nonce() })] },
    });
  const before = issuer.signatures();
  await context.pool.query(
    `create function stop() returns trigger language plpgsql as $$ begin raise exception 'x' using errcode = '53100'; end $$`,
  );
  await context.pool.query('create trigger stop before insert on audit_entry for each row execute function stop()');
  const refused = await ask();
  t.same([refused.status, refused.body.error], [503, 'temporarily_unavailable']);
  t.equal(issuer.signatures(), before);
  await context.pool.query('drop trigger stop on audit_entry; drop function stop');
  t.equal((await ask()).status, 200);
  const { rows } = await context.pool.query(
    "select actor, detail from audit_entry where event = 'credential.claimed' order by sequence desc limit 1",
  );
  t.equal(rows[0].actor, 'wallet');
  t.notMatch(rows[0].detail, /did:|"kid"|"x":/);
});
