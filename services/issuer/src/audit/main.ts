// `npm run audit -- verify [--checkpoint FILE]` and `npm run audit -- checkpoint > FILE`.
// Against DATABASE_URL, or without it against the database that `npm start` keeps in .data.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openPool, startPostgres } from '@symbolon/postgres';
import { openKeyRing } from '../keys/key-ring.ts';
import { type Checkpoint, verifyAudit } from './verify.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const dataDir = resolve(root, process.env.DATA_DIR || '.data');

const usage = 'Say "verify", with --checkpoint FILE where there is one, or "checkpoint".';

try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { checkpoint: { type: 'string' } } });
  if (positionals.length !== 1 || !['verify', 'checkpoint'].includes(positionals[0]!)) throw new Error(usage);
  const database = await provideDatabase();
  const pool = openPool({ connectionString: database.connectionString, max: 2 });
  try {
    const passphrase = await readPassphrase();
    const keys = passphrase === undefined ? undefined : await openKeyRing(pool, passphrase);
    const checkpoints = values.checkpoint === undefined ? [] : await readCheckpoints(values.checkpoint);
    const reports = await verifyAudit(pool, { seal: keys?.seal, checkpoints });
    const faulty = reports.filter(({ faults }) => faults.length > 0);
    if (positionals[0] === 'checkpoint' && faulty.length === 0) {
      console.log(
        JSON.stringify(
          reports.map(({ institution, length, hash }) => ({ institution, length, hash })),
          null,
          2,
        ),
      );
    } else {
      for (const { institution, length, hash, faults } of reports) {
        if (faults.length === 0)
          console.log(`${institution}: ${length} entries, all in order, head ${hash.slice(0, 16)}`);
        else for (const fault of faults) console.log(`${institution}: ${fault}`);
      }
      if (!keys) console.log('The seals were not checked: KEYS_PASSPHRASE_FILE is not set.');
    }
    process.exitCode = faulty.length > 0 ? 1 : 0;
  } finally {
    await pool.end();
    await database.stop();
  }
} catch (error) {
  console.error(`audit: ${error instanceof Error ? error.message : 'unknown fault'}`);
  process.exitCode = 2;
}

async function provideDatabase(): Promise<{ connectionString: string; stop(): Promise<void> }> {
  if (process.env.DATABASE_URL) return { connectionString: process.env.DATABASE_URL, stop: async () => {} };
  const folder = join(dataDir, 'postgres');
  const password = await readFile(`${folder}.password`, 'utf8').catch(() => undefined);
  if (password === undefined) throw new Error('DATABASE_URL is not set, and npm start has made no database here.');
  // While npm start runs, its server says in this file where it listens: the fourth line is the port.
  const pidFile = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = pidFile.split('\n');
  if (pid && port && isRunning(Number(pid))) {
    return { connectionString: `postgres://symbolon:${password}@127.0.0.1:${port}/symbolon`, stop: async () => {} };
  }
  return startPostgres({ dataDir: folder });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readPassphrase(): Promise<string | undefined> {
  const path = process.env.KEYS_PASSPHRASE_FILE;
  if (path) return (await readFile(path, 'utf8')).trim();
  return readFile(join(dataDir, 'keys', 'keys-passphrase'), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

async function readCheckpoints(path: string): Promise<Checkpoint[]> {
  const found: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!Array.isArray(found)) throw new Error(`${path} is not a checkpoint that "audit checkpoint" wrote.`);
  return found as Checkpoint[];
}
