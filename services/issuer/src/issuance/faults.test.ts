// The issuer as a process and a PostgreSQL server of its own, both killed while credentials are asked for.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verificationMethodFor } from '@symbolon/dids';
import { openPool, type PostgresServer, startPostgres } from '@symbolon/postgres';
import { generatePassphrase } from '@symbolon/securing/keys';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import { bitAt, decodeBitstring } from '@symbolon/status-list';
import t from 'tap';
import { bundleService } from '../../../../scripts/bundle.ts';
import { verifyAudit } from '../audit/verify.ts';
import { openKeyRing } from '../keys/key-ring.ts';
import { masonry } from '../testing.ts';

const passphrase = generatePassphrase();
const adminKey = 'the-admin-key-of-the-tests';

/** The two programs, each of which can be killed as a power cut would and started again. */
class Installation {
  postgres!: PostgresServer;
  issuer!: ChildProcess;
  url = '';
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async startPostgres(): Promise<void> {
    const port = this.postgres ? { port: this.postgres.port } : {};
    this.postgres = await startPostgres({ dataDir: join(this.folder, 'postgres'), ...port });
  }

  async startIssuer(): Promise<void> {
    const env = {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: this.postgres.connectionString,
      KEYS_PASSPHRASE_FILE: join(this.folder, 'passphrase'),
      ADMIN_KEY_FILE: join(this.folder, 'admin-key'),
      ISSUER_PORT: new URL(this.url).port,
      ISSUER_URL: this.url,
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'silent',
    };
    this.issuer = spawn(process.execPath, [await bundleService('issuer')], {
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    await new Promise<void>((resolve, reject) => {
      this.issuer.once('message', () => resolve());
      this.issuer.once('exit', (code) => reject(new Error(`The issuer ended with code ${code}.`)));
    });
    this.issuer.removeAllListeners('exit');
  }

  async killIssuer(): Promise<void> {
    const ended = new Promise((resolve) => this.issuer.once('exit', resolve));
    this.issuer.kill('SIGKILL');
    await ended;
  }
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

t.setTimeout(400_000);

/** Each kill costs a start; more of them by hand: `KILLS=10`. */
const kills = Number(process.env.KILLS ?? 4);
const people = kills * 40;

t.test('issuer and database are killed while credentials are issued under retry (R1, R2, R3, R5)', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-faults-'));
  await chmod(folder, 0o711);
  await writeFile(join(folder, 'passphrase'), passphrase);
  await writeFile(join(folder, 'admin-key'), adminKey);
  const house = new Installation(folder);
  await house.startPostgres();
  house.url = `http://127.0.0.1:${await freePort()}`;
  await house.startIssuer();
  t.teardown(async () => {
    await house.killIssuer();
    await house.postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const send = (method: string, path: string, key: string, body?: unknown, more = {}) =>
    fetch(house.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
  const made = await send('POST', '/institutions', adminKey, { id: 'demo', names: { en: 'Demo' } });
  const { apiKey, institution } = (await made.json()) as { apiKey: string; institution: { did: string } };
  await send('PUT', '/institutions/demo/achievements/masonry', apiKey, masonry);

  const statuses = new Map<number, number>();
  const award = (number: number) =>
    send(
      'POST',
      '/institutions/demo/achievements/masonry/credentials',
      apiKey,
      { holder: { name: `Person ${number}` }, award: { validFrom: '2026-11-22T09:00:00Z' } },
      { 'idempotency-key': `person-${number}` },
    );
  /** Asks again until there is an answer, as a client of this API does. */
  async function untilIssued(number: number): Promise<string> {
    for (;;) {
      const answer = await award(number).catch(() => undefined);
      if (answer) statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer?.status === 201) return answer.text().catch(() => untilIssued(number));
      await answer?.body?.cancel().catch(() => {});
      await sleep(50);
    }
  }

  const bodies = new Map<number, string>();
  let next = 0;
  const clients = Array.from({ length: 8 }, async () => {
    for (let number = next++; number < people; number = next++) bodies.set(number, await untilIssued(number));
  });
  const reached = async (count: number) => {
    while (bodies.size < count) await sleep(5);
  };
  for (let kill = 1; kill <= kills; kill += 1) {
    await reached(kill * 36);
    await house.killIssuer();
    await house.startIssuer();
    if (kill % 2 === 0) {
      await house.postgres.kill();
      await house.startPostgres();
    }
  }
  await Promise.all(clients);
  t.comment(`answers: ${JSON.stringify([...statuses])}`);
  t.strictSame(
    [...statuses.keys()].filter((status) => ![201, 503].includes(status)),
    [],
    'a fault is 503 and nothing else',
  );

  const pool = openPool({ connectionString: house.postgres.connectionString });
  t.teardown(() => pool.end());
  const { rows } = await pool.query(
    `select count(*)::int as all, count(distinct (status_group, status_index))::int as places,
            count(distinct holder_name)::int as people, count(*) filter (where issued is null)::int as unfinished
     from credential`,
  );
  t.strictSame(rows, [{ all: people, places: people, people, unfinished: 0 }]);

  const didDocument = (await (await fetch(`${house.url}/institutions/demo/did.json`)).json()) as never;
  const resolver = { resolve: async () => ({ didDocument, didDocumentMetadata: {}, didResolutionMetadata: {} }) };
  let same = 0;
  let verified = 0;
  for (const [number, body] of bodies) {
    if ((await (await award(number)).text()) === body) same += 1;
    const result = await verifyDataIntegrity(JSON.parse(body).verifiableCredential, {
      now: new Date(),
      purpose: 'assertionMethod',
      verificationMethod: (url, purpose) => verificationMethodFor(resolver, url, purpose),
    });
    if (result.verified) verified += 1;
  }
  t.equal(same, people, 'a replay is the same byte for byte');
  t.equal(verified, people, 'every credential verifies');

  const { id, credentialStatus } = JSON.parse(bodies.get(7)!).verifiableCredential;
  const statusPurpose = 'revocation';
  const revoked = await send('POST', '/institutions/demo/credentials/status', apiKey, {
    credentialId: id,
    credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose },
    status: true,
  });
  t.equal(revoked.status, 200);
  await house.killIssuer();
  await house.postgres.kill();
  await house.startPostgres();
  await house.startIssuer();
  const list = (await (await fetch(credentialStatus[0].statusListCredential)).json()) as {
    credentialSubject: { encodedList: string };
  };
  const bits = await decodeBitstring(list.credentialSubject.encodedList);
  t.ok(
    bitAt(bits, Number(credentialStatus[0].statusListIndex)),
    'a revocation that was answered is public after a crash',
  );

  const { seal } = await openKeyRing(pool, passphrase);
  const [report] = await verifyAudit(pool, { seal });
  t.match(report, { institution: 'demo', faults: [] });
  t.match(institution.did, /^did:web:127\.0\.0\.1%3A\d+:institutions:demo$/);
});
