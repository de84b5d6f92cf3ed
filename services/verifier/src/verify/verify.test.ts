import { setTimeout } from 'node:timers/promises';
import { signPresentation, signVpJwt } from '@symbolon/securing/sign';
import { didKeySigner, startOfTest } from '@symbolon/verification/testing';
import t from 'tap';
import { testVerifier } from '../testing.ts';
import { createPool } from '../work/pool.ts';

type Json = Record<string, unknown>;
const route = '/credentials/verify';

t.test('every well-formed request gets an answer, whatever the credential is worth', async (t) => {
  const { world, post } = await testVerifier(t);
  const credential = await world.issue();
  const options = { acceptedIssuers: [world.did] };
  const good = await post(route, { verifiableCredential: credential, options });
  t.match(good, {
    status: 200,
    type: /^application\/json/,
    body: {
      verified: true,
      verdict: 'accept',
      reason: 'good',
      problemDetails: [],
      warnings: [],
      credential: { name: credential.name },
    },
  });
  t.equal(good.body.checks.length, 8);
  t.match(await post(route, { verifiableCredential: await world.issueJwt(), options }), {
    status: 200,
    body: { verdict: 'accept' },
  });
  t.match(await post(route, { verifiableCredential: credential }), {
    status: 200,
    body: { verdict: 'review', reason: 'issuer-unknown', verified: true },
  });
  t.match(await post(route, { verifiableCredential: { ...credential, name: 'Master' }, options }), {
    status: 200,
    body: { verified: false, verdict: 'reject', reason: 'not-genuine' },
  });
  t.match(await post(route, { verifiableCredential: {} }), {
    status: 200,
    body: { verified: false, reason: 'not-a-credential' },
  });
  t.match(await post(route, { verifiableCredential: 'nonsense' }), { status: 200, body: { reason: 'unreadable' } });
});

t.test('options are obeyed, and one that is not known is an error', async (t) => {
  const { world, post } = await testVerifier(t);
  const verifiableCredential = await world.issue({ validUntil: '2026-06-30T00:00:00Z' });
  const ask = (options: Json) =>
    post(route, { verifiableCredential, options: { acceptedIssuers: [world.did], ...options } });
  t.match(await ask({}), {
    body: { verdict: 'review', reason: 'expired', verified: true, warnings: [{ code: 'EXPIRED' }] },
  });
  t.match(await ask({ verificationDate: '2026-06-01T00:00:00Z' }), { body: { verdict: 'accept' } });
  t.notOk('credential' in (await ask({ returnCredential: false })).body);
  const { results } = (await ask({ returnResults: true })).body;
  t.match(results, {
    proof: [{ valid: true }],
    validUntil: { valid: false, input: '2026-06-30T00:00:00Z' },
    credentialStatus: [{ valid: true }, { valid: true }],
  });
  const unknown = await ask({ checks: ['proof'] });
  t.match(unknown, {
    status: 400,
    type: /^application\/problem\+json/,
    body: { type: 'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED', errors: [{ pointer: '/options/checks' }] },
  });
  for (const verificationDate of ['tomorrow', '', '2026-06-01', '2026-06-01T00:00:00']) {
    const body = { errors: [{ pointer: '/options/verificationDate' }] };
    t.match(await ask({ verificationDate }), { status: 400, body }, `"${verificationDate}"`);
  }
  t.match(await ask({ acceptedIssuers: 'did:web:a' }), { status: 400 });
  t.match(await ask({ returnCredential: 'yes' }), { status: 400 });
});

t.test('a request that is not well formed is refused in words', async (t) => {
  const { post } = await testVerifier(t);
  t.match(await post(route, {}), { status: 400 });
  t.match(await post(route, { verifiableCredential: 5 }), {
    status: 400,
    body: { errors: [{ pointer: '/verifiableCredential' }] },
  });
  t.match(await post(route, { verifiableCredential: [] }), { status: 400 });
  t.match(await post(route, '{"verifiableCredential":{},"verifiableCredential":{}}'), { status: 400 });
  t.match(await post(route, '{"verifiableCredential":'), { status: 400, body: { title: 'The body is not JSON' } });
  t.match(await post(route, ''), { status: 400 });
  t.match(await post(route, '[]'), { status: 400 });
  t.match(await post(route, 'a=b', 'application/x-www-form-urlencoded'), { status: 415 });
  t.match(await post(route, { verifiableCredential: { filler: 'x'.repeat(2_000_000) } }), { status: 413 });
});

