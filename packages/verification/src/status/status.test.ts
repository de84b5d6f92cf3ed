import { gzipSync } from 'node:zlib';
import { base64urlnopad } from '@scure/base';
import t, { type Test } from 'tap';
import {
  createStatusListStore,
  type StoredStatusList,
  type VerificationEnvironment,
  verifyCredential,
} from '../index.ts';
import { didKeySigner, methodOf, newSigner, startWorld, statusEntry, type World } from '../testing/world.ts';

type Json = Record<string, unknown>;
const day = 24 * 60 * 60 * 1000;
const index = 94_567;

async function world(t: Test, options?: Parameters<typeof startWorld>[0]): Promise<World> {
  const made = await startWorld(options);
  t.teardown(() => made.stop());
  return made;
}

const set = (list: Uint8Array) => {
  list[index >> 3]! |= 0x80 >> (index & 7);
};
const subjectOf = (list: Json) => list.credentialSubject as Json;
const revocationOnly = (w: World) => ({ credentialStatus: statusEntry(`${w.origin}/status-lists/demo`, 'revocation') });

t.test('a list that cannot be relied on leaves the status unknown, never "not revoked"', async (t) => {
  const w = await world(t);
  const credential = await w.issue(revocationOnly(w));
  const path = '/status-lists/demo/revocation/0';
  const url = `${w.origin}${path}`;
  const stranger = didKeySigner();
  const answer = (status: number, body: string) => () => {
    w.routes.set(path, (_request, response) =>
      response.writeHead(status, { 'content-type': 'application/vc' }).end(body),
    );
  };
  const change = (spoil: (list: Json) => Json) => () => w.publish('revocation', spoil);
  const bitstring = (bytes: Uint8Array) => `u${base64urlnopad.encode(gzipSync(bytes))}`;
  const list = (members: Json) =>
    change((each) => ({ ...each, credentialSubject: { ...subjectOf(each), ...members } }));
  const signedBy = (signer: typeof stranger) => () =>
    w.publish('revocation', (each) => ({ ...each, issuer: signer.controller }), signer);
  const tampered = async () => {
    await w.publish('revocation');
    const good = await (await fetch(url)).text();
    w.routes.set(path, (_request, response) => response.writeHead(200).end(good.replace('"ttl":3000', '"ttl":3001')));
  };
  const cases: [string, () => unknown, string][] = [
    ['missing', answer(404, ''), 'STATUS_RETRIEVAL_ERROR'],
    ['server error', answer(500, '{}'), 'STATUS_RETRIEVAL_ERROR'],
    [
      'a redirect to another host',
      () =>
        w.routes.set(path, (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()),
      'STATUS_RETRIEVAL_ERROR',
    ],
    ['not JSON', answer(200, '<html>'), 'STATUS_VERIFICATION_ERROR'],
    [
      'not UTF-8',
      () => w.routes.set(path, (_request, response) => response.writeHead(200).end(Buffer.from([0xff, 0xfe]))),
      'STATUS_RETRIEVAL_ERROR',
    ],
    [
      'unsigned',
      answer(200, JSON.stringify({ type: ['VerifiableCredential', 'BitstringStatusListCredential'] })),
      'STATUS_VERIFICATION_ERROR',
    ],
    ['too large', answer(200, 'x'.repeat(5_000_000)), 'STATUS_RETRIEVAL_ERROR'],
    ['changed after signing', tampered, 'STATUS_VERIFICATION_ERROR'],
    [
      'signed by a stranger in the issuer’s name',
      () => w.publish('revocation', undefined, stranger),
      'STATUS_VERIFICATION_ERROR',
    ],
    ['signed by a stranger in his own name', signedBy(stranger), 'STATUS_VERIFICATION_ERROR'],
    ['made for another purpose', list({ statusPurpose: 'suspension' }), 'STATUS_VERIFICATION_ERROR'],
    ['another list', change((each) => ({ ...each, id: `${url}1` })), 'STATUS_VERIFICATION_ERROR'],
    [
      'expired',
      change((each) => ({ ...each, validFrom: '2026-01-01T00:00:00Z', validUntil: '2026-11-01T00:00:00Z' })),
      'STATUS_VERIFICATION_ERROR',
    ],
    ['not yet valid', change((each) => ({ ...each, validFrom: '2026-12-01T00:00:00Z' })), 'STATUS_VERIFICATION_ERROR'],
    ['too short', list({ encodedList: bitstring(new Uint8Array(1_000)) }), 'STATUS_LIST_LENGTH_ERROR'],
    ['a bomb', list({ encodedList: bitstring(new Uint8Array(64 * 1024 * 1024)) }), 'STATUS_VERIFICATION_ERROR'],
    ['no bitstring', list({ encodedList: 'uAAAA' }), 'STATUS_VERIFICATION_ERROR'],
  ];
  for (const [name, arrange, code] of cases) {
    await arrange();
    const environment = w.environmentOf();
    const result = await verifyCredential(credential, {}, environment);
    t.match(result, { verdict: 'review', reason: 'status-unknown', verified: true }, name);
    t.match(result.status, [{ freshness: 'unknown', statusPurpose: 'revocation' }], name);
    t.notOk('set' in result.status[0]!, name);
    t.ok(
      result.warnings.some((problem) => problem.code === code),
      `${name}: ${result.warnings.map((problem) => problem.code)}`,
    );
  }
  await w.publish('revocation');
  const beyond = await w.issue({
    credentialStatus: { ...statusEntry(`${w.origin}/status-lists/demo`, 'revocation'), statusListIndex: '131072' },
  });
  const result = await verifyCredential(beyond, {}, w.environmentOf());
  t.match(result, { reason: 'status-unknown' });
  t.ok(result.warnings.some(({ code }) => code === 'RANGE_ERROR'));
});

t.test('a list signed by whom the issuer names as its controller counts', async (t) => {
  const w = await world(t);
  const keeper = didKeySigner();
  await w.publish('revocation', (list) => ({ ...list, issuer: keeper.controller }), keeper);
  const credential = await w.issue(revocationOnly(w));
  t.equal((await verifyCredential(credential, {}, w.environmentOf())).reason, 'status-unknown');
  const document = {
    id: w.did,
    controller: keeper.controller,
    verificationMethod: [methodOf(w.keys[0]!)],
    assertionMethod: [w.keys[0]!.verificationMethod],
  };
  w.routes.set('/institutions/demo/did.json', (_request, response) => response.end(JSON.stringify(document)));
  t.equal((await verifyCredential(credential, {}, w.environmentOf())).reason, 'good');
});

t.test('while the issuer is down the answer goes on with its age, and a known revocation stays', async (t) => {
  const w = await world(t);
  const environment = w.environmentOf([{ ...w.institution, verificationMethod: [methodOf(w.keys[0]!)] }]);
  const credential = await w.issue(revocationOnly(w));
  const other = await w.issue({ credentialStatus: statusEntry(`${w.origin}/status-lists/demo`, 'revocation', 5) });
  set(w.lists.revocation);
  await w.publish('revocation');
  const ask = (input: unknown) => verifyCredential(input, {}, environment);
  const seen = w.now().toISOString();
  t.equal((await ask(credential)).reason, 'revoked');
  t.match(await ask(other), { reason: 'good', status: [{ freshness: 'fresh', checkedAt: seen }] });
  await w.stop();
  t.equal((await ask(other)).reason, 'good', 'within the ttl nobody is asked');
  w.clock.now += 2 * day;
  t.match(await ask(other), {
    verdict: 'review',
    reason: 'status-stale',
    verified: true,
    status: [{ set: false, freshness: 'stale', checkedAt: seen }],
    checks: [{}, {}, {}, {}, {}, { code: 'status-stale', at: seen }],
  });
  t.equal((await ask(credential)).reason, 'revoked');
  w.clock.now += 40 * day;
  t.match(await ask(other), {
    verdict: 'review',
    reason: 'status-unknown',
    status: [{ freshness: 'unknown', checkedAt: seen }],
  });
  t.match(await ask(credential), { verdict: 'reject', reason: 'revoked', status: [{ set: true }] });
  await w.restart();
  w.clock.now += 10_000;
  w.lists.revocation.fill(0);
  await w.publish('revocation');
  t.equal((await ask(other)).reason, 'good', 'and it takes up where it was');
});

t.test('the issuer is asked once for all who ask together, and answers an unchanged list with 304', async (t) => {
  const w = await world(t);
  const environment = w.environmentOf();
  const credential = await w.issue(revocationOnly(w));
  const lists = () => w.requests.filter((url) => url.includes('status-lists')).length;
  const results = await Promise.all(Array.from({ length: 20 }, () => verifyCredential(credential, {}, environment)));
  t.ok(results.every(({ reason }) => reason === 'good'));
  t.equal(lists(), 1);
  await verifyCredential(credential, {}, environment);
  t.equal(lists(), 1, 'fresh within its ttl of 3 s');
  w.clock.now += 3_001;
  const result = await verifyCredential(credential, {}, environment);
  t.equal(lists(), 2);
  t.match(result.status, [{ freshness: 'fresh', checkedAt: w.now().toISOString() }], 'a 304 confirms the copy');
  set(w.lists.revocation);
  await w.publish('revocation');
  w.clock.now += 3_001;
  t.equal((await verifyCredential(credential, {}, environment)).reason, 'revoked');
});

t.test(
  'an answer that is not good never replaces a good list, and a failing host is left alone for a while',
  async (t) => {
    const w = await world(t);
    const environment = w.environmentOf();
    const credential = await w.issue(revocationOnly(w));
    t.equal((await verifyCredential(credential, {}, environment)).reason, 'good');
    await w.publish('revocation', undefined, didKeySigner());
    w.clock.now += 10_000;
    t.equal((await verifyCredential(credential, {}, environment)).reason, 'status-stale');
    const asked = w.requests.length;
    t.equal((await verifyCredential(credential, {}, environment)).reason, 'status-stale');
    t.equal(
      w.requests.filter((url) => url.includes('status-lists')).length,
      asked - w.requests.filter((url) => url.includes('did.json')).length,
    );
  },
);

t.test('a host that never answers costs less than two seconds', async (t) => {
  const w = await world(t);
  const slow = didKeySigner();
  w.routes.set('/status-lists/demo/revocation/0', () => {});
  w.routes.set('/status-lists/demo/suspension/0', (_request, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(drip));
  });
  const credential = await w.issue({ issuer: { id: slow.controller, type: ['Profile'] } }, slow);
  const start = performance.now();
  const result = await verifyCredential(credential, { acceptedIssuers: [slow.controller] }, w.environmentOf());
  t.ok(performance.now() - start < 1_900, `${Math.round(performance.now() - start)} ms`);
  t.match(result, { reason: 'status-unknown', verified: true });
  w.routes.set('/institutions/demo/did.json', () => {});
  const hanging = await w.issue();
  const again = performance.now();
  t.match(await verifyCredential(hanging, {}, w.environmentOf()), { reason: 'issuer-key-unknown' });
  t.ok(performance.now() - again < 1_900);
});

