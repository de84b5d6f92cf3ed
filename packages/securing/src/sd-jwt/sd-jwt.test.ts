import { createHash, randomBytes } from 'node:crypto';
import { base64urlnopad } from '@scure/base';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { disclosableClaims, forHolder, toSdJwtClaims, type UnsignedCredential } from '@symbolon/credential';
import { compactVerify, importJWK } from 'jose';
import t from 'tap';
import { joseNames } from '../primitives/jose.ts';
import { isObject, type JsonObject } from '../primitives/json.ts';
import type { Signer } from '../signer.ts';
import { sampleCredential } from '../testing/credential.ts';
import { asserted, didKeySigner, now } from '../testing/world.ts';
import { prepareSdJwtVc, type SdJwtVcInput, signSdJwtVc } from './sign/index.ts';
import { disclose } from './verify/disclose.ts';
import { type SdJwtVcOptions, verifySdJwtVc } from './verify/index.ts';

const vct = 'https://issuer.example/credential-types/skills/1';
const utf8 = new TextEncoder();
const encode = (value: unknown) =>
  base64urlnopad.encode(utf8.encode(typeof value === 'string' ? value : JSON.stringify(value)));
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
const seconds = now.getTime() / 1_000;

const issuer = didKeySigner('P-256');
const holder = didKeySigner('Ed25519');

function claimsOf(signer: Signer, changes: JsonObject = {}): JsonObject {
  const document = sampleCredential(signer.controller) as unknown as UnsignedCredential;
  return { ...toSdJwtClaims(forHolder(document, holder.controller)), ...changes };
}

const input = (signer: Signer, changes: Partial<SdJwtVcInput> = {}): SdJwtVcInput => ({
  claims: claimsOf(signer),
  disclosable: disclosableClaims,
  vct,
  issuedAt: now,
  holderBinding: { kid: holder.verificationMethod },
  status: { idx: 7, uri: 'https://issuer.example/status-lists/demo/token/0' },
  seed: randomBytes(32),
  ...changes,
});