t.test(
  'the credential is read as it was sent: twice the same member, prototype keys, depth and size are seen',
  async (t) => {
    const { world, post } = await testVerifier(t);
    const text = JSON.stringify(await world.issue());
    const send = (verifiableCredential: string) =>
      post(route, `{ "options": {"returnResults":false}, "verifiableCredential" :${verifiableCredential}}`);
    t.match(await send(` ${text} `), { status: 200, body: { verified: true } });
    const hostile = [
      `${text.slice(0, -1)},"issuer":"did:web:evil.example"}`,
      `${text.slice(0, -1)},"\\u0069ssuer":"did:web:evil.example"}`,
      `${text.slice(0, -1)},"__proto__":{"verified":true}}`,
      `${text.slice(0, -1)},"constructor":{"prototype":{}},"__proto__":null}`,
      `{"type":["VerifiableCredential"],"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
      JSON.stringify({ ...JSON.parse(text), filler: 'x'.repeat(300_000) }),
      JSON.stringify({ ...JSON.parse(text), filler: '\ud800' }),
    ];
    for (const credential of hostile) {
      const start = performance.now();
      t.match(
        await send(credential),
        { status: 200, body: { verified: false, verdict: 'reject', reason: 'unreadable' } },
        credential.slice(-60),
      );
      t.ok(performance.now() - start < 2_000);
    }
  },
);

t.test('a document made to take long is answered in time, and others are answered meanwhile', async (t) => {
  const { world, service, post } = await testVerifier(t);
  const signer = didKeySigner();
  const proof = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: '2026-11-01T00:00:00Z',
    verificationMethod: signer.verificationMethod,
    proofPurpose: 'assertionMethod',
    proofValue: `z${'2'.repeat(88)}`,
  };
  const chained = Array.from({ length: 8 }, (_, index) => ({
    ...proof,
    id: `urn:uuid:${index}`,
    ...(index > 0 ? { previousProof: Array.from({ length: index }, (_, before) => `urn:uuid:${before}`) } : {}),
  }));
  const base = {
    '@context': world.credential()['@context'],
    type: ['VerifiableCredential'],
    issuer: signer.controller,
    credentialSubject: { id: 'did:example:a' },
  };
  const many = <Value>(count: number, make: (index: number) => Value) =>
    Array.from({ length: count }, (_, index) => make(index));
  const types = ['VerifiableCredential', ...many(2_700, (index) => `https://e.example/${index}`)];
  const documents: Record<string, Json> = {
    'thousands of types, chained': { ...base, type: types, proof: chained },
    'thousands of types': { ...base, type: types, proof },
    'thousands of references': { ...base, relatedResource: many(2_700, (index) => `urn:e:${index}`), proof },
    'blank nodes that are alike': { ...base, evidence: many(1_300, () => ({ type: 'Evidence' })), proof: chained },
    'blank nodes, chained': {
      ...base,
      evidence: many(170, (index) => ({ type: 'Evidence', name: `${index}` })),
      proof: chained,
    },
    'blank nodes': { ...base, evidence: many(900, (index) => ({ type: 'Evidence', name: `${index}` })), proof },
    'a graph that poisons canonicalization': {
      ...base,
      credentialSubject: many(300, (index) => ({
        id: `_:b${index}`,
        type: ['AchievementSubject'],
        achievement: [`_:b${(index * 7) % 300}`, `_:b${(index + 1) % 300}`],
      })),
      proof,
    },
    'thousands of members that no context knows': {
      ...base,
      credentialSubject: Object.fromEntries(many(2_500, (index) => [`a${index}`, 'a'])),
      proof,
    },
    'long texts': { ...base, name: 'ក'.repeat(80_000), proof },
  };
  const ask = async (verifiableCredential: Json) => {
    const { status, body } = await post(route, { verifiableCredential });
    t.match({ status, body }, { status: 200, body: { verified: false } }, body.reason);
    t.not(body.verdict, 'accept');
  };
  for (const [name, document] of Object.entries(documents)) {
    const before = process.threadCpuUsage();
    await ask(document);
    const { user, system } = process.threadCpuUsage(before);
    const spent = (user + system) / 1_000;
    t.ok(spent < 200, `${name}: ${Math.round(spent)} ms of the thread that answers everybody`);
  }
  const start = performance.now();
  let isOver = false;
  const all = Promise.all(Object.values(documents).map(ask)).then(() => {
    isOver = true;
  });
  let longest = 0;
  do {
    const asked = performance.now();
    await setTimeout(10);
    t.equal((await service.inject('/health/live')).statusCode, 200);
    longest = Math.max(longest, performance.now() - asked);
  } while (!isOver);
  await all;
  t.ok(performance.now() - start < 5_000, 'all at once are soon answered');
  t.ok(longest < 1_000, `another waited at most ${Math.round(longest)} ms meanwhile`);
  t.match(
    await post(route, { verifiableCredential: await world.issue() }),
    { body: { verified: true } },
    'and it goes on',
  );
});

t.test('a thread that starts more slowly than anyone waits is there for those who come later', async (t) => {
  const pool = createPool({ size: 1, limitMs: 40 });
  t.teardown(() => pool.close());
  const ask = () => pool.run({ document: { '@context': [] }, digest: 'SHA-256' }).catch(() => undefined);
  let answer = await ask();
  for (let tries = 0; tries < 100 && !answer; tries += 1) {
    await setTimeout(50);
    answer = await ask();
  }
  t.match(answer, { refused: { reason: /^JSON-LD refuses/ } });
});

t.test('an honest document that is not walked is verified in a thread of its own', async (t) => {
  const { world, post } = await testVerifier(t);
  // Blank nodes that only their neighbours tell apart are left to the general library.
  const evidence = Array.from({ length: 20 }, () => ({ type: ['Evidence'] }));
  const credential = await world.issue({ evidence });
  // The first waits for its thread to start, which on a busy machine may take longer than one answer may.
  for (let tries = 0; tries < 5; tries += 1) {
    if ((await post(route, { verifiableCredential: credential })).body.reason !== 'unsupported') break;
  }
  t.match(await post(route, { verifiableCredential: credential }), {
    body: { verified: true, credential: { evidence: [{}, {}] } },
  });
  t.match(await post(route, { verifiableCredential: { ...credential, name: 'Master' } }), {
    body: { reason: 'not-genuine' },
  });
  t.match(await post(route, { verifiableCredential: { ...credential, nickname: 'Mia' } }), {
    body: { problemDetails: [{ code: 'PROOF_TRANSFORMATION_ERROR', detail: 'No context defines "nickname".' }] },
  });
});

t.test('a presentation answers a challenge', async (t) => {
  const { world, post } = await testVerifier(t);
  const holder = didKeySigner();
  const presentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    holder: holder.controller,
    verifiableCredential: [await world.issue()],
  };
  const bound = { challenge: 'c-1', domain: 'employer.example' };
  const verifiablePresentation = await signPresentation(presentation, holder, { created: startOfTest, ...bound });
  const ask = (options: Json) =>
    post('/presentations/verify', { verifiablePresentation, options: { acceptedIssuers: [world.did], ...options } });
  t.match(await ask(bound), {
    status: 200,
    body: {
      verified: true,
      verdict: 'accept',
      holder: holder.controller,
      presentation: { type: ['VerifiablePresentation'] },
      credentialResults: [{ verdict: 'accept', verified: true }],
    },
  });
  t.match(await ask({ challenge: 'c-2' }), {
    status: 200,
    body: { verified: false, verdict: 'reject', problemDetails: [{ code: 'INVALID_CHALLENGE_ERROR' }] },
  });
  t.match(await ask({ domain: 'other.example' }), {
    status: 200,
    body: { verified: false, problemDetails: [{ code: 'INVALID_DOMAIN_ERROR' }] },
  });
  t.match(await ask({ nonce: 'x' }), { status: 400, body: { type: /UNKNOWN_OPTION_PROVIDED/ } });
  t.match(await post('/presentations/verify', { verifiablePresentation: presentation }), {
    status: 200,
    body: { verified: false, reason: 'no-proof' },
  });
  const jwt = await signVpJwt({ ...presentation, verifiableCredential: [] }, holder);
  const envelope = {
    '@context': 'https://www.w3.org/ns/credentials/v2',
    type: 'EnvelopedVerifiablePresentation',
    id: `data:application/vp+jwt,${jwt}`,
    filler: Array.from({ length: 500 }, () => 1),
  };
  t.match(
    await post('/presentations/verify', { verifiablePresentation: envelope }),
    { status: 200, body: { verified: true, reason: 'not-a-credential' } },
    'what stands around an envelope changes nothing',
  );
  t.match(await post('/presentations/verify', { verifiablePresentation: 'junk' }), {
    status: 200,
    body: { verified: false },
  });
});
