import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrustedInstitution } from '@symbolon/verification';
import { bundleService } from '../../scripts/bundle.ts';
import { buildPage } from '../../services/verifier/web/build.ts';
import { close, listen } from './issuer.ts';

/**
 * The verifier as it is started for real, on loopback, with the built page and a trust list of these institutions. In a
 * process of its own: a test that draws pictures would keep it from answering, and it would say that it is busy.
 */
export async function startPage(institutions: TrustedInstitution[], origins: string[]) {
  const [program] = await Promise.all([bundleService('verifier'), buildPage()]);
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-page-'));
  const file = join(folder, 'trust-list.json');
  const list = {
    type: 'TrustList',
    id: 'urn:example:trust-list',
    name: 'Trust list of the test',
    issued: '2026-11-01T00:00:00Z',
    nextUpdate: '2099-01-01T00:00:00Z',
    sequence: 1,
    institutions,
  };
  await writeFile(file, JSON.stringify(list));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const start = async () => {
    const env = {
      ...process.env,
      VERIFIER_PORT: String(port),
      TRUST_LIST: file,
      ALLOW_LOOPBACK: origins.join(','),
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'fatal',
    };
    // Over the channel it says when it is ready, and learns when this test has ended, however it ended.
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const exit = once(child, 'exit').then(() => Promise.reject(new Error('The verifier did not start')));
    await Promise.race([once(child, 'message'), exit]);
    exit.catch(() => {});
    return child;
  };
  let child = await start();
  return {
    url,
    host: `127.0.0.1:${port}`,
    /** Takes the service away, as when there is no network. */
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async restart() {
      child = await start();
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  await close(server);
  return port;
}
