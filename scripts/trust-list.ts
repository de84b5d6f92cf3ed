import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { request } from './http.ts';
import type { Secrets } from './secrets.ts';

const run = promisify(execFile);
const command = fileURLToPath(new URL('../services/verifier/src/trust/main.ts', import.meta.url));
const trust = async (...args: string[]) => (await run(process.execPath, [command, ...args])).stdout.trim();

type Institution = {
  did: string;
  names: Record<string, string>;
  country?: string;
  email?: string;
  telephone?: string;
  url?: string;
};
type DidDocument = {
  verificationMethod: { id: string; type: string; controller: string; publicKeyMultibase: string }[];
};

/**
 * Signs a trust list that names institutions with their keys, as the keeper of a real list does, and gives the paths
 * that the verifier is told. Made anew at each start, so that keys that were added since are in it.
 */
export async function publishTrustList(about: {
  secrets: Secrets;
  dataDir: string;
  listed: { institution: Record<string, unknown>; id: string; actions?: string[] }[];
  local: string;
  issuer: string;
}): Promise<{ trustList: string; trustListKey: string }> {
  const { secrets, dataDir, local, issuer, listed } = about;
  const keyFile = join(secrets.folder, 'trust-list.pem');
  const publicFile = join(secrets.folder, 'trust-list.public');
  if (!existsSync(keyFile)) await writeFile(publicFile, `${await trust('key', keyFile)}\n`);
  const now = new Date();
  const draft = join(dataDir, 'trust-list.json');
  const list = {
    type: 'TrustList',
    id: `${issuer}/trust-list`,
    name: 'Demonstration trust list',
    issued: now.toISOString(),
    nextUpdate: new Date(now.getTime() + 30 * 86_400_000).toISOString(),
    // Seconds only grow, whatever was published before.
    sequence: Math.floor(now.getTime() / 1000),
    institutions: await Promise.all(listed.map(entry)),
  };
  await writeFile(draft, JSON.stringify(list, null, 2));
  const trustList = join(dataDir, 'trust-list.jws');
  await writeFile(trustList, `${await trust('sign', draft, '--key', keyFile)}\n`);
  return { trustList, trustListKey: (await readFile(publicFile, 'utf8')).trim() };

  async function entry({ institution, id, actions }: (typeof listed)[number]) {
    const { did, names, country, email, telephone, url } = institution as Institution;
    const document = await request<DidDocument>('GET', `${local}/institutions/${id}/did.json`);
    return {
      did,
      names,
      ...(country ? { country } : {}),
      ...(actions ? { actions } : {}),
      contact: { ...(email ? { email } : {}), ...(telephone ? { telephone } : {}), ...(url ? { url } : {}) },
      validFrom: '2020-01-01T00:00:00Z',
      verificationMethod: document.verificationMethod.map(({ id: method, type, controller, publicKeyMultibase }) => ({
        id: method,
        type,
        controller,
        publicKeyMultibase,
      })),
      statusListBase: `${issuer}/status-lists/${id}`,
    };
  }
}
