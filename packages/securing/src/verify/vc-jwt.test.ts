import { base64urlnopad } from '@scure/base';
import { CompactSign, compactVerify, importJWK } from 'jose';
import t from 'tap';
import { generateKey } from '../keys/index.ts';
import { joseNames } from '../primitives/jose.ts';
import { prepareCredential, signPresentation, signVcJwt, signVpJwt } from '../sign/index.ts';
import type { Signer } from '../signer.ts';
import { sampleCredential } from '../testing/credential.ts';
import { asserted, didKeySigner, now } from '../testing/world.ts';
import { envelopedJwt } from './enveloped.ts';
import { verifyPresentation } from './presentation.ts';
import { verifyVcJwt } from './vc-jwt.ts';

const utf8 = new TextEncoder();
const encode = (value: unknown) =>
  base64urlnopad.encode(utf8.encode(typeof value === 'string' ? value : JSON.stringify(value)));
const signer = didKeySigner('Ed25519');
const credential = sampleCredential(signer.controller);
const header = { alg: 'EdDSA', kid: signer.verificationMethod, typ: 'vc+jwt' };

async function jws(head: unknown, payload: unknown, by: Signer = signer): Promise<string> {
  const input = `${encode(head)}.${encode(payload)}`;
  return `${input}.${base64urlnopad.encode(await by.sign(utf8.encode(input)))}`;
}

t.test('a credential as vc+jwt holds for others, and theirs for us', async (t) => {
  for (const algorithm of ['Ed25519', 'P-256', 'P-384'] as const) {
    const own = didKeySigner(algorithm);
    const document = sampleCredential(own.controller);
    const jwt = await signVcJwt(await prepareCredential(document), own);
    t.match(await verifyVcJwt(jwt, asserted), {
      verified: true,
      proofs: [{ outcome: 'verified', controller: own.controller }],
    });
    t.same((await verifyVcJwt(jwt, asserted)).document, document, 'the payload is the credential and nothing else');
    const theirs = await compactVerify(jwt, await importJWK(own.publicJwk, joseNames[algorithm][0]));
    t.match(theirs.protectedHeader, { typ: 'vc+jwt', cty: 'vc', kid: own.verificationMethod, iss: own.controller });
  }
  const { privateKey, publicKeyMultibase, publicJwk } = generateKey('P-256');
  const did = `did:key:${publicKeyMultibase}`;
  const key = await crypto.subtle.importKey(
    'pkcs8',
    privateKey as BufferSource,
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  );
  const payload = utf8.encode(JSON.stringify(sampleCredential(did)));
  const signed = new CompactSign(payload).setProtectedHeader({
    alg: 'ES256',
    typ: 'vc+jwt',
    kid: `${did}#${publicKeyMultibase}`,
  });
  t.match(await verifyVcJwt(await signed.sign(key), asserted), { verified: true }, 'signed by jose');
  const jwk = base64urlnopad.encode(utf8.encode(JSON.stringify(publicJwk)));
  const byJwk = new CompactSign(utf8.encode(JSON.stringify(sampleCredential(`did:jwk:${jwk}`))));
  t.match(await verifyVcJwt(await byJwk.setProtectedHeader({ alg: 'ES256', typ: 'vc+jwt' }).sign(key), asserted), {
    verified: true,
  });
});

