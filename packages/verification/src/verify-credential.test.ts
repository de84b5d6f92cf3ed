import { prepareCredential, type Signer, signDataIntegrity } from '@symbolon/securing/sign';
import t, { type Test } from 'tap';
import {
  cachedDidResolver,
  type Reason,
  type Verdict,
  type VerificationResult,
  type VerifyOptions,
  verifyCredential,
} from './index.ts';
import { didKeySigner, methodOf, newSigner, sign, startOfTest, startWorld, type World } from './testing/world.ts';

type Json = Record<string, unknown>;
const day = 24 * 60 * 60 * 1000;

async function world(t: Test, options?: Parameters<typeof startWorld>[0]): Promise<World> {
  const made = await startWorld(options);
  t.teardown(() => made.stop());
  return made;
}

const check = (w: World, input: unknown, options: VerifyOptions = {}) =>
  verifyCredential(input, options, w.environment);

function expect(t: Test, result: VerificationResult, verdict: Verdict, reason: Reason, verified: boolean, about = '') {
  t.match(result, { verdict, reason, verified }, about);
  t.equal(result.problemDetails.length === 0, verified, 'errors and "verified" agree');
}

const without = (name: string, { [name]: _, ...rest }: Json): Json => rest;

t.test('a genuine credential of a known issuer is accepted, in every form that it can be given', async (t) => {
  const w = await world(t);
  const credential = await w.issue();
  const jwt = await w.issueJwt();
  const enveloped = {
    '@context': 'https://www.w3.org/ns/credentials/v2',
    id: `data:application/vc+jwt,${jwt}`,
    type: 'EnvelopedVerifiableCredential',
  };
  for (const input of [
    credential,
    JSON.stringify(credential),
    `\n ${JSON.stringify(credential, null, 2)}`,
    jwt,
    ` ${jwt}\n`,
    enveloped,
  ]) {
    const result = await check(w, input);
    expect(t, result, 'accept', 'good', true);
    t.match(
      result.checks.map((each) => `${each.check}:${each.outcome}`),
      [
        'parse:passed',
        'proof:passed',
        'controller:passed',
        'data-model:passed',
        'validity:passed',
        'status:passed',
        'issuer:passed',
        'recognition:passed',
      ],
    );
    t.match(result.status, [
      { statusPurpose: 'revocation', set: false, freshness: 'fresh', checkedAt: startOfTest.toISOString() },
      { statusPurpose: 'suspension', set: false, freshness: 'fresh' },
    ]);
    t.match(result.issuer, {
      known: true,
      inScope: true,
      names: { en: 'Demo Training Centre' },
      domain: `127.0.0.1:${w.port}`,
      asOf: '2026-11-01T00:00:00Z',
    });
    t.match(result.credential, { name: 'Shielded Metal Arc Welding NC II' });
  }
  t.notMatch(
    JSON.stringify(await check(w, jwt)),
    /data:application|eyJ/,
    'the decoded credential is returned, not its envelope',
  );
});

t.test('dates are judged today, or at the date that was asked for', async (t) => {
  const w = await world(t);
  const expired = await w.issue({ validUntil: '2026-06-30T00:00:00Z' });
  expect(t, await check(w, expired), 'review', 'expired', true);
  t.match((await check(w, expired)).warnings, [{ code: 'EXPIRED', pointer: '/validUntil' }]);
  expect(t, await check(w, expired, { at: new Date('2026-06-01T00:00:00Z') }), 'accept', 'good', true);
  const later = await w.issue({ validFrom: '2027-03-01T00:00:00Z' });
  expect(t, await check(w, later), 'review', 'not-yet-valid', true);
  expect(t, await check(w, later, { at: new Date('2027-04-01T00:00:00Z') }), 'accept', 'good', true);
  t.match(
    (await check(w, later)).checks.find((each) => each.check === 'validity'),
    { at: '2027-03-01T00:00:00Z' },
  );
  const noDates = await w.issue({ validFrom: undefined, validUntil: undefined });
  t.equal((await check(w, noDates)).reason, 'good', 'dates are optional in VCDM 2.0');
  w.clock.now = Date.parse('2026-10-31T00:00:00Z');
  expect(
    t,
    await check(w, await w.issue()),
    'review',
    'clock-wrong',
    true,
    'a clock behind the trust list cannot judge dates',
  );
});