t.test('lists that were stored are verified again when they are read, and their dates are not believed', async (t) => {
  const w = await world(t);
  const shelf = new Map<string, StoredStatusList>();
  const storage = {
    read: async (url: string) => shelf.get(url),
    write: async (list: StoredStatusList) => void shelf.set(list.url, list),
  };
  const environmentWith = (): VerificationEnvironment => ({
    ...w.environmentOf([{ ...w.institution, verificationMethod: [methodOf(w.keys[0]!)] }]),
    statusLists: createStatusListStore({ fetch: w.fetch, now: w.now, storage, timeoutMs: 500 }),
  });
  const credential = await w.issue(revocationOnly(w));
  t.equal((await verifyCredential(credential, {}, environmentWith())).reason, 'good');
  t.equal(shelf.size, 1);
  await w.stop();
  const [kept] = [...shelf.values()];
  shelf.set(kept!.url, { ...kept!, confirmedAt: w.clock.now + 400 * day });
  w.clock.now += 10_000;
  const offline = await verifyCredential(credential, {}, environmentWith());
  t.match(
    offline,
    { reason: 'good', status: [{ checkedAt: w.now().toISOString() }] },
    'a date ahead of the clock becomes now',
  );
  shelf.set(kept!.url, { ...kept!, text: kept!.text.replace('"ttl":3000', '"ttl":9999999') });
  t.equal(
    (await verifyCredential(credential, {}, environmentWith())).reason,
    'status-unknown',
    'a list spoilt on the shelf',
  );
  const failing = {
    read: () => Promise.reject(new Error('no disk')),
    write: () => Promise.reject(new Error('no disk')),
  };
  await w.restart();
  const statusLists = createStatusListStore({ fetch: w.fetch, now: w.now, storage: failing });
  t.equal((await verifyCredential(credential, {}, { ...w.environmentOf(), statusLists })).reason, 'good');
});

