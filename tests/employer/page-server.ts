import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrustedInstitution } from '@symbolon/verification';
import { toConfig } from '../../services/verifier/src/config.ts';
import { createVerifier } from '../../services/verifier/src/verifier.ts';
import { buildPage } from '../../services/verifier/web/build.ts';

/** The verifier service on loopback, serving the built page and a trust list of these institutions. */
export async function startPage(institutions: TrustedInstitution[], origins: string[]) {
  await buildPage();
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
  const start = async (port: number) => {
    const config = toConfig({
      VERIFIER_PORT: String(port),
      TRUST_LIST: file,
      ALLOW_LOOPBACK: origins.join(','),
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'silent',
    });
    const service = await createVerifier(config);
    await service.listen({ host: '127.0.0.1', port });
    return service;
  };
  let service = await start(0);
  const { port } = service.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    host: `127.0.0.1:${port}`,
    /** Takes the service away, as when there is no network. */
    async stop() {
      service.server.closeAllConnections();
      await service.close();
    },
    async restart() {
      service = await start(port);
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