t.test('what the issuer has set is told, and the most severe first', async (t) => {
  const w = await world(t);
  const credential = await w.issue({ validUntil: '2026-06-30T00:00:00Z' });
  w.lists.suspension[94_567 >> 3]! |= 0x80 >> (94_567 & 7);
  await w.publish('suspension');
  expect(t, await check(w, credential), 'review', 'suspended', true);
  w.lists.revocation[94_567 >> 3]! |= 0x80 >> (94_567 & 7);
  await w.publish('revocation');
  w.clock.now += 5_000;
  expect(t, await check(w, credential), 'reject', 'revoked', true, 'genuine, and yet to be refused');
  t.match(
    (await check(w, credential)).warnings.map(({ code }) => code),
    ['EXPIRED', 'REVOKED'],
  );
  w.lists.revocation.fill(0);
  w.lists.suspension.fill(0);
  await w.publish('revocation');
  await w.publish('suspension');
  w.clock.now += 5_000;
  expect(t, await check(w, credential), 'review', 'expired', true, 'a suspension that was lifted is no longer told');
});

t.test('the issuer is who the trust list says, within its scope and dates', async (t) => {
  const w = await world(t);
  const credential = await w.issue();
  const judged = async (change: Partial<World['institution']>, options: VerifyOptions = {}) => {
    const environment = {
      ...w.environmentOf([{ ...w.institution, ...change }]),
      statusLists: w.environment.statusLists,
    };
    return verifyCredential(credential, options, environment);
  };
  const achievement = 'https://issuer.example/institutions/demo/achievements/smaw-nc-ii';
  t.equal((await judged({ scope: { achievements: [achievement] } })).reason, 'good', 'all versions of an achievement');
  t.equal((await judged({ scope: { occupations: [{ scheme: 'isco-08', code: '7212' }] } })).reason, 'good');
  t.equal(
    (await judged({ scope: { occupations: [{ scheme: 'isco-08', code: '2221' }] } })).reason,
    'issuer-out-of-scope',
  );
  t.equal((await judged({ scope: { achievements: [`${achievement}-x`] } })).reason, 'issuer-out-of-scope');
  t.equal((await judged({ scope: {} })).reason, 'issuer-out-of-scope');
  t.equal(
    (await judged({ validUntil: '2026-02-28T00:00:00Z' })).reason,
    'issuer-out-of-scope',
    'issued after it was delisted',
  );
  t.equal(
    (await judged({ validFrom: '2026-04-01T00:00:00Z' })).reason,
    'issuer-out-of-scope',
    'issued before it was listed',
  );

  const unknown = await judged({ did: 'did:web:other.example' });
  expect(t, unknown, 'review', 'issuer-unknown', true);
  t.match(unknown.issuer, {
    known: false,
    did: w.did,
    domain: `127.0.0.1:${w.port}`,
    callsItself: 'A name of its own choosing',
  });
  const accepted = await judged({ did: 'did:web:other.example' }, { acceptedIssuers: [w.did] });
  expect(t, accepted, 'accept', 'good', true);
  t.match(accepted.issuer, { known: true, source: 'acceptedIssuers' });
  t.equal((await judged({ scope: {} }, { acceptedIssuers: [w.did] })).reason, 'good');
  t.equal(
    (await judged({ did: 'did:web:other.example' }, { acceptedIssuers: ['did:web:third.example'] })).reason,
    'issuer-unknown',
  );
  w.clock.now += 120 * day;
  t.equal((await judged({})).reason, 'issuer-unknown', 'a list that nobody renewed for months names nobody');
});

t.test('a part of a skill is not shown as the whole', async (t) => {
  const w = await world(t);
  const { credentialSubject } = w.credential() as { credentialSubject: Json };
  const partialRecognition = { type: 'PartialRecognition', recognisedUnit: ['U1'], missingUnit: ['U2'] };
  const result = await check(w, await w.issue({ credentialSubject: { ...credentialSubject, partialRecognition } }));
  expect(t, result, 'accept', 'partial', true);
});

