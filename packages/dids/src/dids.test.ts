import { base58, base64urlnopad } from '@scure/base';
import t from 'tap';
import { FetchFailed, type GuardedFetch } from './fetch/fetch.ts';
import {
  createDidResolver,
  didWebUrl,
  publicKeyFromJwk,
  publicKeyFromMultibase,
  publicKeyOf,
  verificationMethodFor,
} from './index.ts';

// From the test vectors of the EdDSA and ECDSA cryptosuites.
const ed25519 = 'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2';
const p256 = 'zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP';
const p384 = 'z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ';

const multikey = (prefix: number[], key: Uint8Array) => `z${base58.encode(Uint8Array.of(...prefix, ...key))}`;
const noNetwork: GuardedFetch = () => Promise.reject(new FetchFailed('NETWORK', 'no network'));

const serve =
  (documents: Record<string, unknown>): GuardedFetch =>
  async (url) => {
    const found = documents[url];
    const body = new TextEncoder().encode(typeof found === 'string' ? found : JSON.stringify(found));
    return { status: found === undefined ? 404 : 200, headers: new Headers(), body, url };
  };

t.test('a key is the same in both of its published forms', async (t) => {
  for (const [multibase, algorithm] of [
    [ed25519, 'Ed25519'],
    [p256, 'P-256'],
    [p384, 'P-384'],
  ] as const) {
    const key = publicKeyFromMultibase(multibase);
    t.match(key, { algorithm, publicKeyMultibase: multibase, publicJwk: { crv: algorithm } });
    t.equal(publicKeyFromJwk(key.publicJwk), key, 'and one object, so that what is derived from it can be kept');
    const native = await crypto.subtle.importKey(
      'jwk',
      key.publicJwk,
      algorithm === 'Ed25519' ? algorithm : { name: 'ECDSA', namedCurve: algorithm },
      true,
      ['verify'],
    );
    t.match(await crypto.subtle.exportKey('jwk', native), key.publicJwk, 'another implementation reads the same point');
  }
});

t.test('keys that prove nothing are refused', async (t) => {
  const raw = base58.decode(ed25519.slice(1)).slice(2);
  t.throws(() => publicKeyFromMultibase(multikey([0xec, 0x01], raw)), /multicodec/, 'an x25519 key for encryption');
  t.throws(() => publicKeyFromMultibase(multikey([0xed, 0x01], raw.slice(1))), /32 bytes/);
  const hex = (text: string) => Uint8Array.from(text.match(/../g)!, (byte) => Number.parseInt(byte, 16));
  const smallOrder = [
    '00'.repeat(32),
    `${'00'.repeat(31)}80`,
    `01${'00'.repeat(31)}`,
    `01${'00'.repeat(30)}80`,
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    `ec${'ff'.repeat(30)}7f`,
    `ec${'ff'.repeat(31)}`,
  ];
  for (const key of smallOrder) t.throws(() => publicKeyFromMultibase(multikey([0xed, 0x01], hex(key))), /small order/);
  for (const key of [`ed${'ff'.repeat(30)}7f`, `ee${'ff'.repeat(30)}7f`, 'ff'.repeat(32)])
    t.throws(
      () => publicKeyFromMultibase(multikey([0xed, 0x01], hex(key))),
      /canonical/,
      'a second spelling of a point',
    );

  const { publicJwk } = publicKeyFromMultibase(p256);
  const off = base64urlnopad.decode(publicJwk.y!);
  off[31]! ^= 1;
  const jwks = {
    'not on the curve': { ...publicJwk, y: base64urlnopad.encode(off) },
    'with its private part': { ...publicJwk, d: 'AAAA' },
    'for encryption': { ...publicJwk, use: 'enc' },
    'for signing only': { ...publicJwk, key_ops: ['sign'] },
    'of another algorithm': { ...publicJwk, alg: 'ES384' },
    'of another key type': { ...publicJwk, kty: 'OKP' },
    'of another curve': { ...publicJwk, crv: 'secp256k1' },
    'without y': { ...publicJwk, y: undefined },
  };
  for (const [name, jwk] of Object.entries(jwks)) t.throws(() => publicKeyFromJwk(jwk), name);
  const xTooLarge = Uint8Array.of(2, ...new Uint8Array(32).fill(255));
  t.throws(() => publicKeyFromMultibase(multikey([0x80, 0x24], xTooLarge)), /not a point/);
});