t.test('a list that ends before its time to live is asked for again at its end, once a second at most', async (t) => {
  const w = await world(t, { ttl: 86_400_000 });
  const endsAt = (milliseconds: number) => (list: Json) => ({
    ...list,
    validUntil: `${new Date(milliseconds).toISOString().slice(0, 19)}Z`,
  });
  await w.publish('revocation', endsAt(w.clock.now + 10_000));
  const credential = await w.issue();
  const environment = w.environmentOf();
  const asked = async (after: number) => {
    w.clock.now += after;
    const before = w.requests.length;
    const { reason } = await verifyCredential(credential, {}, environment);
    return [reason, w.requests.slice(before).filter((path) => path.includes('revocation')).length];
  };
  t.same(await asked(0), ['good', 1]);
  t.same(await asked(10_000), ['good', 0]);
  t.same(await asked(1), ['status-unknown', 1], 'the same list again');
  t.same(await asked(500), ['status-unknown', 0]);
  await w.publish('revocation', endsAt(w.clock.now + 20_000));
  t.same(await asked(1_000), ['good', 1]);
});

t.test('memory is bounded', async (t) => {
  const w = await world(t);
  const store = createStatusListStore({
    fetch: async (url) => ({ status: 200, headers: new Headers(), body: new TextEncoder().encode('{}'), url }),
    now: w.now,
    maxMemory: 1_000,
  });
  const open = async () => ({ document: {}, bits: new Uint8Array(300), ttl: 1_000 });
  for (let number = 0; number < 20; number += 1) await store.get(`https://issuer.example/${number}`, open, 1_000);
  t.same(
    store.known().map(({ url }) => url),
    ['https://issuer.example/17', 'https://issuer.example/18', 'https://issuer.example/19'],
  );
});

