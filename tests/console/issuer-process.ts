import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@symbolon/postgres/testing';
import { generatePassphrase } from '@symbolon/securing/keys';
import { bundleService } from '../../scripts/bundle.ts';

type Test = Parameters<typeof testDatabase>[0];

const migrations = new URL('../../services/issuer/migrations/', import.meta.url);
const adminKey = 'the-admin-key-of-this-test';

/**
 * The issuer as a process of its own, as it runs in earnest, with one institution. Gives its address and API key.
 * `port` where the address had to be known before; `verifier` is the address that is printed on paper; `url` the public one
 * where that is another than the one on which it listens.
 */
export async function startIssuerProcess(t: Test, options: { port?: number; verifier?: string; url?: string } = {}) {
  const { connectionString } = await testDatabase(t, { migrations: [migrations] });
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-console-'));
  const secret = async (name: string, text: string) => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const port = options.port ?? (await freePort());
  const local = `http://localhost:${port}`;
  const origin = options.url ?? local;
  const child = spawn(process.execPath, [await bundleService('issuer')], {
    env: {
      ...process.env,
      ISSUER_PORT: String(port),
      ISSUER_URL: origin,
      DATABASE_URL: connectionString,
      KEYS_PASSPHRASE_FILE: await secret('passphrase', generatePassphrase()),
      ADMIN_KEY_FILE: await secret('admin-key', adminKey),
      ...(options.verifier ? { VERIFIER_URL: options.verifier } : {}),
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  t.teardown(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error('The issuer stopped before it was ready.')));
  });
  /** Makes one more institution and gives its API key. */
  const addInstitution = async (institution: {
    id: string;
    names: Record<string, string>;
    country: string;
  }): Promise<string> => {
    const reply = await fetch(`${local}/institutions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(institution),
    });
    return ((await reply.json()) as { apiKey: string }).apiKey;
  };
  const names = { en: 'Siem Reap Skills Centre', km: 'មជ្ឈមណ្ឌលជំនាញសៀមរាប' };
  const apiKey = await addInstitution({ id: 'demo', names, country: 'KH' });
  return { origin, apiKey, addInstitution, stop };
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