t.test('what is no credential is named for what it is', async (t) => {
  const w = await world(t);
  const credential = await w.issue();
  const deep = { type: ['VerifiableCredential'], a: {} as Json };
  for (let level = 0, at = deep.a; level < 30; level += 1) at = at.a = {};
  const text = JSON.stringify(credential);
  const cases: [unknown, Verdict, Reason][] = [
    ['', 'reject', 'unreadable'],
    ['hello', 'reject', 'unreadable'],
    [`${text.slice(0, -20)}`, 'reject', 'unreadable'],
    [undefined, 'reject', 'unreadable'],
    [[credential], 'reject', 'unreadable'],
    [42, 'reject', 'unreadable'],
    [deep, 'reject', 'unreadable'],
    [{ ...credential, filler: 'x'.repeat(300_000) }, 'reject', 'unreadable'],
    [{ ...credential, filler: Array(5_000).fill(1) }, 'reject', 'unreadable'],
    [`${text.slice(0, -1)},"issuer":"did:web:other.example"}`, 'reject', 'unreadable'],
    [`${text.slice(0, -1)},"__proto__":{"verified":true}}`, 'reject', 'unreadable'],
    [{ shopping: ['milk'] }, 'reject', 'not-a-credential'],
    [{ ...credential, type: ['VerifiablePresentation'] }, 'reject', 'not-a-credential'],
    [without('proof', credential), 'reject', 'no-proof'],
    [{ ...credential, proof: null }, 'reject', 'no-proof'],
    [{ ...credential, proof: [] }, 'reject', 'no-proof'],
    [
      { payload: '{"type":["VerifiableCredential","EuropeanDigitalCredential"]}', signatures: [] },
      'review',
      'unsupported',
    ],
    ['eyJhbGciOiJFZERTQSJ9.e30.AAAA~WyJhIl0~', 'reject', 'malformed'],
    ['eyJhbGciOiJub25lIn0.e30.', 'reject', 'malformed'],
  ];
  for (const [input, verdict, reason] of cases) {
    const result = await check(w, input);
    expect(t, result, verdict, reason, false, String(JSON.stringify(input)).slice(0, 60));
    t.notOk('credential' in result);
  }
  t.equal(({} as Json).verified, undefined);
});

t.test('whatever was changed after signing is not genuine, and nothing of it is repeated', async (t) => {
  const w = await world(t);
  const credential = await w.issue();
  const {
    credentialSubject: subject,
    credentialStatus: status,
    proof: [proof],
  } = credential as { credentialSubject: Json; credentialStatus: unknown; proof: [Json] };
  const changes: Json[] = [
    { name: 'Master Welder' },
    { credentialSubject: { ...subject, name: 'Someone Else' } },
    { validUntil: '2099-01-01T00:00:00Z' },
    { credentialStatus: [(status as Json[])[1]] },
    { issuer: didKeySigner().controller },
    { proof: { ...proof, created: '2026-11-02T00:00:00Z' } },
    { proof: { ...proof, proofPurpose: 'authentication' } },
    { proof: { ...proof, proofValue: `${String(proof.proofValue).slice(0, -4)}aaaa` } },
    { proof: { ...proof, verificationMethod: `${w.did}#key-9` } },
  ];
  for (const change of changes) {
    const result = await check(w, { ...credential, ...change });
    expect(t, result, 'reject', 'not-genuine', false, JSON.stringify(change).slice(0, 60));
    t.same([result.credential, result.issuer, result.status], [undefined, undefined, []]);
    t.notMatch(JSON.stringify(result), /Maria|Master|Someone/);
  }
});

