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

export type TestDatabaseOptions = {
  /** Folders of `NNNN_name.sql`. */
  migrations?: URL[];
  /** What else every such database holds from the beginning, made once; its name tells it from others. */
  prepared?: { name: string; prepare(pool: Pool): Promise<void> };
};

/**
 * Gives a fresh, migrated database on a real server; it is dropped when the test ends.
 * The migrated form is kept as a template, so that the second one costs milliseconds.
 */
export async function testDatabase(t: Test, options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const base = await testServer();
  const template = await provideTemplate(base, options);
  const name = `test_${randomBytes(8).toString('hex')}`;
  // Copied file by file: page by page through the log costs many times the processor time, for safety that no test needs.
  await administer(base, (client) => client.query(`create database ${name} template ${template} strategy file_copy`));
  const connectionString = withDatabase(base, name);
  const pool = openPool({ connectionString });
  t.teardown(async () => {
    await pool.end();
    await administer(base, (client) => client.query(`drop database if exists ${name} with (force)`));
  });
  return { pool, connectionString };
}

const templates = new Map<string, Promise<string>>();

/** Gives the name of the template, made by whichever process needs it first. */
async function provideTemplate(base: string, { migrations = [], prepared }: TestDatabaseOptions): Promise<string> {
  const known = [...migrations.map(String), prepared?.name].join(' ');
  const template = templates.get(known) ?? makeTemplate(base, { migrations, ...(prepared ? { prepared } : {}) });
  templates.set(known, template);
  return template;
}

async function makeTemplate(base: string, { migrations = [], prepared }: TestDatabaseOptions): Promise<string> {
  const hash = createHash('sha256').update(prepared?.name ?? '');
  for (const folder of migrations) {
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.sql')).sort()) {
      hash.update(name).update(await readFile(new URL(name, `${folder.href.replace(/\/$/, '')}/`)));
    }
  }
  const template = `template_${hash.digest('hex').slice(0, 24)}`;
  await administer(base, async (client) => {
    await client.query('select pg_advisory_lock(1)');
    try {
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
      if (rowCount) return;
      const draft = `${template}_draft`;
      await client.query(`drop database if exists ${draft}`);
      await client.query(`create database ${draft}`);
      const pool = openPool({ connectionString: withDatabase(base, draft) });
      for (const folder of migrations) await migrate(pool, folder);
      await prepared?.prepare(pool);
      await pool.end();
      await client.query(`alter database ${draft} rename to ${template}`);
    } finally {
      await client.query('select pg_advisory_unlock(1)');
    }
  });
  return template;
}

let administrator: pg.Pool | undefined;

/** Lends this process's connection for making and dropping databases; an idle one keeps no process alive. */
async function administer(base: string, use: (client: pg.PoolClient) => Promise<unknown>): Promise<void> {
  administrator ??= new pg.Pool({
    connectionString: withDatabase(base, 'postgres'),
    max: 2,
    allowExitOnIdle: true,
  }).on('error', () => {});
  const client = await administrator.connect();
  try {
    await use(client);
  } finally {
    client.release();
  }
}

const withDatabase = (connectionString: string, name: string) => {
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.href;
};
