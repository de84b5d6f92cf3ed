import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startWorld } from '@symbolon/verification/testing';
import t from 'tap';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return { child, output: () => text };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

t.test(
  'it starts, verifies over HTTP with nothing of the person in its log, and stops when it is told to',
  async (t) => {
    const world = await startWorld();
    t.teardown(() => world.stop());
    const port = await freePort();
    const { child, output } = start({ VERIFIER_PORT: String(port), ALLOW_LOOPBACK: world.origin, LOG_LEVEL: 'debug' });
    const origin = `http://127.0.0.1:${port}`;
    while (!(await fetch(`${origin}/health/ready`).catch(() => undefined)))
      await new Promise((resolve) => setTimeout(resolve, 50));
    const credential = await world.issue({ validFrom: '2026-01-01T00:00:00Z' });
    for (const verifiableCredential of [credential, { ...credential, name: 'Maria' }]) {
      const body = JSON.stringify({ verifiableCredential, options: { acceptedIssuers: [world.did] } });
      const reply = await fetch(`${origin}/credentials/verify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      t.equal(reply.status, 200);
      t.type(((await reply.json()) as { verdict: unknown }).verdict, 'string');
    }
    t.match(await (await fetch(`${origin}/openapi.json`)).json(), {
      paths: { '/credentials/verify': {}, '/presentations/verify': {} },
    });
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    t.equal(code, 0);
    t.match(output(), /"reqId":"[\da-f-]{36}","event":"credential.verified","verdict":"\w+"/);
    t.notMatch(output(), /Maria|Santos|Reyes|7212/);
  },
);

t.test('a wrong setting or a taken port is one line', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const cases: [Record<string, string>, RegExp][] = [
    [{ VERIFIER_PORT: String(port), LOG_LEVEL: 'silent' }, /^verifier: port \d+ is in use/],
    [{ TRUST_LIST: '/nowhere/list.jws' }, /^verifier: TRUST_LIST names a file or directory/],
    [{ CONFORMANCE: '1', HOST: '0.0.0.0' }, /^verifier: CONFORMANCE=1/],
  ];
  await Promise.all(
    cases.map(async ([env, words]) => {
      const { child, output } = start(env);
      const [code] = await once(child, 'exit');
      t.equal(code, 1);
      t.match(output(), words);
      t.equal(output().trim().split('\n').length, 1);
    }),
  );
});