t.test('a good signature by another than the issuer is not genuine', async (t) => {
  const w = await world(t);
  const thief = didKeySigner();
  expect(t, await check(w, await w.issue({}, thief)), 'reject', 'not-genuine', false);
  t.equal((await check(w, await w.issue({}, thief))).checks.at(-1)?.code, 'foreign-key');
  expect(t, await check(w, await w.issueJwt({}, thief)), 'reject', 'not-genuine', false);
  const stranger = newSigner(w.did, 'key-1');
  expect(
    t,
    await check(w, await w.issue({}, stranger)),
    'reject',
    'not-genuine',
    false,
    'the right name, the wrong key',
  );
  // A key that the document holds only for the holder's use.
  const jwt = (await w.issueJwt()).split('.');
  const none = `${Buffer.from('{"alg":"none","typ":"vc+jwt"}').toString('base64url')}.${jwt[1]}.`;
  expect(t, await check(w, none), 'reject', 'not-genuine', false, 'alg none');
});

t.test('of several proofs every known one must hold, and one must be the issuer’s', async (t) => {
  const w = await world(t);
  const credential = await w.issue();
  const [proof] = credential.proof as [Json];
  const broken = { ...proof, proofValue: `z${'1'.repeat(87)}` };
  const strange = { type: 'DataIntegrityProof', cryptosuite: 'future-2030', proofValue: 'zabc' };
  const other = didKeySigner();
  const [theirs] = (await w.issue({}, other)).proof as [Json];
  expect(t, await check(w, { ...credential, proof: [proof, broken] }), 'reject', 'not-genuine', false);
  expect(t, await check(w, { ...credential, proof: [proof, theirs] }), 'accept', 'good', true);
  expect(t, await check(w, { ...credential, proof: [theirs] }), 'reject', 'not-genuine', false);
  const beside = await check(w, { ...credential, proof: [proof, strange] });
  expect(t, beside, 'accept', 'good', true);
  t.match(beside.warnings, [{ code: 'UNKNOWN_CRYPTOSUITE' }]);
  expect(t, await check(w, { ...credential, proof: [strange] }), 'review', 'unsupported', false);
  expect(t, await check(w, { ...credential, proof: [strange, broken] }), 'reject', 'not-genuine', false);
});

t.test('a credential cannot bring definitions of its own', async (t) => {
  const w = await world(t);
  const credential = await w.issue();
  const contexts = credential['@context'] as unknown[];
  const cases: Json[] = [
    { '@context': [...contexts, { name: 'https://evil.example/#x' }] },
    { '@context': [...contexts, 'https://evil.example/context.json'] },
    { '@context': contexts.slice(1) },
    {
      credentialSubject: { '@context': { name: 'https://evil.example/#x' }, ...(credential.credentialSubject as Json) },
    },
    { '@included': [{ id: 'urn:x' }] },
    { 'https://schema.org/name': 'x' },
  ];
  for (const change of cases) {
    const result = await check(w, { ...credential, ...change });
    t.not(result.verdict, 'accept', JSON.stringify(change).slice(0, 80));
    t.equal(result.verified, false);
    t.notOk('credential' in result);
  }
  t.same(
    w.requests.filter((url) => url.includes('context')),
    [],
  );
});

t.test('a genuine credential against the data model is malformed', async (t) => {
  const w = await world(t);
  // Signed past our own preparation, as a careless issuer would.
  const { signDataIntegrity } = await import('@symbolon/securing/sign');
  const { documentHash } = await import('../../securing/src/primitives/proof.ts');
  const careless = async (changes: Json) => {
    const document = w.credential(changes);
    const prepared = { document, hash: (digest: 'SHA-256' | 'SHA-384') => documentHash(document, digest) };
    return signDataIntegrity(prepared as never, [w.keys[0]!], { created: startOfTest });
  };
  expect(t, await check(w, await careless({ validFrom: '2026-13-45T00:00:00Z' })), 'reject', 'malformed', false);
  const [entry] = w.credential().credentialStatus as Json[];
  const index = await check(w, await careless({ credentialStatus: { ...entry, statusListIndex: '0x8' } }));
  expect(t, index, 'reject', 'malformed', false);
});

