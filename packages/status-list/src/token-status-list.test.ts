import { deflateSync } from 'node:zlib';
import { base64urlnopad } from '@scure/base';
import t from 'tap';
import {
  buildStatusListToken,
  checkStatusListToken,
  decodeTokenStatusList,
  minimumEntries,
  parseTokenStatus,
  statusTypes,
  tokenRefreshList,
  tokenStatusAt,
  tokenStatusList,
  tokenTimeToLive,
} from './index.ts';

const uri = 'https://issuer.example/status-lists/demo/token/0';
const issuer = 'did:web:issuer.example:institutions:demo';
const at = new Date('2026-11-22T09:00:00Z');
const day = 86_400_000;

t.test("the specification's own lists are read as it reads them", async (t) => {
  const one = await decodeTokenStatusList({ bits: 1, lst: 'eNrbuRgAAhcBXQ' });
  t.same(
    Array.from({ length: 16 }, (_, idx) => tokenStatusAt(one, idx)),
    [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1],
  );
  const two = await decodeTokenStatusList({ bits: 2, lst: 'eNo76fITAAPfAgc' });
  t.same(
    Array.from({ length: 12 }, (_, idx) => tokenStatusAt(two, idx)),
    [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3],
  );
  const wide = { bits: 8 as const, bytes: Uint8Array.of(0, 200, 255) };
  t.same(
    [0, 1, 2].map((idx) => tokenStatusAt(wide, idx)),
    [0, 200, 255],
  );
  for (const idx of [16, -1, 0.5, Number.NaN, 2 ** 60]) t.throws(() => tokenStatusAt(one, idx), RangeError);
});

t.test('what is revoked stays so when it is suspended too; a list comes back as it went in', async (t) => {
  const { INVALID, SUSPENDED, VALID } = statusTypes;
  const list = tokenStatusList([5, 6, minimumEntries - 1], [4, 5, 7]);
  const claims = await buildStatusListToken({
    uri,
    issuer,
    list,
    refresh: tokenRefreshList([6]),
    issuedAt: at,
    expires: new Date(at.getTime() + day),
    ttl: 3,
  });
  t.match(claims, { iss: issuer, sub: uri, iat: 1795338000, exp: 1795424400, ttl: 3, status_list: { bits: 2 } });
  const read = await decodeTokenStatusList(claims.status_list);
  t.same(
    [3, 4, 5, 6, 7, 8, minimumEntries - 1].map((idx) => tokenStatusAt(read, idx)),
    [VALID, SUSPENDED, INVALID, INVALID, SUSPENDED, VALID, INVALID],
  );
  const refresh = await decodeTokenStatusList(claims.refresh_list);
  t.same(
    [5, 6, 7, minimumEntries - 1].map((idx) => tokenStatusAt(refresh, idx)),
    [0, 1, 0, 0],
  );
  t.throws(() => tokenRefreshList([minimumEntries]), RangeError);
  t.throws(() => tokenStatusList([minimumEntries], []), RangeError, 'a status is never lost');
  t.equal(tokenTimeToLive(claims), 3_000);
  for (const ttl of [undefined, 0, -1, '3', Number.POSITIVE_INFINITY]) t.equal(tokenTimeToLive({ ttl }), 300_000);
});

t.test('hostile lists end early and in words', async (t) => {
  const lst = (bytes: Uint8Array) => base64urlnopad.encode(bytes);
  const good = deflateSync(new Uint8Array(16_384));
  await decodeTokenStatusList({ bits: 1, lst: lst(good) });
  const bomb = deflateSync(new Uint8Array(64 * 1024 * 1024));
  const before = performance.now();
  await t.rejects(decodeTokenStatusList({ bits: 1, lst: lst(bomb) }), RangeError);
  t.ok(performance.now() - before < 1_000);
  const cases: unknown[] = [
    undefined,
    'eNrbuRgAAhcBXQ',
    {},
    { bits: 3, lst: lst(good) },
    { bits: '1', lst: lst(good) },
    { bits: 1 },
    { bits: 1, lst: 7 },
    { bits: 1, lst: 'eNrbuRgAAhcBXQ==' },
    { bits: 1, lst: lst(good.subarray(0, good.length - 4)) },
    { bits: 1, lst: lst(Buffer.concat([good, Buffer.from('trail')])) },
    { bits: 1, lst: lst(Buffer.from(good.with(good.length - 1, good.at(-1)! ^ 1))) },
    { bits: 1, lst: lst(new Uint8Array(16_384)) },
  ];
  for (const value of cases) await t.rejects(decodeTokenStatusList(value), TypeError);
});

t.test('an index is a whole number and an address an http one', async (t) => {
  t.same(parseTokenStatus({ status_list: { idx: 0, uri } }), { entry: { idx: 0, uri } });
  for (const idx of [-1, 0.5, '7', null, undefined, 2 ** 60, [7]])
    t.match(parseTokenStatus({ status_list: { idx, uri } }), { problem: { code: 'MALFORMED_VALUE_ERROR' } });
  for (const address of ['ftp://x/y', 'https://', 7, undefined, `https://x/${'y'.repeat(3_000)}`])
    t.match(parseTokenStatus({ status_list: { idx: 7, uri: address } }), {
      problem: { code: 'MALFORMED_VALUE_ERROR' },
    });
  for (const status of [undefined, null, 7, []])
    t.match(parseTokenStatus(status), { problem: { code: 'MALFORMED_VALUE_ERROR' } });
  t.match(parseTokenStatus({ status_assertion: {} }), { problem: { code: 'UNSUPPORTED' } });
});

t.test('a list that was made for something else is not believed', async (t) => {
  const claims = {
    iss: issuer,
    sub: uri,
    iat: at.getTime() / 1_000,
    exp: (at.getTime() + day) / 1_000,
    status_list: {},
  };
  const problems = (change: object, when: Date | undefined = at) =>
    checkStatusListToken(
      { ...claims, ...change },
      { idx: 7, uri },
      { issuers: [issuer], ...(when ? { at: when } : {}) },
    );
  t.same(problems({}), []);
  t.same(problems({ exp: undefined }), []);
  for (const change of [
    { sub: `${uri}1` },
    { sub: undefined },
    { iss: 'did:web:evil.example' },
    { iss: undefined },
    { iat: undefined },
    { iat: String(claims.iat) },
    { iat: claims.iat + 3_600 },
    { exp: claims.iat },
    { status_list: undefined },
    { exp: 'never' },
  ])
    t.match(problems(change), [{ code: 'STATUS_VERIFICATION_ERROR' }], JSON.stringify(change));
  t.same(checkStatusListToken({ ...claims, exp: 1 }, { idx: 7, uri }, { issuers: [issuer] }), [], 'dates apart');
});
