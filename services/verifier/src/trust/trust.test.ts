import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didKeySigner, startWorld } from '@symbolon/verification/testing';
import t from 'tap';
import { toConfig } from '../config.ts';
import { testVerifier } from '../testing.ts';
import { createVerifier } from '../verifier.ts';
import { signTrustList } from './sign.ts';
import { openTrustSource } from './source.ts';

const now = () => new Date('2026-11-20T10:00:00Z');
const fetch = async () => {
  throw new Error('no network in this test');
};
const institution = { did: 'did:web:issuer.example', names: { en: 'Demo' }, validFrom: '2026-01-01T00:00:00Z' };
const list = {
  type: 'TrustList',
  id: 'https://operator.example/list',
  name: 'List',
  issued: '2026-11-01T00:00:00Z',
  nextUpdate: '2026-12-01T00:00:00Z',
  sequence: 3,
  institutions: [institution],
};
const award = { occupations: [], issuedAt: now(), now: now() };

t.test('a signed list is believed only from the key that was named', async (t) => {
  const folder = t.testdir({});
  const path = join(folder, 'list.jws');
  const signer = didKeySigner();
  const write = (text: string) => writeFileSync(path, text);
  const open = (key: string | undefined = signer.controller) => openTrustSource({ list: path, key }, { fetch, now });
  const good = await signTrustList(list, signer);
  write(good);
  const source = await open();
  t.match(source.registry.findIssuer(institution.did, award), { names: { en: 'Demo' }, asOf: list.issued });
  t.match(source.current(), { jws: good, list: { sequence: 3 } });
  t.ok(await open(signer.publicKeyMultibase), 'the key may be the Multikey itself');

  const [head, body, tail] = good.split('.') as [string, string, string];
  const payload = Buffer.from(
    JSON.stringify({ ...list, institutions: [{ ...institution, did: 'did:web:evil.example' }] }),
  ).toString('base64url');
  const header = (members: object) => Buffer.from(JSON.stringify(members)).toString('base64url');
  const wrong: [string, string, RegExp][] = [
    ['changed', `${head}.${payload}.${tail}`, /signature does not hold/],
    ['alg none', `${header({ alg: 'none', typ: 'trust-list+jwt' })}.${body}.`, /algorithm/],
    ['of another type', `${header({ alg: 'EdDSA', typ: 'JWT' })}.${body}.${tail}`, /type/],
    ['unsigned', JSON.stringify(list), /compact JWS/],
    ['by another', await signTrustList(list, didKeySigner()), /signature does not hold/],
  ];
  for (const [name, text, words] of wrong) {
    write(text);
    await t.rejects(open(), words, name);
    await t.rejects(source.refresh(), words, name);
    t.ok(source.registry.findIssuer(institution.did, award), `${name}: the list at hand stays in use`);
  }
  write(good);
  await t.rejects(openTrustSource({ list: path, key: undefined }, { fetch, now }), /TRUST_LIST_KEY/);
  await t.rejects(open('did:key:zNonsense'), /neither a did:key nor a Multikey/);

  write(await signTrustList({ ...list, sequence: 2 }, signer));
  await t.rejects(source.refresh(), /sequence 2, and 3 was seen/);
  write(await signTrustList({ ...list, sequence: 4, issued: '2027-11-01T00:00:00Z' }, signer));
  await t.rejects(source.refresh(), /future/);
  write(await signTrustList({ ...list, sequence: 4, institutions: [] }, signer));
  await source.refresh();
  t.equal(source.registry.findIssuer(institution.did, award), undefined, 'whoever was taken off is not known any more');
  await t.rejects(signTrustList({ ...list, institutions: 'all' }, signer), /institutions/);
});

t.test('a directory of one’s own institutions is read, and read again when it changes', async (t) => {
  const folder = t.testdir({
    'a.json': JSON.stringify(institution),
    b: { 'institution.json': JSON.stringify({ ...institution, did: 'did:web:b.example' }) },
    c: {},
    'README.md': 'x',
  });
  const source = await openTrustSource({ list: folder, key: undefined }, { fetch, now: () => new Date() });
  const knows = (did: string) => source.registry.findIssuer(did, award) !== undefined;
  t.same([knows(institution.did), knows('did:web:b.example'), knows('did:web:c.example')], [true, true, false]);
  writeFileSync(join(folder, 'c', 'institution.json'), JSON.stringify({ ...institution, did: 'did:web:c.example' }));
  await source.refresh();
  t.equal(knows('did:web:c.example'), true);
  writeFileSync(join(folder, 'a.json'), '{"did":5}');
  await t.rejects(source.refresh(), /a.json.did must be a DID/);
  t.equal(knows(institution.did), true);
  rmSync(join(folder, 'a.json'));
  await source.refresh();
  t.equal(knows(institution.did), false);
  await t.rejects(openTrustSource({ list: join(folder, 'none'), key: undefined }, { fetch, now }), /TRUST_LIST/);
  mkdirSync(join(folder, 'bad'));
  writeFileSync(join(folder, 'bad', 'institution.json'), 'no json');
  utimesSync(join(folder, 'bad', 'institution.json'), 1, 1);
  await t.rejects(openTrustSource({ list: folder, key: undefined }, { fetch, now }), /not JSON/);
});