t.test('when the issuer’s host is gone, keys that the trust list pins still tell genuine from false', async (t) => {
  const w = await world(t);
  const credential = await w.issue();
  const tampered = { ...credential, name: 'Master Welder' };
  const pinned = w.environmentOf([{ ...w.institution, verificationMethod: [methodOf(w.keys[0]!)] }]);
  await w.stop();
  const unpinned = await check(w, credential);
  expect(t, unpinned, 'review', 'issuer-key-unknown', false);
  t.notOk('credential' in unpinned, 'nothing is known of it');
  expect(t, await verifyCredential(credential, {}, pinned), 'review', 'status-unknown', true);
  expect(t, await verifyCredential(tampered, {}, pinned), 'reject', 'not-genuine', false);
  await w.restart();
});

t.test('a withdrawn key is refused though it is pinned, and a new key is found though a copy is at hand', async (t) => {
  const w = await world(t);
  const old = await w.issue();
  const environment = w.environmentOf([{ ...w.institution, verificationMethod: [methodOf(w.keys[0]!)] }]);
  t.equal((await verifyCredential(old, {}, environment)).reason, 'good');
  const next = newSigner(w.did, 'key-2', 'P-256');
  w.keys.push(next);
  t.equal(
    (await verifyCredential(await w.issue({}, next), {}, environment)).reason,
    'good',
    'rotated within the same second',
  );
  w.keys.shift();
  w.clock.now += 5_000;
  t.equal((await verifyCredential(old, {}, environment)).reason, 'not-genuine');
});

t.test('an issuer whose host says that its DID document is gone is judged by pinned keys alone', async (t) => {
  const w = await world(t);
  const credential = await w.issue();
  const pinned = w.environmentOf([{ ...w.institution, verificationMethod: [methodOf(w.keys[0]!)] }]);
  expect(t, await check(w, credential), 'accept', 'good', true);
  const path = '/institutions/demo/did.json';
  const served = w.routes.get(path)!;
  for (const status of [404, 410]) {
    w.routes.set(path, (_, response) => response.writeHead(status).end());
    w.clock.now += 5_000;
    const gone = await check(w, credential);
    expect(t, gone, 'review', 'issuer-key-unknown', false, 'a copy of yesterday does not speak for it');
    t.match(gone.problemDetails, [{ code: 'NOT_FOUND', detail: /holds no DID document/ }]);
    expect(t, await verifyCredential(credential, {}, pinned), 'accept', 'good', true);
  }
  w.routes.set(path, (_, response) => response.writeHead(503).end());
  expect(t, await check(w, credential), 'accept', 'good', true, 'a host in trouble has not said anything');
  w.routes.set(path, served);
});

t.test('a copy of a DID document is as old as its host allows, within bounds of our own', async (t) => {
  let keepForMs = 300_000;
  let asked = 0;
  const resolve = async (did: string) => {
    asked += 1;
    return { didResolutionMetadata: {}, didDocument: { id: did }, didDocumentMetadata: {}, keepForMs };
  };
  let time = startOfTest.getTime();
  const cached = cachedDidResolver({ resolve }, { now: () => new Date(time) });
  const did = 'did:web:issuer.example';
  const after = async (milliseconds: number) => {
    time += milliseconds;
    const before = asked;
    const found = await cached.resolve(did);
    t.notOk('keepForMs' in found);
    return asked > before;
  };
  t.equal(await after(0), true);
  t.match(cached.atHand(did), { didDocument: { id: did } });
  t.equal(await after(300_000), false);
  t.equal(await after(1), true, 'asked again when its time is over');
  keepForMs = 10 ** 12;
  t.equal(await after(300_001), true);
  t.equal(await after(600_001), true, 'ten minutes at most, whatever the host says');
  keepForMs = 0;
  t.equal(await after(600_001), true);
  t.equal(await after(2_000), false, 'two seconds at least');
  const renewed = [];
  for (let times = 0; times < 6; times += 1) renewed.push(cached.renew(did) && (await after(0)));
  t.same(
    renewed,
    [true, true, true, true, false, false],
    'a host is not asked without end for a key that it does not have',
  );
  t.equal(await after(2_001), true);
  t.equal(cached.renew(did), true);
});

