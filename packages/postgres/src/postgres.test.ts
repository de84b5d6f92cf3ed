import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { migrate, openPool, startPostgres } from './index.ts';
import { testDatabase } from './testing.ts';

const run = promisify(execFile);

async function folder(t: { teardown(handler: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'symbolon-postgres-'));
  await chmod(path, 0o711);
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

t.test('what was committed is there after the server was killed and started again', async (t) => {
  const dataDir = join(await folder(t), 'postgres');
  const first = await startPostgres({ dataDir });
  const pool = openPool({ connectionString: first.connectionString });
  await pool.query('create table kept (n int)');
  await pool.query('insert into kept values (1)');
  await first.kill();
  const second = await startPostgres({ dataDir, port: first.port });
  t.teardown(() => second.stop());
  t.equal(second.connectionString, first.connectionString);
  const { rows } = await pool.query('select n from kept');
  t.same(rows, [{ n: 1 }]);
  await pool.end();
});

t.test('a program that is killed leaves no server behind', async (t) => {
  const dataDir = join(await folder(t), 'postgres');
  const program = `import { startPostgres } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, fsync: 'off' }); console.log('ready'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const [pid] = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n');
  t.doesNotThrow(() => process.kill(Number(pid), 0), 'the server runs');
  child.kill('SIGKILL');
  for (let i = 0; i < 100; i += 1) {
    const alive = await run('kill', ['-0', String(pid)]).then(
      () => true,
      () => false,
    );
    if (!alive) return;
    await sleep(100);
  }
  t.fail('the server is still running ten seconds later');
});

t.test('migrations are applied once, in order, and a changed one is refused', async (t) => {
  const { pool } = await testDatabase(t);
  const path = await folder(t);
  const url = pathToFileURL(path);
  await writeFile(join(path, '0001_a.sql'), 'create table a (n int);');
  await writeFile(join(path, '0002_b.sql'), 'alter table a add column m int;');
  t.same(
    (await Promise.all([migrate(pool, url), migrate(pool, url)])).flat(),
    ['0001_a.sql', '0002_b.sql'],
    'two at once take turns',
  );
  t.same(await migrate(pool, url), []);
  await writeFile(join(path, '0003_c.sql'), 'create table c (n int); select broken;');
  await t.rejects(migrate(pool, url), { message: 'Migration 0003_c.sql failed.' });
  t.same(
    (await pool.query("select to_regclass('c') as c")).rows,
    [{ c: null }],
    'a migration that fails leaves nothing',
  );
  await writeFile(join(path, '0003_c.sql'), 'create table c (n int);');
  t.same(await migrate(pool, url), ['0003_c.sql']);
  const concurrent =
    '-- Outside of a transaction.\ndrop index concurrently if exists i;\ncreate index concurrently i on a (n);\n';
  await writeFile(join(path, '0004_d.sql'), `${concurrent}select broken;\n`);
  await t.rejects(migrate(pool, url), { message: 'Migration 0004_d.sql failed.' });
  await writeFile(join(path, '0004_d.sql'), concurrent);
  t.same(
    (await Promise.all([migrate(pool, url), migrate(pool, url)])).flat(),
    ['0004_d.sql'],
    'what no transaction may hold begins anew where it was cut short, and nobody who waits for his turn stands in its way',
  );
  await writeFile(join(path, '0001_a.sql'), 'create table a (n bigint);');
  await t.rejects(migrate(pool, url), /0001_a.sql was changed/);
});
