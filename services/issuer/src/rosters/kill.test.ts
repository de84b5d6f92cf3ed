import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { generatePassphrase } from '@symbolon/securing/keys';
import t from 'tap';
import { bundleService } from '../../../../scripts/bundle.ts';
import { verifyAudit } from '../audit/verify.ts';
import { adminKey, issuerDatabase, masonry } from '../testing.ts';
import { countRows } from './row-store.ts';
import { testFolder } from './testing.ts';
import { isAtWork } from './work-store.ts';

const ROWS = 500;
const KILLS = 2;
t.setTimeout(240_000);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

t.test('a roster survives kill -9: each row is issued exactly once', async (t) => {
  const { pool, connectionString } = await issuerDatabase(t);
  const write = await testFolder(t);
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    DATABASE_URL: connectionString,
    KEYS_PASSPHRASE_FILE: await write('passphrase', generatePassphrase()),
    ADMIN_KEY_FILE: await write('admin-key', adminKey),
    ISSUER_PORT: String(port),
    ISSUER_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'silent',
  };
  let issuer: ChildProcess | undefined;
  const start = async () => {
    const started = spawn(process.execPath, [await bundleService('issuer')], {
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    issuer = started;
    await new Promise((ready, failed) => started.once('message', ready).once('exit', failed));
  };
  const end = async (signal: NodeJS.Signals) => {
    const exited = new Promise((done) => issuer?.once('exit', done));
    issuer?.kill(signal);
    await exited;
  };
  t.teardown(() => issuer?.kill('SIGKILL'));
  const send = async (method: string, path: string, key: string, type: string, body: string) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': type };
    return (await fetch(env.ISSUER_URL + path, { method, headers, body })).json();
  };

  await start();
  const json = 'application/json';
  const { apiKey } = await send('POST', '/institutions', adminKey, json, '{"id":"demo","names":{"en":"Demo"}}');
  await send('PUT', '/institutions/demo/achievements/masonry', apiKey, json, JSON.stringify(masonry));
  const people = Array.from({ length: ROWS }, (_, index) => `Person ${index},${index + 10_000}`).join('\n');
  const path = '/institutions/demo/rosters?achievement=masonry&approve=true';
  const { id } = await send('POST', path, apiKey, 'text/csv', `Name,Student no\n${people}\n`);

  let before = 0;
  const until = async (enough: (issued: number, atWork: boolean) => boolean) => {
    for (let turn = 0; turn < 4_000; turn += 1) {
      const { issued } = await countRows(pool, id);
      if (enough(issued, await isAtWork(pool, id))) return issued;
      await sleep(10);
    }
    throw new Error('It did not come so far.');
  };
  for (let kill = 0; kill < KILLS; kill += 1) {
    if (kill > 0) await start();
    await until((issued) => issued > before);
    // Into the middle of the next chunk.
    await sleep(20 * (kill + 1));
    await end('SIGKILL');
    before = await until((_, atWork) => !atWork);
    t.ok(before < ROWS, `killed with ${before} of ${ROWS} rows stored`);
  }
  await start();
  await until((issued) => issued === ROWS);
  await end('SIGTERM');

  const { rows } = await pool.query(
    `select count(*)::integer as all, count(distinct idempotency_key)::integer as keys, count(distinct holder_name)::integer as people,
            count(distinct (status_group, status_index))::integer as places, count(issued)::integer as issued,
            (select count(distinct credential_id)::integer from roster_row where state = 'issued') as linked
     from credential`,
  );
  t.match(rows, [{ all: ROWS, keys: ROWS, people: ROWS, places: ROWS, issued: ROWS, linked: ROWS }]);
  t.match(await verifyAudit(pool, {}), [{ faults: [] }], 'each can be read as it was recorded, byte for byte');
});