t.test('copies of DID documents take a bounded part of the memory, however large strangers make them', async (t) => {
  const asked: string[] = [];
  const resolve = async (did: string) => {
    asked.push(did);
    return {
      didResolutionMetadata: {},
      didDocument: { id: did, filler: 'x'.repeat(300) } as { id: string },
      didDocumentMetadata: {},
    };
  };
  const cached = cachedDidResolver({ resolve }, { now: () => startOfTest, maximumSize: 1_000 });
  for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) await cached.resolve(`did:web:${name}.example`);
  t.strictSame(asked.map((did) => did.charAt(8)).join(''), 'abca', 'the oldest made room');
});

t.test('nothing private is contacted unless a setting names it', async (t) => {
  const w = await world(t, { allow: false });
  const key = didKeySigner();
  const issuer = { id: key.controller, type: ['Profile'] };
  const entry = (url: string) => ({
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '1',
    statusListCredential: url,
  });
  const urls = [
    `${w.origin}/status-lists/demo/revocation/0`,
    `http://localhost:${w.port}/x`,
    `https://127.0.0.1:${w.port}/x`,
    'https://[::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/x',
    'https://0.0.0.0/x',
    'https://2130706433/x',
    `https://user:pass@127.0.0.1:${w.port}/x`,
  ];
  for (const url of urls) {
    const credential = await sign(w.credential({ issuer, credentialStatus: entry(url) }), key);
    const result = await check(w, credential, { acceptedIssuers: [key.controller] });
    expect(t, result, 'review', 'status-unknown', true, url);
  }
  for (const did of [w.did, `did:web:localhost%3A${w.port}`, 'did:web:169.254.169.254', 'did:web:[::1]']) {
    const signer = { ...newSigner(did, 'key-1') };
    const credential = await sign(
      w.credential({ issuer: { id: did, type: ['Profile'] }, credentialStatus: undefined }),
      signer,
    );
    t.equal((await check(w, credential)).verified, false, did);
  }
  t.same(w.requests, []);
});

t.test('what two institutions award together needs both signatures, and both have to be known', async (t) => {
  const w = await world(t);
  const [own] = w.keys as [Signer];
  const [other, stranger] = [didKeySigner(), didKeySigner()];
  const bodies = (...signers: Signer[]) => signers.map(({ controller: id }) => ({ id, type: ['Profile'], name: id }));
  const joint = async (signers: Signer[], changes: Json = {}) => {
    const { '@context': contexts, type, ...rest } = w.credential();
    const document = {
      '@context': [...(contexts as string[]), 'https://w3id.org/symbolon/joint/v1'],
      type: [...(type as string[]), 'JointCredential'],
      ...rest,
      awardingBody: bodies(own, other),
      ...changes,
    };
    return signDataIntegrity(await prepareCredential(document), signers, { created: startOfTest });
  };
  const known = { ...w.institution, did: other.controller, names: { en: 'Second School' } };
  const environment = w.environmentOf([w.institution, known]);
  const verify = (document: unknown, world = environment) => verifyCredential(document, {}, world);
  const good = await joint([own, other]);
  const accepted = await verify(good);
  expect(t, accepted, 'accept', 'good', true);
  t.match(accepted, {
    issuer: { did: w.did },
    coIssuers: [{ did: other.controller, known: true, names: { en: 'Second School' } }],
  });
  expect(t, await verify({ ...good, proof: (good.proof as Json[]).toReversed() }), 'accept', 'good', true, 'a set');

  const incomplete = async (document: unknown, about: string) => {
    const result = await verify(document);
    expect(t, result, 'reject', 'not-genuine', false, about);
    t.ok(result.checks.some(({ code }) => code === 'joint-incomplete'));
    t.notOk(result.coIssuers);
  };
  await incomplete(await joint([own]), 'one proof is missing');
  await incomplete({ ...good, proof: (good.proof as Json[]).slice(0, 1) }, 'it was dropped');
  await incomplete(await joint([own, stranger]), 'somebody else signed');
  await incomplete(await joint([own, other], { awardingBody: bodies(own) }), 'nobody awards jointly alone');
  await incomplete(await joint([own, other], { awardingBody: bodies(other, stranger) }), 'the issuer is one of them');
  const [first, second] = good.proof as [Json, Json];
  const forged = { ...good, proof: [first, { ...second, proofValue: first.proofValue }] };
  expect(t, await verify(forged), 'reject', 'not-genuine', false);
  const half = await verify(good, w.environmentOf([w.institution]));
  expect(t, half, 'review', 'issuer-unknown', true, 'the other body is not trusted');
  t.match(half, { issuer: { known: true }, coIssuers: [{ known: false }] });
  t.ok(half.checks.some(({ code }) => code === 'co-issuer-unknown'));
  const outOfScope = { ...known, scope: { achievements: ['https://elsewhere.example/a'] } };
  const outside = await verify(good, w.environmentOf([w.institution, outOfScope]));
  expect(t, outside, 'review', 'issuer-out-of-scope', true);
});