t.test('what a JOSE header can be abused for is refused', async (t) => {
  const cases: [name: string, jwt: string][] = [
    ['no algorithm', `${encode({ ...header, alg: 'none' })}.${encode(credential)}.`],
    ['a MAC with the public key', await jws({ ...header, alg: 'HS256' }, credential)],
    ['an algorithm of another key', await jws({ ...header, alg: 'ES256' }, credential)],
    ['a key of another issuer', await jws({ ...header, kid: didKeySigner('Ed25519').verificationMethod }, credential)],
    ['a key by https', await jws({ ...header, kid: 'https://evil.example/key' }, credential)],
    ['a set of keys to fetch', await jws({ ...header, jku: 'https://evil.example/jwks' }, credential)],
    ['certificates to fetch', await jws({ ...header, x5u: 'https://evil.example/x5u' }, credential)],
    ['an extension that must be understood', await jws({ ...header, crit: ['exp'], exp: 1 }, credential)],
    ['an unencoded payload', await jws({ ...header, b64: false, crit: ['b64'] }, credential)],
    ['b64 without crit', await jws({ ...header, b64: false }, credential)],
    ['another issuer in the header', await jws({ ...header, iss: 'did:example:other' }, credential)],
    ['another issuer in the claims', await jws(header, { ...credential, iss: 'did:example:other' })],
    ['another id in the claims', await jws(header, { ...credential, jti: 'urn:other' })],
    ['another subject in the claims', await jws(header, { ...credential, sub: 'did:example:other' })],
    ['a credential of another issuer', await jws(header, { ...credential, issuer: 'did:example:other' })],
    [
      'no issuer',
      await jws(header, Object.fromEntries(Object.entries(credential).filter(([name]) => name !== 'issuer'))),
    ],
    ['the type of a presentation', await jws({ ...header, typ: 'vp+jwt' }, credential)],
    ['the type of a key binding', await jws({ ...header, typ: 'kb+jwt' }, credential)],
    ['a signature that has ended', await jws(header, { ...credential, exp: now.getTime() / 1_000 })],
    ['a signature of tomorrow', await jws(header, { ...credential, nbf: now.getTime() / 1_000 + 86_400 })],
    ['a type that is no text', await jws({ ...header, typ: 7 }, credential)],
    ['a "vc" claim that is none, to hide the end', await jws(header, { ...credential, vc: null, exp: 1 })],
    ['an end that is no number', await jws(header, { ...credential, exp: 'never' })],
    ['a member twice', await jws(header, JSON.stringify(credential).replace('{', '{"issuer":"did:example:other",'))],
    [
      'a context inside',
      await jws(header, { ...credential, '@context': [...(credential['@context'] as string[]), { name: 'urn:x' }] }),
    ],
    ['a list', await jws(header, [credential])],
    ['a claim set', await jws(header, { iss: signer.controller })],
    ['a header that is a list', await jws([header], credential)],
  ];
  for (const [name, jwt] of cases) {
    const result = await verifyVcJwt(jwt, asserted);
    t.equal(result.verified, false, name);
    t.notOk(result.document, 'and no document');
  }
  for (const text of ['', 'a.b', 'a.b.c', '...', 'eyJ.eyJ.', `${'a'.repeat(500_000)}.b.c`])
    t.match(await verifyVcJwt(text, asserted), { verified: false, problems: [{ code: 'PARSING_ERROR' }] });
  t.match(await verifyVcJwt(await jws({ ...header, alg: 'RS256' }, credential), asserted), {
    proofs: [{ outcome: 'unknown-suite' }],
  });
});

t.test('no changed character of a JWT goes unnoticed', async (t) => {
  const jwt = await jws(header, credential);
  t.equal((await verifyVcJwt(jwt, asserted)).verified, true);
  const accepted: number[] = [];
  for (let index = 0; index < jwt.length; index += 7) {
    const changed = jwt.slice(0, index) + (jwt[index] === 'A' ? 'B' : 'A') + jwt.slice(index + 1);
    if ((await verifyVcJwt(changed, asserted)).verified) accepted.push(index);
  }
  t.same(accepted, []);
  const last = jwt.at(-1)!;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const twin = jwt.slice(0, -1) + alphabet[alphabet.indexOf(last) ^ 1];
  t.equal((await verifyVcJwt(twin, asserted)).verified, false, 'a second spelling of the same bytes');
});

t.test('the JWT of VCDM 1.1 becomes the credential that it stands for', async (t) => {
  const vc = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiableCredential'],
    credentialSubject: { name: 'Maria' },
  };
  const claims = {
    iss: signer.controller,
    sub: 'did:example:holder',
    jti: 'urn:uuid:1',
    nbf: 1_767_225_600,
    exp: 1_798_761_600,
    vc,
  };
  const old = { alg: 'EdDSA', typ: 'JWT', kid: signer.verificationMethod };
  t.same((await verifyVcJwt(await jws(old, claims), asserted)).document, {
    ...vc,
    id: 'urn:uuid:1',
    issuer: signer.controller,
    issuanceDate: '2026-01-01T00:00:00Z',
    expirationDate: '2027-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:holder', name: 'Maria' },
  });
  const named = {
    ...vc,
    issuer: { id: signer.controller, name: 'Centre' },
    expirationDate: '2027-01-01T00:00:00.000Z',
  };
  t.match(await verifyVcJwt(await jws(old, { ...claims, vc: named }), asserted), {
    verified: true,
    document: { issuer: { name: 'Centre' } },
  });
  const past = { ...claims, exp: 1_767_225_601 };
  t.match(
    await verifyVcJwt(await jws(old, past), asserted),
    { verified: true },
    'its end is a date of the credential, judged as such',
  );
  for (const [name, changed] of Object.entries({
    'another issuer': { ...claims, vc: { ...vc, issuer: 'did:example:other' } },
    'another end': { ...claims, vc: { ...vc, expirationDate: '2030-01-01T00:00:00Z' } },
    'another id': { ...claims, vc: { ...vc, id: 'urn:uuid:2' } },
    'another subject': { ...claims, vc: { ...vc, credentialSubject: { id: 'did:example:thief' } } },
    'an impossible date': { ...claims, exp: 1e300 },
    'no issuer': { ...claims, iss: undefined },
  }))
    t.equal((await verifyVcJwt(await jws(old, changed), asserted)).verified, false, name);
  t.equal(
    (await verifyVcJwt(await jws({ ...old, typ: 'vc+jwt' }, claims), asserted)).verified,
    false,
    'under the new type',
  );
});