t.test('the bundle holds the list and the status lists of its institutions, and nobody else’s', async (t) => {
  const [world, stranger] = [await startWorld(), await startWorld()];
  const signer = didKeySigner();
  const folder = t.testdir({});
  const path = join(folder, 'list.jws');
  const known = { ...world.institution, statusListBase: `${world.origin}/status-lists/demo` };
  writeFileSync(path, await signTrustList({ ...list, institutions: [known] }, signer));
  const env = {
    LOG_LEVEL: 'silent',
    RATE_LIMIT: 'off',
    TRUST_LIST: path,
    TRUST_LIST_KEY: signer.controller,
    ALLOW_LOOPBACK: `${world.origin},${stranger.origin}`,
  };
  const service = await createVerifier(toConfig(env), world.now);
  t.teardown(async () => {
    await service.close();
    await Promise.all([world.stop(), stranger.stop()]);
  });
  const verify = async (verifiableCredential: unknown) =>
    (await service.inject({ method: 'POST', url: '/credentials/verify', payload: { verifiableCredential } })).json();
  t.match(await verify(await world.issue()), {
    verdict: 'accept',
    issuer: { source: 'List', names: { en: 'Demo Training Centre' } },
  });
  t.match(await verify(await stranger.issue()), { verdict: 'review', reason: 'issuer-unknown' });
  const reply = await service.inject('/.well-known/trust-bundle');
  t.equal(reply.headers['access-control-allow-origin'], '*');
  const bundle = reply.json();
  t.match(bundle, {
    trustList: { type: 'TrustList', institutions: [{ did: world.did }] },
    jws: /^[\w-]+\.[\w-]+\.[\w-]+$/,
  });
  t.same(bundle.statusLists.map(({ url }: { url: string }) => url).sort(), [
    `${known.statusListBase}/revocation/0`,
    `${known.statusListBase}/suspension/0`,
  ]);
  t.match(JSON.parse(bundle.statusLists[0].text), { issuer: world.did, proof: {} });
  const again = await service.inject({
    url: '/.well-known/trust-bundle',
    headers: { 'if-none-match': String(reply.headers.etag) },
  });
  t.equal(again.statusCode, 304);
});

t.test('without a list nobody is known, and the bundle says so', async (t) => {
  const { service } = await testVerifier(t);
  t.match((await service.inject('/.well-known/trust-bundle')).json(), {
    trustList: { institutions: [] },
    statusLists: [],
  });
});

t.test('settings that cannot be used are named', (t) => {
  t.throws(() => toConfig({ TRUST_LIST: 'https://operator.example/list' }), /TRUST_LIST_KEY/);
  t.throws(() => toConfig({ CONFORMANCE: '1', HOST: '0.0.0.0' }), /HOST must be 127.0.0.1/);
  t.throws(() => toConfig({ ALLOW_LOOPBACK: 'localhost' }), /ALLOW_LOOPBACK has "localhost"/);
  t.throws(() => toConfig({ ALLOW_LOOPBACK: 'http://localhost:1/path' }), /ALLOW_LOOPBACK/);
  t.match(toConfig({}), { port: 4002, url: 'http://localhost:4002', conformance: false, allowLoopback: [] });
  t.match(toConfig({ ALLOW_LOOPBACK: 'http://127.0.0.1:1, http://localhost:4001/' }).allowLoopback, [
    'http://127.0.0.1:1',
    'http://localhost:4001',
  ]);
  t.end();
});

t.test('the command makes a key, signs a list and reads it back', (t) => {
  const folder = t.testdir({ 'list.json': JSON.stringify(list), 'wrong.json': '{}' });
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { cwd: folder, encoding: 'utf8' });
    return { status, out: stdout.trim(), err: stderr.trim() };
  };
  const key = run('key', 'key.pem');
  t.match(key, { status: 0, out: /^did:key:z6Mk/ });
  t.match(run('key', 'key.pem'), { status: 1, err: /^trust: EEXIST/ }, 'a key is never written over');
  const signed = run('sign', 'list.json', '--key', 'key.pem');
  t.equal(signed.status, 0);
  writeFileSync(join(folder, 'list.jws'), `${signed.out}\n`);
  t.same(JSON.parse(run('verify', 'list.jws', '--key', key.out).out), list);
  t.match(run('verify', 'list.jws', '--key', didKeySigner().controller), { status: 1, err: /signature does not hold/ });
  t.match(run('sign', 'wrong.json', '--key', 'key.pem'), { status: 1, err: /trust list.type/ });
  t.match(run('nonsense'), { status: 1, out: /Trust lists/ });
  t.end();
});
