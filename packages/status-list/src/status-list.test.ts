import { gzipSync } from 'node:zlib';
import { base64urlnopad } from '@scure/base';
import t from 'tap';
import {
  bitAt,
  buildStatusListCredential,
  checkStatusListCredential,
  decodeBitstring,
  encodeBitstring,
  minimumEntries,
  parseStatusEntry,
  statusAt,
  timeToLive,
} from './index.ts';
import * as inBrowser from './platform/browser.ts';
import * as inNode from './platform/node.ts';

const bytes = minimumEntries / 8;
const url = 'https://issuer.example/status-lists/demo/revocation/0';
const entry = {
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: '7',
  statusListCredential: url,
};
const encoded = (raw: Uint8Array) => `u${base64urlnopad.encode(gzipSync(raw))}`;

t.test('a list comes back as it went in, index 0 being the left-most bit', async (t) => {
  const bits = new Uint8Array(bytes);
  bits[0] = 0b1000_0001;
  bits[bytes - 1] = 1;
  const list = await decodeBitstring(await encodeBitstring(bits));
  t.equal(list.length, bytes);
  t.same(
    [0, 1, 6, 7, 8, minimumEntries - 1].map((index) => bitAt(list, index)),
    [true, false, false, true, false, true],
  );
  t.throws(() => bitAt(list, minimumEntries), RangeError);
  t.throws(() => bitAt(list, -1), RangeError);
  t.throws(() => bitAt(list, Number.NaN), RangeError);
});

t.test('entries of several bits are read most significant bit first', (t) => {
  const bits = Uint8Array.of(0b0110_1100, 0b1000_0000);
  t.same(
    [0, 1, 2, 3, 4].map((index) => statusAt(bits, index, 2)),
    [1, 2, 3, 0, 2],
  );
  t.equal(statusAt(bits, 2, 3), 1);
  t.throws(() => statusAt(bits, 8, 2), RangeError);
  t.end();
});

t.test('the example list of the specification is read', async (t) => {
  // Bitstring Status List 1.0, example 2: 131,072 entries, none set.
  const list = await decodeBitstring('uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA');
  t.equal(list.length, bytes);
  t.ok(list.every((byte) => byte === 0));
});

t.test('a short list is not made', async (t) => {
  await t.rejects(encodeBitstring(new Uint8Array(bytes - 1)), RangeError);
});

for (const [where, { fromBase64url, toBase64url, unzip, zip }] of [
  ['Node', inNode],
  ['a browser', inBrowser],
] as const) {
  t.test(`${where}: honest lists come back, hostile ones end early and in words`, async (t) => {
    const sparse = new Uint8Array(bytes).map((_, index) => (index % 97 === 0 ? 0x20 : 0));
    // What does not compress is inflated in a thread.
    const dense = new Uint8Array(5 * bytes).map(() => Math.random() * 256);
    const bomb = new Uint8Array(64 * 1024 * 1024);
    for (const format of ['gzip', 'deflate'] as const) {
      for (const list of [sparse, dense])
        t.ok(Buffer.from(await unzip(await zip(list, format), format, 300_000)).equals(list), format);
      t.ok(Buffer.from(await unzip(await inNode.zip(sparse, format), format, 300_000)).equals(sparse));
      const zipped = inNode.zip(bomb, format);
      const before = performance.now();
      await t.rejects(unzip(zipped, format, 8 * 1024 * 1024), RangeError);
      t.ok(performance.now() - before < 1000, 'a bomb of 64 MB is left at 8 MB');
      for (const good of [inNode.zip(sparse, format), inNode.zip(dense, format)]) {
        await t.rejects(unzip(good, format, bytes - 1), RangeError);
        const spoilt = Buffer.from(good);
        spoilt[good.length - 6]! ^= 1;
        const unreadable: [string, Uint8Array][] = [
          ['cut', good.subarray(0, good.length - 4)],
          ['followed by something', Buffer.concat([good, Buffer.from('trail')])],
          ['followed by another list', Buffer.concat([good, good])],
          ['of nothing', new Uint8Array()],
          ['of three bytes', good.subarray(0, 3)],
          ['with another end', spoilt],
        ];
        for (const [name, list] of unreadable) await t.rejects(unzip(list, format, 300_000), TypeError, name);
      }
    }
    t.same([...fromBase64url('AQI_')!], [1, 2, 63]);
    t.equal(toBase64url(Uint8Array.of(1, 2, 63)), 'AQI_');
    for (const text of ['***', 'AQI/', 'AQ==', 'AR', 'A', ' AQI', 'AQI_\n', 'AQé'])
      t.equal(fromBase64url(text), undefined, text);
  });
}

t.test('what is no encodedList is told', async (t) => {
  const bomb = encoded(new Uint8Array(64 * 1024 * 1024));
  await t.rejects(decodeBitstring(bomb), RangeError);
  await t.rejects(decodeBitstring(bomb, { maxBytes: 1024 }), RangeError);
  for (const list of ['zH4sI', 'u***', 'uAAAA', '']) await t.rejects(decodeBitstring(list), TypeError, list);
});

