// `npm start`: the whole system on this machine. PostgreSQL (or DATABASE_URL), both services, and on the first run a demo
// institution whose example roster goes the way that every roster goes. State lives in .data (or DATA_DIR).
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@symbolon/postgres';
import { bundleService } from './bundle.ts';
import { provideDemo } from './demo.ts';
import { buildPages } from './pages.ts';
import { startProgram, stopPrograms } from './programs.ts';
import { provideSecrets } from './secrets.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dataDir = resolve(root, process.env.DATA_DIR || '.data');
const issuerPort = process.env.ISSUER_PORT || '4001';
const verifierPort = process.env.VERIFIER_PORT || '4002';
const issuer = process.env.ISSUER_URL || `http://localhost:${issuerPort}`;
const verifier = process.env.VERIFIER_URL || `http://localhost:${verifierPort}`;

let stopping: Promise<void> | undefined;
let stopDatabase = async () => {};

/** Services first, then the database under them. */
function stop(exitCode: number): Promise<void> {
  stopping ??= (async () => {
    await stopPrograms();
    await stopDatabase();
    process.exit(exitCode);
  })();
  return stopping;
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
// The runner that started this process is gone: npm was killed.
process.on('disconnect', () => void stop(0));

try {
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const secrets = await provideSecrets(join(dataDir, 'keys'));
  const [databaseUrl, issuerProgram, verifierProgram] = await Promise.all([
    provideDatabase(),
    bundleService('issuer'),
    bundleService('verifier'),
    buildPages(),
  ]);
  const shared = {
    ...process.env,
    ISSUER_URL: issuer,
    VERIFIER_URL: verifier,
    LOG_LEVEL: process.env.LOG_LEVEL || 'warn',
  };
  await startProgram('issuer', issuerProgram, {
    ...shared,
    ISSUER_PORT: issuerPort,
    DATABASE_URL: databaseUrl,
    KEYS_PASSPHRASE_FILE: secrets.passphrase,
    ADMIN_KEY_FILE: secrets.adminKey,
  });
  const demo = await provideDemo({ dataDir, issuer, verifier, secrets, local: `http://127.0.0.1:${issuerPort}` });
  // Before the verifier, so that the status lists are there when it first asks for them.
  await demo.issueRoster();
  await startProgram('verifier', verifierProgram, {
    ...shared,
    VERIFIER_PORT: verifierPort,
    // Asking wallets is kept in the same database, in a schema of its own.
    DATABASE_URL: databaseUrl,
    VERIFIER_KEY_FILE: process.env.VERIFIER_KEY_FILE || secrets.verifierKey,
    TRUST_LIST: process.env.TRUST_LIST || demo.trustList,
    TRUST_LIST_KEY: process.env.TRUST_LIST_KEY || demo.trustListKey,
    // The demo's issuer is on this machine: the one loopback address that the verifier may ask.
    ALLOW_LOOPBACK: process.env.ALLOW_LOOPBACK || (isLoopback(issuer) ? issuer : ''),
  });
  console.log(await demo.welcome());
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The system could not start.');
  if (process.env.LOG_LEVEL === 'debug') console.error(error);
  await stop(1);
}

/** Gives the address of the database: the one that was named, else the embedded server's. */
async function provideDatabase(): Promise<string> {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const server = await startPostgres({ dataDir: join(dataDir, 'postgres') });
  stopDatabase = () => server.stop();
  return server.connectionString;
}

function isLoopback(address: string): boolean {
  return /^(localhost|127\.|\[::1\])/.test(new URL(address).host);
}
