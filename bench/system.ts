import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@symbolon/postgres';
import { bundleService } from '../scripts/bundle.ts';
import { request } from '../scripts/http.ts';
import { provideSecrets } from '../scripts/secrets.ts';
import { publishTrustList } from '../scripts/trust-list.ts';
import { freePort, type Program, startProgram } from './program.ts';
import { achievement, award, holder } from './sample.ts';

/** Both services as processes of their own, on a real PostgreSQL that waits for the disk, with one institution. */
export type System = {
  readonly issuer: Program;
  readonly verifier: Program;
  /** Address of the institution's routes, and the headers that open them. */
  base: string;
  headers: { authorization: string };
  /** Slug of the achievement that is awarded. */
  achievement: string;
  /** Where its database is. */
  database: string;
  /** Starts a verifier that asks wallets: it has the database and a key. */
  asking(): Promise<Program>;
  /** Starts one more process of a service on the same database, with the same public address. */
  another(service: 'issuer' | 'verifier'): Promise<Program>;
  /** Stops the issuer and starts it again: a process in which nothing has happened, and no other works on rosters. */
  freshIssuer(): Promise<Program>;
  stop(): Promise<void>;
};

export async function startSystem(): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-bench-'));
  // The database may run as another user, who has to reach its folder.
  await chmod(folder, 0o711);
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), fsync: 'on', temporary: true });
  const programs: Program[] = [];
  async function stop(): Promise<void> {
    await Promise.all(programs.map((program) => program.stop()));
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
  try {
    const secrets = await provideSecrets(join(folder, 'keys'));
    const [issuerPort, verifierPort] = [await freePort(), await freePort()];
    const issuerUrl = `http://localhost:${issuerPort}`;
    const shared = {
      ...process.env,
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
      ISSUER_URL: issuerUrl,
      VERIFIER_URL: `http://localhost:${verifierPort}`,
      KEYS_PASSPHRASE_FILE: secrets.passphrase,
      ADMIN_KEY_FILE: secrets.adminKey,
    };
    const start = async (service: 'issuer' | 'verifier', port: number, env: NodeJS.ProcessEnv = {}) => {
      const variable = service === 'issuer' ? 'ISSUER_PORT' : 'VERIFIER_PORT';
      // The verifier verifies without one; with it, it would ask wallets too.
      const database = service === 'issuer' ? { DATABASE_URL: postgres.connectionString } : {};
      const program = await startProgram(await bundleService(service), port, {
        ...shared,
        ...database,
        ...env,
        [variable]: String(port),
      });
      programs.push(program);
      return program;
    };
    let issuer = await start('issuer', issuerPort);
    const adminKey = (await readFile(secrets.adminKey, 'utf8')).trim();
    const { institution, apiKey } = await request<{ institution: Record<string, unknown>; apiKey: string }>(
      'POST',
      `${issuer.url}/institutions`,
      {
        headers: { authorization: `Bearer ${adminKey}` },
        json: { id: 'demo', names: { en: 'Siem Reap Skills Centre' }, email: 'registrar@skills-centre.example' },
      },
    );
    const headers = { authorization: `Bearer ${apiKey}` };
    const base = `${issuer.url}/institutions/demo`;
    await request('PUT', `${base}/achievements/masonry`, { headers, json: achievement });
    // The first credential makes the institution's status lists, which the verifier fetches when it starts.
    await request('POST', `${base}/achievements/masonry/credentials`, { headers, json: { holder, award } });
    const { trustList, trustListKey } = await publishTrustList({
      secrets,
      dataDir: folder,
      listed: [{ institution, id: 'demo' }],
      local: issuer.url,
      issuer: issuerUrl,
    });
    const trust = { TRUST_LIST: trustList, TRUST_LIST_KEY: trustListKey, ALLOW_LOOPBACK: issuerUrl };
    const verifier = await start('verifier', verifierPort, trust);
    const another = async (service: 'issuer' | 'verifier') =>
      start(service, await freePort(), service === 'issuer' ? {} : trust);
    const asking = async () => {
      const port = await freePort();
      const key = { DATABASE_URL: postgres.connectionString, VERIFIER_KEY_FILE: secrets.verifierKey };
      return start('verifier', port, { ...trust, ...key, VERIFIER_URL: `http://127.0.0.1:${port}` });
    };
    return {
      asking,
      get issuer() {
        return issuer;
      },
      verifier,
      base,
      headers,
      achievement: 'masonry',
      database: postgres.connectionString,
      another,
      async freshIssuer() {
        await issuer.stop();
        issuer = await start('issuer', issuerPort);
        return issuer;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