t.test('an envelope holds one JWT', async (t) => {
  const envelope = (id: unknown, type: unknown = 'EnvelopedVerifiableCredential') => ({
    '@context': 'https://www.w3.org/ns/credentials/v2',
    type,
    id,
  });
  t.same(envelopedJwt(envelope('data:application/vc+jwt,a.b.c')), { jwt: 'a.b.c' });
  t.same(envelopedJwt(envelope('data:application/vp+jwt,a.b.c', ['EnvelopedVerifiablePresentation'])), {
    jwt: 'a.b.c',
  });
  for (const id of [
    'data:application/vc+jwt;base64,YQ==',
    'data:application/vp+jwt,a.b.c',
    'data:text/html,x',
    'https://x.example',
    7,
    undefined,
  ])
    t.match(envelopedJwt(envelope(id)), { problem: { code: 'UNSUPPORTED' } });
  for (const value of [credential, 'text', null, envelope('x', 'toString')]) t.equal(envelopedJwt(value), undefined);
});

t.test('a presentation answers the verifier that asked, and is its holder’s', async (t) => {
  const holder = didKeySigner('P-256');
  const presentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    holder: holder.controller,
    verifiableCredential: [
      {
        '@context': 'https://www.w3.org/ns/credentials/v2',
        type: 'EnvelopedVerifiableCredential',
        id: 'data:application/vc+jwt,a.b.c',
      },
    ],
  };
  const asked = { ...asserted, challenge: 'one', domain: 'verifier.example' };
  const bound = { challenge: 'one', domain: 'verifier.example' };
  const proven = await signPresentation(presentation, holder, { created: now, ...bound });
  const jwt = await signVpJwt(presentation, holder, { nonce: 'one', aud: 'verifier.example' });
  const envelope = {
    '@context': 'https://www.w3.org/ns/credentials/v2',
    type: 'EnvelopedVerifiablePresentation',
    id: `data:application/vp+jwt,${jwt}`,
  };
  for (const input of [proven, JSON.stringify(proven), jwt, envelope])
    t.match(await verifyPresentation(input, asked), {
      verified: true,
      credentials: [{ type: 'EnvelopedVerifiableCredential' }],
    });
  const old = { alg: 'ES256', typ: 'JWT', kid: holder.verificationMethod };
  const oldJwt = await jws(
    old,
    { iss: holder.controller, nonce: 'one', aud: ['verifier.example'], vp: presentation },
    holder,
  );
  t.match(await verifyPresentation(oldJwt, asked), { verified: true }, 'the JWT of VCDM 1.1');

  const thief = didKeySigner('Ed25519');
  const refused: [name: string, input: unknown, options?: object][] = [
    ['another challenge', proven, { challenge: 'two' }],
    ['another domain', proven, { domain: 'other.example' }],
    ['another nonce', jwt, { challenge: 'two' }],
    ['another audience', jwt, { domain: 'other.example' }],
    ['an answer to nobody', await signPresentation(presentation, holder, { created: now })],
    ['no proof', presentation],
    ['no proof and no challenge', presentation, { challenge: undefined, domain: undefined }],
    ['the key of another', await signPresentation(presentation, thief, { created: now, ...bound })],
    ['the JWT of another', await signVpJwt(presentation, thief, { nonce: 'one', aud: 'verifier.example' })],
    ['another holder in it', { ...proven, holder: thief.controller }],
    ['a credential more', { ...proven, verifiableCredential: [] }],
    ['a credential instead', credential],
    ['a JWT of a credential', await jws(header, credential)],
    [
      'an expired JWT',
      await jws({ ...old, typ: 'vp+jwt' }, { ...presentation, nonce: 'one', aud: 'verifier.example', exp: 1 }, holder),
    ],
    ['text', 'hello'],
    ['nothing', undefined],
  ];
  for (const [name, input, options] of refused) {
    const defined = Object.fromEntries(
      Object.entries({ ...asked, ...options }).filter(([, value]) => value !== undefined),
    );
    const result = await verifyPresentation(input, defined as unknown as typeof asked);
    t.match(result, { verified: false, credentials: [] }, name);
  }
  await t.rejects(signPresentation(credential, holder, { created: now }), { name: 'Problem' });
});