t.test('a verification method holds one key of the kind that its type names', async (t) => {
  const of = (members: object) => publicKeyOf({ id: 'did:x:y#k', controller: 'did:x:y', type: 'Multikey', ...members });
  t.equal(of({ publicKeyMultibase: ed25519 }).algorithm, 'Ed25519');
  t.equal(of({ type: 'Ed25519VerificationKey2020', publicKeyMultibase: ed25519 }).algorithm, 'Ed25519');
  const { publicJwk } = publicKeyFromMultibase(p384);
  for (const type of ['JsonWebKey', 'JsonWebKey2020'])
    t.equal(of({ type, publicKeyJwk: publicJwk }).algorithm, 'P-384');
  t.throws(() => of({ type: 'Ed25519VerificationKey2020', publicKeyMultibase: p256 }), /do not fit/);
  t.throws(() => of({ publicKeyMultibase: ed25519, publicKeyJwk: publicJwk }), /twice/);
  t.throws(() => of({ type: 'toString', publicKeyMultibase: ed25519 }), /type/);
  t.throws(() => of({ publicKeyMultibase: 7 }), /no key/);
});

t.test('did:key and did:jwk need no network', async (t) => {
  const resolver = createDidResolver({ fetch: noNetwork });
  for (const key of [ed25519, p256, p384]) {
    const found = await verificationMethodFor(resolver, `did:key:${key}#${key}`, 'assertionMethod');
    t.match(found, { found: true, controller: `did:key:${key}`, publicKey: { publicKeyMultibase: key } });
    const jwk = base64urlnopad.encode(new TextEncoder().encode(JSON.stringify(publicKeyFromMultibase(key).publicJwk)));
    const byJwk = await verificationMethodFor(resolver, `did:jwk:${jwk}#0`, 'authentication');
    t.match(byJwk, { found: true, controller: `did:jwk:${jwk}`, publicKey: { publicKeyMultibase: key } });
  }
  const x25519 = multikey([0xec, 0x01], new Uint8Array(32).fill(9));
  t.match(await verificationMethodFor(resolver, `did:key:${x25519}#${x25519}`, 'assertionMethod'), {
    found: false,
    unreachable: false,
    problem: { code: 'INVALID_DID' },
  });
  const other = await verificationMethodFor(resolver, `did:key:${ed25519}#${p256}`, 'assertionMethod');
  t.match(other, { found: false, unreachable: false }, 'a fragment that is another key');
  for (const url of ['did:jwk:e30#0', 'did:jwk:!!#0', `did:jwk:${'A'.repeat(2_000)}#0`])
    t.match(await verificationMethodFor(resolver, url, 'assertionMethod'), { found: false, unreachable: false });
  for (const url of ['did:example:1#k', 'https://issuer.example/keys#1'])
    t.match(await verificationMethodFor(resolver, url, 'assertionMethod'), {
      found: false,
      unreachable: true,
      problem: { code: 'METHOD_NOT_SUPPORTED' },
    });
  for (const url of [`did:key:${ed25519}`, `did:key:${ed25519}/path#x`, `did:key:${ed25519}?a=b#x`])
    t.match(await verificationMethodFor(resolver, url, 'assertionMethod'), { problem: { code: 'INVALID_DID_URL' } });
});

t.test('a did:web names one https address', async (t) => {
  t.equal(didWebUrl('did:web:issuer.example'), 'https://issuer.example/.well-known/did.json');
  t.equal(didWebUrl('did:web:issuer.example:institutions:demo'), 'https://issuer.example/institutions/demo/did.json');
  t.equal(didWebUrl('did:web:issuer.example%3A8443:a'), 'https://issuer.example:8443/a/did.json');
  const own = ['http://localhost:4001'];
  t.equal(
    didWebUrl('did:web:localhost%3A4001:institutions:demo', own),
    'http://localhost:4001/institutions/demo/did.json',
  );
  t.equal(
    didWebUrl('did:web:localhost%3A4002:a', own),
    'https://localhost:4002/a/did.json',
    'only the origin that is named',
  );
  for (const did of [
    'did:web:',
    'did:web:a@b.example',
    'did:web:issuer.example%40evil.example',
    'did:web:issuer.example%2Fevil',
    'did:web:issuer.example:..:other',
    'did:web:issuer.example:%2e%2e:other',
    'did:web:issuer.example:a%2Fb',
    'did:web:issuer.example:a?b',
    'did:web:issuer.example::a',
    'did:web:[::1]',
    `did:web:${'a'.repeat(3_000)}`,
  ])
    t.equal(didWebUrl(did), undefined, did);
});