t.test('those who award together have their accreditations asked for within one bound', async (t) => {
  const w = await world(t);
  const ministry = { ...w.institution, did: didKeySigner().controller, actions: ['recognize' as const] };
  const signers = new Map<string, Signer>();
  const signerOf = (name: string) => {
    const did = `did:web:${name}.example`;
    const signer = signers.get(did) ?? newSigner(did, 'key-1');
    signers.set(did, signer);
    return signer;
  };
  const accredit = (of: string, by: string, action: string) =>
    sign(
      {
        '@context': ['https://www.w3.org/ns/credentials/v2', 'https://w3id.org/symbolon/recognition/v1'],
        type: ['VerifiableCredential', 'RecognizedEntityCredential'],
        issuer: signerOf(by).controller,
        validFrom: '2025-01-01T00:00:00Z',
        credentialSubject: {
          id: signerOf(of).controller,
          type: 'RecognizedEntity',
          recognizedTo: { type: 'RecognizedAction', action },
        },
      },
      signerOf(by),
    );
  const asked = new Set<string>();
  const { environment } = w;
  const strangers = {
    ...w.environmentOf([w.institution, ministry]),
    dids: {
      async resolve(did: string) {
        const signer = signers.get(did);
        if (!signer) return environment.dids.resolve(did);
        const link = {
          id: `${did}#l`,
          type: 'LinkedVerifiablePresentation',
          serviceEndpoint: [`https://${did.slice(8)}`],
        };
        const methods = { verificationMethod: [methodOf(signer)], assertionMethod: [signer.verificationMethod] };
        const didDocument = { '@context': ['https://www.w3.org/ns/did/v1'], id: did, ...methods, service: [link] };
        return { didDocument, didDocumentMetadata: {}, didResolutionMetadata: {} } as never;
      },
    },
    accreditations: {
      genuine: { get: () => undefined, set: () => {} },
      // Each names another above it, without end.
      async get(url: string) {
        asked.add(url);
        const [, name = '', step = ''] = /^https:\/\/([a-z])(\d)\./.exec(url) ?? [];
        return [
          JSON.stringify(
            await accredit(name + step, `${name}${Number(step) + 1}`, step === '0' ? 'issue' : 'recognize'),
          ),
        ];
      },
    },
  };
  const others = Array.from('abcdefg', (name) => signerOf(`${name}0`));
  const [own] = w.keys as [Signer];
  const { '@context': contexts, type, ...rest } = w.credential();
  const document = {
    '@context': [...(contexts as string[]), 'https://w3id.org/symbolon/joint/v1'],
    type: [...(type as string[]), 'JointCredential'],
    ...rest,
    awardingBody: [own, ...others].map(({ controller: id }) => ({ id, type: ['Profile'], name: id })),
  };
  const joint = await signDataIntegrity(await prepareCredential(document), [own, ...others], { created: startOfTest });
  const result = await verifyCredential(joint, {}, strangers);
  expect(t, result, 'review', 'issuer-unknown', true);
  t.equal(result.coIssuers?.length, 7);
  t.ok(asked.size >= 7 && asked.size <= 25, `${asked.size} addresses of their choice`);
});
