import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Service } from '@symbolon/service';
import t from 'tap';
import { testVerifier } from '../../testing.ts';
import { inOrder } from './in-order.ts';
import { linesOf } from './lines.ts';
import { createPace } from './pace.ts';

type Line = { index: number; [member: string]: unknown };
const url = '/credentials/verify-batch';
const ndjson = 'application/x-ndjson';
const linesIn = (text: string): Line[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

t.test('a batch is answered line by line, in order, by what each credential is worth', async (t) => {
  // Without the walk (CANONIZE=generic) each document waits for a thread to start, which this test is not about.
  const { service, world } = await testVerifier(t, { WORK_LIMIT_MS: '30000' });
  const good = await world.issue();
  const credentials = [good, { ...good, name: 'Master' }, await world.issueJwt(), 'junk', 5, await world.issue()];
  const post = async (payload: string, type = 'application/json') => {
    const reply = await service.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
    return { status: reply.statusCode, type: reply.headers['content-type'], text: reply.body };
  };
  const options = { acceptedIssuers: [world.did], returnCredential: false };
  const reply = await post(JSON.stringify({ verifiableCredentials: credentials, options }));
  t.match(reply, { status: 200, type: 'application/x-ndjson' });
  const expected = [
    { index: 0, verified: true, verdict: 'accept', reason: 'good', checks: Array(8).fill({}) },
    { index: 1, verified: false, verdict: 'reject', reason: 'not-genuine' },
    { index: 2, verdict: 'accept' },
    { index: 3, verdict: 'reject', reason: 'unreadable' },
    { index: 4, problem: { status: 400, errors: [{ pointer: '/verifiableCredentials/4' }] } },
    { index: 5, verdict: 'accept' },
  ];
  t.match(linesIn(reply.text), expected);
  t.notMatch(reply.text, /"credential":/);
  t.same(
    {
      ...(
        await service.inject({
          method: 'POST',
          url: '/credentials/verify',
          payload: { verifiableCredential: good, options },
        })
      ).json(),
      index: 0,
    },
    linesIn(reply.text)[0],
    'a line is the answer to a single question, with its index',
  );

  const text = JSON.stringify(good);
  const asLine = (verifiableCredential: unknown, more: object = {}) =>
    JSON.stringify({ verifiableCredential, ...more });
  const lines = [
    asLine(good, { options: { acceptedIssuers: [world.did] } }),
    '',
    asLine(good),
    'nonsense',
    '[]',
    asLine(good, { options: { checks: ['proof'] } }),
    asLine(good, { options: { returnCredential: 'yes' } }),
    asLine(5),
    `{"verifiableCredential":${text.slice(0, -1)},"issuer":"did:web:evil.example"}}`,
    `{"verifiableCredential":${text},"verifiableCredential":${text}}`,
    `{"verifiableCredential":{"a":"${'x'.repeat(500_000)}"}}`,
    `{"verifiableCredential":{"type":["VerifiableCredential"],"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
    '{"verifiableCredential":{"proof":{"__proto__":null},"type":"VerifiableCredential"}}',
    asLine({}),
    asLine(await world.issueJwt(), { options: { acceptedIssuers: [world.did] } }),
  ];
  const streamed = await post(lines.join('\r\n'), ndjson);
  t.match(linesIn(streamed.text), [
    { verdict: 'accept', credential: { name: good.name } },
    { verdict: 'review', reason: 'issuer-unknown' },
    { problem: { status: 400, title: 'The line is not JSON' } },
    { problem: { status: 400, detail: /^The line does not have the shape/ } },
    { problem: { status: 400, type: 'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED' } },
    { problem: { status: 400, errors: [{ pointer: '/options/returnCredential' }] } },
    { problem: { status: 400 } },
    { reason: 'unreadable' },
    { problem: { status: 400 } },
    { problem: { status: 413 } },
    { reason: 'unreadable' },
    { reason: 'unreadable' },
    { reason: 'not-a-credential' },
    { verdict: 'accept' },
  ]);
  t.same(
    linesIn(streamed.text).map(({ index }) => index),
    [...Array(14).keys()],
  );
  t.equal((await post('', ndjson)).text, '');
  t.equal((await post('{"verifiableCredentials":[]}')).text, '');

  for (const body of [
    '{}',
    '{"verifiableCredentials":{}}',
    '{"verifiableCredentials":[],"verifiableCredentials":[]}',
    '{"verifiableCredentials":[],"options":{"checks":1}}',
    '{"verifiableCredentials":[],"options":{"returnCredential":1}}',
    JSON.stringify({ verifiableCredentials: Array(1_001).fill('x') }),
    '{"verifiableCredentials":[',
    '',
  ])
    t.match(await post(body), { status: 400, type: /^application\/problem\+json/ }, body.slice(0, 60));
  t.match(await post(JSON.stringify({ verifiableCredentials: ['x'.repeat(5_000_000)] })), { status: 413 });
  t.match(await post('a,b', 'text/csv'), { status: 415 });
  const paths = (await service.inject('/openapi.json')).json().paths;
  t.ok(paths[url].post.requestBody.content[ndjson] && paths[url].post.responses['200'].content[ndjson]);
  t.doesNotThrow(() => service.compileSchemas(), 'every schema of every route can be compiled');
});

/** Sends a body piece by piece over a real connection. */
async function send(service: Service, body: (outgoing: ClientRequest) => AsyncIterable<string>) {
  const { port } = service.server.address() as AddressInfo;
  const headers = { 'content-type': ndjson };
  const outgoing = httpRequest({ host: '127.0.0.1', port, path: url, method: 'POST', headers });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  const sent = (async () => {
    for await (const piece of body(outgoing)) if (!outgoing.write(piece)) await once(outgoing, 'drain');
    outgoing.end();
  })();
  sent.catch(() => undefined);
  const [reply] = await answered;
  return { outgoing, reply: reply.setEncoding('utf8'), sent };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes that are held on to; what could be collected is no one's. */
function heldMemory(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

t.test('ten thousand lines pass with flat memory, and beyond them nothing is read', async (t) => {
  const { service, world } = await testVerifier(t);
  await service.listen({ host: '127.0.0.1', port: 0 });
  const good = await world.issue();
  const { proof: _, ...unsigned } = good;
  const cheap = `${JSON.stringify({ verifiableCredential: { ...unsigned, name: 'x'.repeat(3_000) } })}\n`;
  const dear = `${JSON.stringify({ verifiableCredential: good, options: { acceptedIssuers: [world.did] } })}\n`;
  const { reply } = await send(service, async function* () {
    for (let index = 0; index < 10_005; index += 1) yield index % 500 === 0 ? dear : cheap;
  });
  let count = 0;
  let rest = '';
  let wrong = 0;
  const last: Line[] = [];
  const memory: number[] = [];
  for await (const piece of reply) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const answer = JSON.parse(line) as Line;
      if (answer.index !== count) wrong += 1;
      if (answer.reason !== (count % 500 === 0 ? 'good' : 'no-proof')) last.push(answer);
      count += 1;
      if (count % 3_000 === 0) memory.push(heldMemory());
    }
  }
  t.equal(count, 10_001);
  t.equal(wrong, 0);
  t.match(last, [{ index: 10_000, problem: { status: 413, detail: /at most 10000 lines/ } }]);
  const grown = Math.max(...memory) - memory[0]!;
  t.ok(grown < 16, `${grown.toFixed(1)} MB more are held than after three thousand lines`);
});

t.test('lines are answered while others are still to come, and the work ends when the client leaves', async (t) => {
  const { service, world } = await testVerifier(t);
  await service.listen({ host: '127.0.0.1', port: 0 });
  const line = `${JSON.stringify({ verifiableCredential: await world.issue() })}\n`;
  let asked = 0;
  const gate = Promise.withResolvers<void>();
  const { reply, outgoing } = await send(service, async function* (outgoing) {
    yield line + line.slice(0, 50);
    await gate.promise;
    yield line.slice(50);
    for (; !outgoing.destroyed; asked += 1) yield line;
  });
  const [first] = await once(reply, 'data');
  t.match(linesIn(first), [{ index: 0, reason: 'issuer-unknown' }], 'the second line has not arrived');
  gate.resolve();
  t.match(linesIn((await once(reply, 'data'))[0])[0], { index: 1 });
  reply.pause();
  let before = -1;
  // What lies between the two fills up first: a machine that is busy takes its time.
  for (let times = 0; times < 30 && asked > before; times += 1) {
    before = asked;
    await setTimeout(300);
  }
  t.equal(asked, before, 'who does not read is not read from');
  t.ok(asked < 9_000, `${asked} lines lie between`);
  reply.on('error', () => undefined);
  outgoing.on('error', () => undefined);
  outgoing.destroy();
  const { body } = await service.inject('/health/live');
  t.match(body, /live/);
  for (let times = 0; times < 20; times += 1) {
    const reply = await service.inject({ method: 'POST', url, payload: { verifiableCredentials: ['x'] } });
    t.equal(reply.statusCode, 200, 'a batch that was left takes no place');
  }
});

t.test('a batch counts by its credentials, and beyond the rate it waits', async (t) => {
  const { service } = await testVerifier(t, { RATE_LIMIT: '5' });
  await service.listen({ host: '127.0.0.1', port: 0 });
  const line = `${JSON.stringify({ verifiableCredential: {} })}\n`;
  const { reply, outgoing } = await send(service, async function* () {
    yield line.repeat(200);
  });
  const answers: Line[] = [];
  reply.on('data', (text: string) => answers.push(...linesIn(text)));
  reply.on('error', () => undefined);
  for (let times = 0; times < 100 && answers.length < 48; times += 1) await setTimeout(20);
  await setTimeout(200);
  t.equal(answers.length, 48, 'one request and forty credentials more, up to the end of a group');
  t.equal((await service.inject({ method: 'POST', url: '/credentials/verify', payload: {} })).statusCode, 429);
  outgoing.on('error', () => undefined);
  outgoing.destroy();
});

t.test('answers keep the order of their items, however long each takes', async (t) => {
  const source = async function* () {
    for (let start = 0; start < 60; start += 6) yield Array.from({ length: 6 }, (_, index) => start + index);
    throw new Error('the source has failed');
  };
  let most = 0;
  let atWork = 0;
  const work = async (item: number) => {
    atWork += 1;
    most = Math.max(most, atWork);
    await setTimeout((item * 7) % 5);
    atWork -= 1;
    return `${item} `;
  };
  let text = '';
  const all = async () => {
    for await (const answers of inOrder(source(), work, 4)) text += answers;
  };
  await t.rejects(all(), { message: 'the source has failed' });
  t.equal(
    text,
    Array.from({ length: 60 }, (_, index) => `${index} `).join(''),
    'what came before the fault is answered',
  );
  t.equal(most, 4);
});

t.test('in one turn only so much is begun, by whoever it is asked', async (t) => {
  const pace = createPace(2);
  const begun: number[] = [];
  const turns: number[] = [];
  let isOver = false;
  const all = Promise.all(Array.from({ length: 7 }, (_, index) => pace().then(() => begun.push(index)))).then(() => {
    isOver = true;
  });
  while (!isOver) {
    await setImmediate();
    turns.push(begun.length);
  }
  await all;
  t.same(begun, [0, 1, 2, 3, 4, 5, 6]);
  const steps = turns.map((count, index) => count - (turns[index - 1] ?? 0));
  t.ok(Math.max(...steps) <= 2, `${steps}`);
});

t.test('lines are found wherever the body is cut', async (t) => {
  const text = 'ក\n\nbb\r\n{"c":"🎓"}\nlast';
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 3, 7, 100]) {
    const body = async function* () {
      for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
    };
    const found = [];
    const limits = { longest: 100, largest: 1_000, beyond: () => new Error('too large') };
    for await (const lines of linesOf(body(), limits)) found.push(...lines);
    t.same(found, ['ក', 'bb\r', '{"c":"🎓"}', 'last'], `${size} bytes at a time`);
    await t.rejects(
      (async () => {
        for await (const _ of linesOf(body(), { ...limits, largest: 10 }));
      })(),
      { message: 'too large' },
    );
  }
});