async function jws(header: unknown, payload: unknown, by: Signer = issuer): Promise<string> {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${base64urlnopad.encode(await by.sign(utf8.encode(signed)))}`;
}

/** An SD-JWT as a dishonest issuer could make it. */
async function craft(
  payload: JsonObject,
  disclosures: readonly unknown[] = [],
  header: JsonObject = {},
): Promise<string> {
  const head = { alg: 'ES256', typ: 'dc+sd-jwt', kid: issuer.verificationMethod, ...header };
  const jwt = await jws(head, { iss: issuer.controller, vct, ...payload });
  return [jwt, ...disclosures.map(encode), ''].join('~');
}

async function bind(presented: string, change: { header?: JsonObject; payload?: JsonObject; by?: Signer } = {}) {
  const { by = holder } = change;
  const payload = {
    iat: seconds,
    aud: 'https://verifier.example',
    nonce: 'n-0S6',
    sd_hash: sha256(presented),
    ...change.payload,
  };
  return presented + (await jws({ alg: joseNames[by.algorithm][0], typ: 'kb+jwt', ...change.header }, payload, by));
}

const asked = { ...asserted, keyBinding: { nonce: 'n-0S6', audience: 'https://verifier.example' } };
const verify = (text: string, options: SdJwtVcOptions = asserted) => verifySdJwtVc(text, options);

/** The library of others, with our keys behind it. */
function theirs(signer: Signer, holderSigner: Signer = holder) {
  const sign = (by: Signer) => async (data: string) => base64urlnopad.encode(await by.sign(utf8.encode(data)));
  const check = (by: Signer) => async (data: string, signature: string) => {
    await compactVerify(`${data}.${signature}`, await importJWK(by.publicJwk, joseNames[by.algorithm][0]));
    return true;
  };
  return new SDJwtVcInstance({
    signer: sign(signer),
    verifier: check(signer),
    kbSigner: sign(holderSigner),
    kbVerifier: check(holderSigner),
    signAlg: joseNames[signer.algorithm][0]!,
    kbSignAlg: joseNames[holderSigner.algorithm][0]!,
    hashAlg: 'sha-256',
    hasher: (data, algorithm) =>
      createHash(algorithm.replace('-', ''))
        .update(typeof data === 'string' ? data : Buffer.from(data))
        .digest(),
    saltGenerator: (length) => randomBytes(length).toString('base64url'),
  });
}

t.test('an SD-JWT VC holds for others, with all or few of its disclosures', async (t) => {
  for (const algorithm of ['Ed25519', 'P-256'] as const) {
    const signer = didKeySigner(algorithm);
    const { status: _status, ...given } = input(signer);
    const text = await signSdJwtVc(prepareSdJwtVc(given), signer);
    const ours = await verify(text);
    t.match(ours, {
      verified: true,
      holderKey: 'bound',
      proofs: [{ outcome: 'verified', controller: signer.controller }],
    });
    const { iat, vct: type, cnf, ...claims } = ours.document!;
    t.same(claims, given.claims, 'with all disclosures it says all that was said');
    t.same([iat, type, cnf], [seconds, vct, { kid: holder.verificationMethod }]);
    const lib = theirs(signer);
    const read = await lib.verify(text, { currentDate: seconds });
    t.same(read.payload, ours.document);
    t.match(read.header, { typ: 'dc+sd-jwt', kid: signer.verificationMethod });

    const kb = { payload: { iat: seconds, aud: 'https://verifier.example', nonce: 'n-0S6' } };
    const shown = await lib.present(text, { name: true } as never, { kb });
    const presented = await verify(shown, { ...asserted, keyBinding: asked.keyBinding });
    t.match(presented, { verified: true, holderKey: 'proven' });
    const { name, birthdate, jti, achievement } = presented.document!;
    t.same([name, birthdate, jti], ['Maria Santos Reyes', undefined, undefined]);
    t.match(achievement, { name: 'Shielded Metal Arc Welding NC II' });
    const none = await verify(await lib.present(text, {} as never));
    t.equal(none.verified, true);
    t.notMatch(JSON.stringify(none.document), /Maria|6f1c9ad2/, 'nothing tells whose it is');
  }
});

t.test('what others issue is read as they meant it', async (t) => {
  const lib = theirs(issuer);
  const claims = {
    iss: issuer.controller,
    vct,
    iat: seconds,
    given_name: 'Ana',
    address: { city: 'Cebu', street: 'Colon' },
    nationalities: ['PH', 'KH'],
  };
  const frame = {
    _sd: ['given_name', 'address'],
    address: { _sd: ['city'] },
    nationalities: { _sd: [0, 1], _sd_decoy: 2 },
    _sd_decoy: 3,
  };
  const text = await lib.issue(claims, frame as never, { header: { kid: issuer.verificationMethod } });
  t.same((await verify(text)).document, claims);
  const shown = await lib.present(text, { address: { street: true }, nationalities: { 1: true } } as never);
  const { iss: _, vct: _vct, iat: _iat, ...rest } = (await verify(shown)).document!;
  t.same(rest, { address: { street: 'Colon' }, nationalities: ['KH'] }, 'what was kept back leaves no trace');
});

t.test("the specification's own example", async (t) => {
  const disclosure = 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0';
  const digest = 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0';
  t.same(await disclose({ _sd: [digest] }, [disclosure], 'SHA-256'), { claims: { family_name: 'Möbius' } });
});

t.test('the same record gives the same bytes; another seed shares no digest with it', async (t) => {
  const seed = randomBytes(32);
  const [one, again, other] = [seed, seed, randomBytes(32)].map((each) =>
    prepareSdJwtVc(input(issuer, { seed: each })),
  );
  t.same(again, one);
  const digestsOf = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(digestsOf);
    if (!isObject(value)) return [];
    return [...((value._sd as string[]) ?? []), ...Object.values(value).flatMap(digestsOf)];
  };
  t.equal(digestsOf(one!.payload).length, 8);
  t.notOk(digestsOf(other!.payload).some((digest) => digestsOf(one!.payload).includes(digest)));
  t.same(digestsOf(one!.payload), digestsOf(one!.payload).toSorted(), 'the order tells nothing');
  const few = prepareSdJwtVc(input(issuer, { claims: { iss: issuer.controller, name: 'Ana' } }));
  t.equal((few.payload._sd as string[]).length, 8, 'nor does the number');
  const open = prepareSdJwtVc(input(issuer, { disclosable: [] }));
  t.notOk('_sd' in open.payload || '_sd_alg' in open.payload);
});

t.test('claims that cannot be signed as they are, are named', async (t) => {
  const cases: [Partial<SdJwtVcInput>, string][] = [
    [{ claims: { iss: 'x', vct: 'y' } }, '/vct'],
    [{ claims: { iss: 'x', cnf: {} } }, '/cnf'],
    [{ claims: { iss: 'x', a: { _sd: [] } } }, '/a/_sd'],
    [{ claims: { iss: 'x', a: [{ '...': 'y' }] } }, '/a/0/...'],
    [{ disclosable: [['exp']] }, '/exp'],
    [{ claims: { a: 'x'.repeat(300_000) } }, ''],
  ];
  for (const [change, pointer] of cases)
    t.throws(() => prepareSdJwtVc(input(issuer, change)), { status: 400, errors: [{ pointer }] }, pointer);
  t.throws(() => prepareSdJwtVc(input(issuer, { seed: randomBytes(16) })), /32 bytes/);
  await t.rejects(signSdJwtVc(prepareSdJwtVc(input(issuer)), didKeySigner('P-256')), /not one of the issuer/);
});

t.test('disclosures that say more than was signed are refused', async (t) => {
  const one = ['salt-1', 'name', 'Ana'];
  const element = ['salt-2', 'KH'];
  const d = (value: unknown) => sha256(encode(value));
  const nested = ['salt-3', 'address', { _sd: [d(one)] }];
  t.same((await verify(await craft({ _sd: [d(nested)] }, [one, nested]))).document?.address, { name: 'Ana' }, 'honest');
  t.match(await verify(await craft({ _sd: [d(nested)] }, [nested])), { verified: true });
  const deep = (levels: number, inner: unknown = 1): unknown => (levels === 0 ? inner : [deep(levels - 1, inner)]);
  const cases: [string, JsonObject, unknown[]][] = [
    ['a disclosure of nothing signed', {}, [one]],
    ['a disclosure below one that was kept back', { _sd: [d(nested)] }, [one]],
    ['a disclosure twice', { _sd: [d(one)] }, [one, one]],
    ['a digest twice', { _sd: [d(one), d(one)] }, [one]],
    ['a decoy twice', { _sd: ['decoy', 'decoy'] }, []],
    ['a digest at two places', { _sd: [d(one)], address: { _sd: [d(one)] } }, [one]],
    ['a digest inside its neighbour', { _sd: [d(one), d(nested)] }, [one, nested]],
    ['a digest as claim and as element', { _sd: [d(one)], list: [{ '...': d(one) }] }, [one]],
    ['a claim that is there already', { name: 'Eva', _sd: [d(one)] }, [one]],
    ['two claims of one name', { _sd: [d(one), d(['salt-9', 'name', 'Eva'])] }, [one, ['salt-9', 'name', 'Eva']]],
    ['an element as a claim', { _sd: [d(element)] }, [element]],
    ['a claim as an element', { list: [{ '...': d(one) }] }, [one]],
    ['a digest with something beside it', { list: [{ '...': d(element), a: 1 }] }, [element]],
    ['digests that are no array', { _sd: d(one) }, [one]],
    ['a digest that is no text', { _sd: [7] }, []],
    ['a digest of an array that is no text', { list: [{ '...': 7 }] }, []],
    ['the member of elements in an object', { a: { '...': d(one) } }, [one]],
    ['an algorithm within', { a: { _sd_alg: 'sha-256' } }, []],
    ['too deep together', { list: deep(12, { '...': d(['s', deep(14)]) }) }, [['s', deep(14)]]],
  ];
  for (const name of [
    '_sd',
    '...',
    '_sd_alg',
    '__proto__',
    'iss',
    'nbf',
    'exp',
    'cnf',
    'vct',
    'vct#integrity',
    'status',
  ])
    cases.push([`a disclosed ${name}`, { _sd: [d(['s', name, 1])] }, [['s', name, 1]]]);
  for (const wrong of [
    {},
    'text',
    [],
    ['s'],
    ['s', 'n', 1, 2],
    [1, 'n', 2],
    ['s', 1, 2],
    [['s'], 'n', 2],
    ['s', 'n', '\ud800'],
  ])
    cases.push([`a disclosure ${JSON.stringify(wrong)}`, { _sd: [d(wrong)] }, [wrong]]);
  const twice = '["s","n",{"a":1,"a":2}]';
  cases.push(['a member twice in a disclosure', { _sd: [sha256(encode(twice))] }, [twice]]);
  const pair = '["s","n",1],"x":[2]';
  cases.push(['a disclosure of two values', { _sd: [sha256(encode(pair))] }, [pair]]);
  for (const [name, payload, disclosures] of cases) {
    const result = await verify(await craft(payload, disclosures));
    t.equal(result.verified, false, name);
    t.notOk(result.document, 'and no document');
  }
  const many = Array.from({ length: 399 }, (_, index) => [`s${index}`, `n${index}`, [1, 2, 3, 4, 5, 6, 7, 8, 9]]);
  t.match(await verify(await craft({ _sd: many.map(d) }, many)), {
    verified: false,
    problems: [{ code: 'PARSING_ERROR' }],
  });
  const sha384 = ['s', 'name', 'Ana'];
  const digest = createHash('sha384').update(encode(sha384)).digest('base64url');
  t.match(await verify(await craft({ _sd: [digest], _sd_alg: 'sha-384' }, [sha384])), {
    verified: true,
    document: { name: 'Ana' },
  });
  for (const algorithm of ['md5', 'constructor', 7, ['sha-256']])
    t.match(await verify(await craft({ _sd_alg: algorithm })), {
      verified: false,
      problems: [{ code: 'UNKNOWN_CRYPTOSUITE' }],
    });
});

t.test('what a header or a claim can be abused for is refused', async (t) => {
  const good = await craft({ iat: seconds, name: 'Ana' });
  t.equal((await verify(good)).verified, true);
  const unsigned = `${encode({ alg: 'none', typ: 'dc+sd-jwt' })}.${encode({ iss: issuer.controller, vct })}.~`;
  const other = didKeySigner('Ed25519');
  const cases: [string, string][] = [
    ['no algorithm', unsigned],
    ['a MAC', await craft({}, [], { alg: 'HS256' })],
    ['an algorithm that the key does not have', await craft({}, [], { alg: 'EdDSA' })],
    ['another algorithm of the curve', await craft({}, [], { alg: 'ES384' })],
    ['a key of another', await craft({}, [], { kid: other.verificationMethod, alg: 'EdDSA' })],
    ['another issuer than the key', await craft({ iss: other.controller })],
    ['the type of a JWT', await craft({}, [], { typ: 'JWT' })],
    ['the type of a key binding', await craft({}, [], { typ: 'kb+jwt' })],
    ['no type of the JWT', await craft({}, [], { typ: undefined })],
    ['no type of the credential', await craft({ vct: undefined })],
    ['an empty type', await craft({ vct: '' })],
    ['keys to fetch', await craft({}, [], { jku: 'https://evil.example' })],
    ['an extension', await craft({}, [], { crit: ['x'], x: 1 })],
    ['signed tomorrow', await craft({ iat: seconds + 86_400 })],
    ['a date that is text', await craft({ exp: 'never' })],
    ['a date out of range', await craft({ nbf: 1e300 })],
    ['an issuer that is an object', await craft({ iss: { id: issuer.controller } })],
    ['a key that is an object', await craft({ cnf: 'key' })],
  ];
  for (const [name, text] of cases) t.equal((await verify(text)).verified, false, name);
  t.match(await verify(await craft({ iss: 'https://issuer.example' })), {
    verified: false,
    proofs: [{ outcome: 'key-unknown' }],
  });
  t.match(await verify(await craft({ iss: undefined }, [], { x5c: ['AAAA'] })), {
    verified: false,
    proofs: [{ outcome: 'key-unknown' }],
  });
  for (const x5c of ['AAAA', [], [7], Array(9).fill('AAAA')])
    t.match(await verify(await craft({ iss: undefined }, [], { x5c })), { proofs: [{ outcome: 'failed' }] });
  t.equal(
    (await verify(await craft({}, [], { x5c: ['AAAA'] }))).verified,
    true,
    'a DID decides, whatever stands beside it',
  );
  t.equal((await verify(await craft({}, [], { typ: 'vc+sd-jwt' }))).verified, true, 'the older name');
  const accepted: number[] = [];
  for (let index = 0; index < good.length - 1; index += 5) {
    const changed = good.slice(0, index) + (good[index] === 'A' ? 'B' : 'A') + good.slice(index + 1);
    if ((await verify(changed)).verified) accepted.push(index);
  }
  t.same(accepted, [], 'no changed character goes unnoticed');
  for (const text of [
    '',
    '~',
    'a.b.c',
    'a.b.c~',
    `${good}=~`,
    good.slice(0, -1),
    `${good}~`,
    good + 'x~'.repeat(500),
    `${'a'.repeat(500_000)}~`,
  ])
    t.equal((await verify(text)).verified, false, text.slice(0, 20));
});

t.test('a key binding proves who shows it, to whom, and now', async (t) => {
  const sd = await signSdJwtVc(prepareSdJwtVc(input(issuer)), issuer);
  t.match(await verify(await bind(sd), asked), { verified: true, holderKey: 'proven' });
  t.match(await verify(await bind(sd)), { verified: true, holderKey: 'proven' }, 'though nobody asked');
  const [jwt, first] = sd.split('~');
  const fewer = `${jwt}~${first}~`;
  const [, binding] = (await bind(sd)).split(/~(?=[^~]*$)/);
  const cases: [string, string, string][] = [
    ['none', sd, 'PROOF_VERIFICATION_ERROR'],
    ['another nonce', await bind(sd, { payload: { nonce: 'other' } }), 'INVALID_CHALLENGE_ERROR'],
    ['no nonce', await bind(sd, { payload: { nonce: undefined } }), 'PROOF_VERIFICATION_ERROR'],
    ['another audience', await bind(sd, { payload: { aud: 'https://other.example' } }), 'INVALID_DOMAIN_ERROR'],
    [
      'several audiences',
      await bind(sd, { payload: { aud: [asked.keyBinding.audience] } }),
      'PROOF_VERIFICATION_ERROR',
    ],
    ['from the future', await bind(sd, { payload: { iat: seconds + 120 } }), 'PROOF_VERIFICATION_ERROR'],
    ['from long ago', await bind(sd, { payload: { iat: seconds - 600 } }), 'PROOF_VERIFICATION_ERROR'],
    ['at no time', await bind(sd, { payload: { iat: String(seconds) } }), 'PROOF_VERIFICATION_ERROR'],
    ['ended', await bind(sd, { payload: { exp: seconds - 1 } }), 'PROOF_VERIFICATION_ERROR'],
    ['by another key', await bind(sd, { by: didKeySigner('Ed25519') }), 'CRYPTOGRAPHIC_SECURITY_ERROR'],
    ['by the issuer', await bind(sd, { by: issuer }), 'CRYPTOGRAPHIC_SECURITY_ERROR'],
    [
      'by an algorithm that the key does not have',
      await bind(sd, { header: { alg: 'ES256' } }),
      'CRYPTOGRAPHIC_SECURITY_ERROR',
    ],
    [
      'without a signature',
      `${sd}${encode({ alg: 'none', typ: 'kb+jwt' })}.${encode({ iat: seconds, aud: asked.keyBinding.audience, nonce: 'n-0S6', sd_hash: sha256(sd) })}.`,
      'CRYPTOGRAPHIC_SECURITY_ERROR',
    ],
    ['of another type', await bind(sd, { header: { typ: 'JWT' } }), 'PROOF_VERIFICATION_ERROR'],
    ['for other disclosures', `${fewer}${binding}`, 'PROOF_VERIFICATION_ERROR'],
    ['of no digest', await bind(sd, { payload: { sd_hash: undefined } }), 'PROOF_VERIFICATION_ERROR'],
    [
      'of a wallet that brings its own key',
      await bind(sd, { by: issuer, header: { kid: issuer.verificationMethod, jwk: issuer.publicJwk } }),
      'CRYPTOGRAPHIC_SECURITY_ERROR',
    ],
    ['that is none', `${sd}x.y.z`, 'PROOF_VERIFICATION_ERROR'],
  ];
  for (const [name, text, code] of cases)
    t.match(await verify(text, asked), { verified: false, problems: [{ code }] }, name);
  t.match(await verify(`${fewer}${binding}`), { verified: false }, 'a binding that does not hold is never passed over');

  const unbound = await craft({ iat: seconds });
  t.match(await verify(unbound, asked), { verified: true, holderKey: 'none' });
  t.match(await verify(await bind(unbound), asked), { verified: false });
  const smallOrder = { kty: 'OKP', crv: 'Ed25519', x: base64urlnopad.encode(new Uint8Array(32).with(0, 1)) };
  const keys: [string, unknown, boolean][] = [
    ['by JWK', { jwk: holder.publicJwk }, true],
    ['by DID alone', { kid: holder.controller }, true],
    ['by a key of small order', { jwk: smallOrder }, false],
    ['by a private key', { jwk: { ...holder.publicJwk, d: 'AAAA' } }, false],
    ['by a symmetric key', { jwk: { kty: 'oct', k: 'AAAA' } }, false],
    ['by a thumbprint', { jkt: 'AAAA' }, false],
    ['by a name', { kid: 'key-1' }, false],
    ['by nothing', {}, false],
  ];
  for (const [name, cnf, good] of keys)
    t.equal((await verify(await bind(await craft({ cnf })), asked)).verified, good, name);
});
