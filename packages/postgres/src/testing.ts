import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from './migrate.ts';
import { openPool, type Pool } from './pool.ts';
import { startPostgres } from './server.ts';

export type TestDatabase = { pool: Pool; connectionString: string };

/** The part of a tap test that is used here. */
type Test = { teardown(handler: () => Promise<void> | void): void };

let server: Promise<string> | undefined;

/** The server of the whole test run where there is one (`TEST_POSTGRES`), else one for this process. */
function testServer(): Promise<string> {
  server ??= process.env.TEST_POSTGRES ? Promise.resolve(process.env.TEST_POSTGRES) : startOwn();
  return server;
}

async function startOwn(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-test-'));
  // The server may run as another user, who has to reach its folder.
  await chmod(folder, 0o711);
  const started = await startPostgres({ dataDir: join(folder, 'postgres'), fsync: 'off', temporary: true });
  return started.connectionString;
}

/**
 * Gives a fresh, migrated database on a real server; it is dropped when the test ends.
 * The migrated form is kept as a template, so that the second one costs milliseconds.
 */
export async function testDatabase(t: Test, { migrations = [] }: { migrations?: URL[] } = {}): Promise<TestDatabase> {
  const base = await testServer();
  const template = await provideTemplate(base, migrations);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await withClient(base, (client) => client.query(`create database ${name} template ${template}`));
  const connectionString = withDatabase(base, name);
  const pool = openPool({ connectionString });
  t.teardown(async () => {
    await pool.end();
    await withClient(base, (client) => client.query(`drop database if exists ${name} with (force)`));
  });
  return { pool, connectionString };
}

async function provideTemplate(base: string, migrations: URL[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of migrations) {
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.sql')).sort()) {
      hash.update(name).update(await readFile(new URL(name, `${folder.href.replace(/\/$/, '')}/`)));
    }
  }
  const template = `template_${hash.digest('hex').slice(0, 24)}`;
  await withClient(base, async (client) => {
    await client.query('select pg_advisory_lock(1)');
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount) return;
    const draft = `${template}_draft`;
    await client.query(`drop database if exists ${draft}`);
    await client.query(`create database ${draft}`);
    const pool = openPool({ connectionString: withDatabase(base, draft) });
    for (const folder of migrations) await migrate(pool, folder);
    await pool.end();
    await client.query(`alter database ${draft} rename to ${template}`);
  });
  return template;
}

const withDatabase = (connectionString: string, name: string) => {
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.href;
};

async function withClient(connectionString: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(connectionString, 'postgres') });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