t.test('statuses that are kept in other ways', async (t) => {
  const w = await world(t);
  const environment = w.environmentOf();
  const ask = async (credentialStatus: unknown, changes: Json = {}) =>
    verifyCredential(await w.issue({ credentialStatus, ...changes }), {}, environment);
  t.match(await ask(undefined), {
    reason: 'good',
    checks: [{}, {}, {}, {}, {}, { outcome: 'skipped', code: 'no-status' }],
  });
  const withdrawal = { ...statusEntry(`${w.origin}/status-lists/demo`, 'revocation'), statusPurpose: 'withdrawal' };
  t.match(
    await ask(withdrawal),
    { verdict: 'review', reason: 'status-unknown' },
    'a purpose of the issuer’s own, unread',
  );
  const extended = [
    ...(w.credential()['@context'] as string[]),
    'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  ];
  const foreign = await ask(
    { id: 'https://issuer.example/revocations', type: '1EdTechRevocationList' },
    { '@context': extended },
  );
  t.match(foreign, { verdict: 'review', reason: 'status-unknown', verified: true });
  const contexts = [...(w.credential()['@context'] as string[]), 'https://w3id.org/vc-barcodes/v1'];
  const terse = {
    type: 'TerseBitstringStatusListEntry',
    terseStatusListBaseUrl: `${w.origin}/status-lists/demo`,
    terseStatusListIndex: index,
  };
  const good = await ask(terse, { '@context': contexts });
  t.match(good, {
    reason: 'good',
    status: [
      { statusPurpose: 'revocation', set: false },
      { statusPurpose: 'suspension', set: false },
    ],
  });
  set(w.lists.revocation);
  await w.publish('revocation');
  w.clock.now += 5_000;
  t.match(await ask(terse, { '@context': contexts }), { reason: 'revoked' });
  const refresh = {
    ...statusEntry(`${w.origin}/status-lists/demo`, 'revocation'),
    statusPurpose: 'refresh',
    id: `${w.origin}/r#1`,
  };
  await w.publish('revocation', (list) => ({
    ...list,
    credentialSubject: { ...subjectOf(list), statusPurpose: ['revocation', 'refresh'] },
  }));
  w.clock.now += 5_000;
  const superseded = await ask([statusEntry(`${w.origin}/status-lists/demo`, 'revocation'), refresh]);
  t.match(superseded, { verdict: 'reject', reason: 'superseded' });
  await w.publish('suspension', (list) => ({
    ...list,
    credentialSubject: { ...subjectOf(list), statusPurpose: 'withdrawal' },
  }));
  const own = statusEntry(`${w.origin}/status-lists/demo`, 'suspension');
  w.clock.now += 5_000;
  t.match(await ask({ ...own, statusPurpose: 'withdrawal' }), { verdict: 'accept' }, 'its bit is known not to be set');
  set(w.lists.suspension);
  await w.publish('suspension', (list) => ({
    ...list,
    credentialSubject: { ...subjectOf(list), statusPurpose: 'withdrawal' },
  }));
  w.clock.now += 5_000;
  t.match(await ask({ ...own, statusPurpose: 'withdrawal' }), { verdict: 'review', reason: 'status-unknown' });
});

t.test('a key of another issuer of the same host does not sign lists', async (t) => {
  const w = await world(t);
  const neighbour = newSigner(w.did.replace('demo', 'other'), 'key-1');
  const document = {
    id: neighbour.controller,
    verificationMethod: [methodOf(neighbour)],
    assertionMethod: [neighbour.verificationMethod],
  };
  w.routes.set('/institutions/other/did.json', (_request, response) => response.end(JSON.stringify(document)));
  await w.publish('revocation', (list) => ({ ...list, issuer: neighbour.controller }), neighbour);
  const result = await verifyCredential(await w.issue(revocationOnly(w)), {}, w.environmentOf());
  t.equal(result.reason, 'status-unknown');
});
