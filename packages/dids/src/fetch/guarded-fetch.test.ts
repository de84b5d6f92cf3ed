import { createSocket } from 'node:dgram';
import type { lookup } from 'node:dns';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { isOwnAddress, isPublicAddress } from './address.ts';
import { createBrowserFetch } from './browser-fetch.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import { createPublicLookup } from './public-lookup.ts';
import { createTurns } from './turns.ts';

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const resolvesTo = (...addresses: string[]) =>
  ((_name: string, _options: object, callback: (error: null, found: object[]) => void) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof lookup;

t.test('only globally routed addresses are public', async (t) => {
  for (const address of ['93.184.215.14', '8.8.8.8', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])
    t.ok(isPublicAddress(address), address);
  for (const address of [
    '127.0.0.1',
    '127.8.9.10',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '2001:db8::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    'fec0::1',
    '4000::1',
    'localhost',
    '',
  ])
    t.notOk(isPublicAddress(address), address);
  t.ok(isOwnAddress('127.0.0.1') && isOwnAddress('10.0.0.1') && isOwnAddress('::1'));
  t.notOk(isOwnAddress('169.254.169.254'), 'the metadata service of a cloud is nobody’s own');
});

t.test('strangers cannot make the server contact what is private', async (t) => {
  let contacted = 0;
  const origin = await serve(t, (_request, response) => {
    contacted++;
    response.end('{}');
  });
  const fetch = createGuardedFetch({ timeoutMs: 1_000 });
  const { port } = new URL(origin);
  const refused: [url: string, code: string][] = [
    [origin, 'SCHEME'],
    [`https://127.0.0.1:${port}/`, 'ADDRESS'],
    [`https://localhost:${port}/`, 'ADDRESS'],
    [`https://[::ffff:127.0.0.1]:${port}/`, 'ADDRESS'],
    [`https://0x7f.1:${port}/`, 'ADDRESS'],
    [`https://2130706433:${port}/`, 'ADDRESS'],
    ['https://user:word@issuer.example/', 'USERINFO'],
    ['https://issuer.example:22/', 'PORT'],
    ['file:///etc/passwd', 'SCHEME'],
    ['data:application/json,{}', 'SCHEME'],
    ['not a url', 'URL'],
    [`https://issuer.example/${'a'.repeat(3_000)}`, 'URL'],
  ];
  for (const [url, code] of refused) await t.rejects(fetch(url), { name: 'FetchRefused', code }, url);

  const inside = createGuardedFetch({ lookup: resolvesTo('10.0.0.5') });
  await t.rejects(inside('https://issuer.example/'), { code: 'ADDRESS' }, 'a public name with a private address');
  const mixed = createGuardedFetch({ lookup: resolvesTo('93.184.215.14', '127.0.0.1') });
  await t.rejects(mixed('https://issuer.example/'), { code: 'ADDRESS' }, 'one private address among public ones');
  t.equal(contacted, 0);
});

t.test('a named origin is fetched, within the limits', async (t) => {
  const seen: (string | undefined)[] = [];
  const origin = await serve(t, (request, response) => {
    seen.push(request.headers['if-none-match']);
    if (request.url === '/same') return response.writeHead(302, { location: '/ok' }).end();
    if (request.url === '/loop') return response.writeHead(302, { location: '/loop' }).end();
    if (request.url === '/away') return response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    if (request.url === '/scheme') return response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    if (request.url === '/large') return response.end('x'.repeat(5_000));
    if (request.url === '/endless') {
      const timer = setInterval(() => response.write('x'.repeat(1_000)), 1);
      return response.on('close', () => clearInterval(timer));
    }
    if (request.url === '/slow') return setTimeout(() => response.end(), 5_000).unref();
    if (request.url === '/drip') {
      const timer = setInterval(() => response.write('x'), 20);
      return response.on('close', () => clearInterval(timer));
    }
    if (request.url === '/cached') return response.writeHead(304, { etag: '"1"' }).end();
    return response.writeHead(200, { etag: '"1"', 'content-type': 'application/json' }).end('{"a":1}');
  });
  const fetch = createGuardedFetch({ allowLoopback: [origin], maxBytes: 2_000, timeoutMs: 400 });
  const answer = await fetch(`${origin}/ok`);
  t.match(answer, { status: 200, url: `${origin}/ok` });
  t.equal(new TextDecoder().decode(answer.body), '{"a":1}');
  t.equal(answer.headers.get('etag'), '"1"');
  t.match(await fetch(`${origin}/cached`, { etag: '"1"' }), { status: 304 });
  t.ok(seen.includes('"1"'), 'the tag was sent along');
  t.match(await fetch(`${origin}/same`), { status: 200, url: `${origin}/ok` }, 'a redirect within the origin');
  await t.rejects(fetch(`${origin}/loop`), { code: 'REDIRECT' });
  await t.rejects(fetch(`${origin}/away`), { code: 'REDIRECT' });
  await t.rejects(fetch(`${origin}/scheme`), { code: 'REDIRECT' });
  await t.rejects(fetch(`${origin}/large`), { code: 'TOO_LARGE' });
  await t.rejects(fetch(`${origin}/endless`), { code: 'TOO_LARGE' });
  await t.rejects(fetch(`${origin}/slow`), { name: 'FetchFailed', code: 'TIMEOUT' });
  await t.rejects(fetch(`${origin}/drip`), { name: 'FetchFailed', code: 'TIMEOUT' }, 'a drip of bytes gains no time');
  const { port } = new URL(origin);
  await t.rejects(fetch(`http://127.0.0.1:${Number(port) - 1}/`), { code: 'SCHEME' }, 'another port is another origin');
  const gone = createGuardedFetch({ allowLoopback: ['http://127.0.0.1:9'], timeoutMs: 400 });
  await t.rejects(gone('http://127.0.0.1:9/'), { name: 'FetchFailed' });

  const page = createBrowserFetch({ allowLoopback: [origin], maxBytes: 2_000, timeoutMs: 400 });
  t.match(await page(`${origin}/ok`), { status: 200 });
  await t.rejects(page(`${origin}/same`), { name: 'FetchFailed' }, 'a page follows no redirect');
  await t.rejects(page(`${origin}/endless`), { code: 'TOO_LARGE' });
  await t.rejects(page('http://issuer.example/'), { code: 'SCHEME' });
});

/** A name server that answers each question as it is told; `undefined` leaves it without an answer. */
async function nameServer(t: Test, answers: (name: string, type: number) => number[] | undefined) {
  const asked: string[] = [];
  const socket = createSocket('udp4', (question, peer) => {
    const labels = [];
    let offset = 12;
    for (; question[offset] !== 0; offset += question[offset]! + 1)
      labels.push(question.toString('latin1', offset + 1, offset + 1 + question[offset]!));
    const type = question.readUInt16BE(offset + 1);
    asked.push(labels.join('.'));
    const address = answers(labels.join('.'), type);
    if (!address) return;
    // RFC 1035 §4.1: the header with its counts, the question, one answer that points back to the name.
    const header = Buffer.from([
      question[0]!,
      question[1]!,
      0x81,
      0x80,
      0,
      1,
      0,
      address.length > 0 ? 1 : 0,
      0,
      0,
      0,
      0,
    ]);
    const answer = [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length, ...address];
    socket.send(
      Buffer.concat([header, question.subarray(12, offset + 5), Buffer.from(address.length > 0 ? answer : [])]),
      peer.port,
      peer.address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.teardown(() => socket.close());
  const lookup = createPublicLookup([`127.0.0.1:${socket.address().port}`]);
  const find = (name: string) =>
    new Promise((resolve) => lookup(name, { all: true }, (error, found) => resolve(error ? error.code : found)));
  return { find, asked };
}

t.test('names of strangers are looked up without the threads that everybody needs', async (t) => {
  const v6 = [0x26, 6, ...Array(13).fill(0), 1];
  const { find } = await nameServer(t, (name, type) => {
    if (name === 'slow.example') return undefined;
    if (name === 'half.example') return type === 1 ? [93, 184, 215, 14] : undefined;
    if (name === 'none.example') return [];
    return type === 1 ? [93, 184, 215, 14] : v6;
  });
  t.same(await find('both.example'), [
    { address: '2606::1', family: 6 },
    { address: '93.184.215.14', family: 4 },
  ]);
  const before = performance.now();
  t.same(await find('half.example'), [{ address: '93.184.215.14', family: 4 }]);
  t.ok(performance.now() - before < 600, 'who has answered is not held up by who has not');
  t.type(await find('none.example'), 'string');
  const slow = Array.from({ length: 50 }, () => find('slow.example'));
  const start = performance.now();
  await readFile(new URL(import.meta.url));
  t.same(await find('half.example'), [{ address: '93.184.215.14', family: 4 }]);
  t.ok(performance.now() - start < 600, 'fifty names whose server is silent hold nobody up');
  t.equal(new Set(await Promise.all(slow)).size, 1);
});

t.test('only so many strangers are contacted at a time, and nobody waits for his turn beyond his time', async (t) => {
  const inTurn = createTurns(2);
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
  const begun: number[] = [];
  const never = new AbortController().signal;
  const soon = new AbortController();
  setTimeout(() => soon.abort(), 20);
  const work = gates.map(({ promise }, index) =>
    inTurn(
      () => {
        begun.push(index);
        return promise;
      },
      index === 2 ? soon.signal : never,
    ),
  );
  await t.rejects(work[2]!, { name: 'AbortError' });
  t.same(begun, [0, 1]);
  gates[0]!.reject(new Error('fault'));
  await t.rejects(work[0]!, { message: 'fault' });
  gates[3]!.resolve(3);
  t.equal(await work[3], 3, 'a turn that failed is handed on');
  t.same(begun, [0, 1, 3]);
  gates[1]!.resolve(1);
  t.equal(await work[1], 1);
  t.equal(await inTurn(async () => 4, never), 4);
});