t.test('a did:web document must be the one that the DID names, and list its key for the purpose', async (t) => {
  const did = 'did:web:issuer.example';
  const url = 'https://issuer.example/.well-known/did.json';
  const method = { id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase: ed25519 };
  const good = { id: did, verificationMethod: [method], assertionMethod: [method.id] };
  const find = (document: unknown, purpose: 'assertionMethod' | 'authentication' = 'assertionMethod') =>
    verificationMethodFor(createDidResolver({ fetch: serve({ [url]: document }) }), `${did}#key-1`, purpose);

  t.match(await find(good), { found: true, id: `${did}#key-1`, controller: did });
  t.match(await find({ ...good, assertionMethod: ['#key-1'] }), { found: true }, 'a relative reference');
  t.match(await find({ id: did, assertionMethod: [method] }), { found: true }, 'a method inside its relationship');
  t.match(
    await find({
      ...good,
      verificationMethod: [{ ...method, revoked: '2026-01-01T00:00:00Z', expires: '2027-01-01T00:00:00Z' }],
    }),
    {
      found: true,
      notAfter: '2026-01-01T00:00:00Z',
    },
  );
  const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`;
  const refused = {
    'for another purpose': find(good, 'authentication'),
    'of another DID': find({ ...good, id: 'did:web:other.example' }),
    'controlled by another': find({
      ...good,
      verificationMethod: [{ ...method, controller: 'did:web:other.example' }],
    }),
    'held twice': find({ ...good, verificationMethod: [method, { ...method, publicKeyMultibase: p256 }] }),
    'held in both places': find({ ...good, assertionMethod: [{ ...method, publicKeyMultibase: p256 }] }),
    'not there': find({ ...good, verificationMethod: [] }),
    'with a malformed end': find({ ...good, verificationMethod: [{ ...method, expires: 'soon' }] }),
    'nested so deep that it could not be repeated': find({ ...good, service: JSON.parse(deep) }),
    'not JSON': find('<html>'),
    'a list': find([good]),
    'with strange members': find({ id: did, verificationMethod: 'x', assertionMethod: { length: 1 } }),
  };
  for (const [name, result] of Object.entries(refused))
    t.match(await result, { found: false, unreachable: false }, name);
  t.match(await find(undefined), { found: false, unreachable: true, problem: { code: 'NOT_FOUND' } });
  const dark = await verificationMethodFor(createDidResolver({ fetch: noNetwork }), `${did}#key-1`, 'assertionMethod');
  t.match(dark, { found: false, unreachable: true, problem: { code: 'INTERNAL_ERROR' } });
});

t.test('a DID document may be kept for as long as its host says', async (t) => {
  const lifetimes: [string | undefined, number | undefined][] = [
    [undefined, undefined],
    ['max-age=300', 300_000],
    ['public, Max-Age=60, must-revalidate', 60_000],
    ['no-store, max-age=300', 0],
    ['no-cache', 0],
    ['s-maxage=5', undefined],
    ['max-age=soon', undefined],
  ];
  for (const [value, keepForMs] of lifetimes) {
    const headers = new Headers(value === undefined ? {} : { 'cache-control': value });
    const body = new TextEncoder().encode(JSON.stringify({ id: 'did:web:issuer.example' }));
    const fetch: GuardedFetch = async (url) => ({ status: 200, headers, body, url });
    const found = await createDidResolver({ fetch }).resolve('did:web:issuer.example');
    t.equal(found.keepForMs, keepForMs, String(value));
  }
});

t.test('concurrent questions for one DID cost one fetch', async (t) => {
  let fetches = 0;
  const fetch: GuardedFetch = async (url) => {
    fetches++;
    return { status: 404, headers: new Headers(), body: new Uint8Array(), url };
  };
  const resolver = createDidResolver({ fetch });
  await Promise.all(Array.from({ length: 20 }, () => resolver.resolve('did:web:issuer.example')));
  t.equal(fetches, 1);
});