t.test('an index is a decimal integer in a string and nothing else', (t) => {
  for (const statusListIndex of ['0', '7', '94567', '131072']) {
    t.equal(parseStatusEntry({ ...entry, statusListIndex }).entries.length, 1, statusListIndex);
  }
  for (const statusListIndex of [
    '0x8',
    '8e0',
    '8.5',
    ' 8',
    '8 ',
    '08',
    '-1',
    '+1',
    '',
    '٨',
    '1'.repeat(30),
    8,
    null,
    ['8'],
    {},
  ]) {
    const { entries, problems } = parseStatusEntry({ ...entry, statusListIndex });
    t.same(entries, []);
    t.equal(problems[0]?.code, 'MALFORMED_VALUE_ERROR', JSON.stringify(statusListIndex));
    t.equal(problems[0]?.pointer, '/credentialStatus/statusListIndex');
  }
  t.end();
});

t.test('other members are held to the specification too', (t) => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ statusPurpose: 5 }, 'statusPurpose'],
    [{ statusListCredential: 'javascript:alert(1)' }, 'statusListCredential'],
    [{ statusListCredential: 'file:///etc/passwd' }, 'statusListCredential'],
    [{ id: url }, 'id'],
    [{ statusSize: 0 }, 'statusSize'],
    [{ statusSize: 2 }, 'statusMessage'],
    [{ statusSize: '1' }, 'statusSize'],
    [{ statusMessage: [{ status: '0x0', message: 'a' }] }, 'statusMessage'],
  ];
  for (const [members, member] of wrong) {
    const { problems } = parseStatusEntry([entry, { ...entry, ...members }]);
    t.equal(problems[0]?.pointer, `/credentialStatus/1/${member}`);
  }
  t.equal(parseStatusEntry('revoked').problems[0]?.code, 'MALFORMED_VALUE_ERROR');
  t.equal(parseStatusEntry({ type: '1EdTechRevocationList' }).problems[0]?.code, 'UNSUPPORTED');
  t.equal(parseStatusEntry({ type: 'constructor' }).problems[0]?.code, 'UNSUPPORTED');
  t.equal(parseStatusEntry(Array(9).fill(entry)).problems[0]?.code, 'RANGE_ERROR');
  t.end();
});

t.test('a terse entry stands for a revocation and a suspension entry', (t) => {
  const terse = {
    type: 'TerseBitstringStatusListEntry',
    terseStatusListBaseUrl: 'https://issuer.example/status-lists/demo',
    terseStatusListIndex: 2 * minimumEntries + 90,
  };
  t.match(parseStatusEntry(terse).entries, [
    {
      statusPurpose: 'revocation',
      statusListIndex: '90',
      statusListCredential: 'https://issuer.example/status-lists/demo/revocation/2',
    },
    {
      statusPurpose: 'suspension',
      statusListIndex: '90',
      statusListCredential: 'https://issuer.example/status-lists/demo/suspension/2',
    },
  ]);
  for (const terseStatusListIndex of ['90', -1, 1.5, 2 ** 60]) {
    t.equal(parseStatusEntry({ ...terse, terseStatusListIndex }).problems[0]?.code, 'MALFORMED_VALUE_ERROR');
  }
  t.end();
});

t.test('a list counts only if it is the one that the entry asks for', (t) => {
  const issuer = 'did:web:issuer.example';
  const at = new Date('2026-11-20T10:00:00Z');
  const validFrom = new Date('2026-11-20T09:00:00Z');
  const list = buildStatusListCredential({
    id: url,
    issuer,
    statusPurpose: 'revocation',
    encodedList: 'u',
    ttl: 3000,
    validFrom,
  });
  const [asked] = parseStatusEntry(entry).entries;
  const check = (change: Record<string, unknown>, issuers = [issuer]) =>
    checkStatusListCredential({ ...list, ...change }, asked!, { issuers, at }).length;
  const subject = list.credentialSubject as Record<string, unknown>;
  t.equal(check({}), 0);
  t.equal(check({ issuer: { id: issuer, name: 'A' } }), 0);
  t.equal(check({ credentialSubject: { ...subject, statusPurpose: ['suspension', 'revocation'] } }), 0);
  t.equal(check({}, ['did:web:other.example']), 1);
  t.equal(check({ type: ['VerifiableCredential'] }), 1);
  t.equal(check({ id: `${url}1` }), 1);
  t.equal(check({ credentialSubject: { ...subject, statusPurpose: 'suspension' } }), 1);
  t.equal(check({ credentialSubject: { ...subject, type: 'Other' } }), 1);
  t.equal(check({ credentialSubject: [subject] }), 3);
  t.equal(check({ validUntil: '2026-11-20T09:59:59Z' }), 1);
  t.equal(check({ validFrom: '2026-11-20T10:00:01Z' }), 1);
  t.equal(check({ validUntil: 'never' }), 1);
  t.equal(timeToLive(list), 3000);
  t.equal(timeToLive({ ...list, credentialSubject: { ...subject, ttl: -1 } }), 300_000);
  t.end();
});
