import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@symbolon/postgres/testing';
import { testAuthority } from '@symbolon/securing/testing';
import { didKeySigner, startWorld } from '@symbolon/verification/testing';
import type { Test } from 'tap';
import { toConfig } from '../../config.ts';
import { createVerifier } from '../../verifier.ts';

type Json = Record<string, unknown>;
const migrations = new URL('../../../migrations/', import.meta.url);

/** What the asking side gets when it asks. */
export type Made = {
  status: number;
  id: string;
  token: string;
  links: Links;
  callbackSecret?: string;
  errors?: unknown;
};
type Links = {
  openid4vp: Record<string, string>;
  interaction: string;
  learnerCredentialWallet: string;
  digitalCredentials: string;
};

/** A verifier with a database that listens on loopback, an issuer that it knows, and a holder with credentials of that issuer. */
export async function startAsking(t: Test, env: Record<string, string> = {}, origins: string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-asking-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const { pool, connectionString } = await testDatabase(t, { migrations: [migrations] });
  const keyFile = join(folder, 'verifier-key.pem');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(keyFile, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  const certificate = testAuthority().issue({ privateKey: der, dns: 'localhost' });
  const certificateFile = join(folder, 'verifier.pem');
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`;
  await writeFile(certificateFile, pem);
  const world = await startWorld();
  await world.publishToken();
  t.teardown(() => world.stop());
  const trustFile = join(folder, 'trust.json');
  await writeFile(trustFile, JSON.stringify(world.list));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const config = toConfig({
    LOG_LEVEL: 'silent',
    RATE_LIMIT: 'off',
    VERIFIER_PORT: String(port),
    VERIFIER_URL: url,
    ALLOW_LOOPBACK: [world.origin, ...origins].join(),
    DATABASE_URL: connectionString,
    VERIFIER_KEY_FILE: keyFile,
    VERIFIER_CERTIFICATE_FILE: certificateFile,
    TRUST_LIST: trustFile,
    ...env,
  });
  const service = await createVerifier(config, world.now);
  t.teardown(() => service.close());
  await service.listen({ host: '127.0.0.1', port });
  const holder = didKeySigner();
  const subject = world.credential().credentialSubject as Json;
  return {
    url,
    config,
    service,
    pool,
    world,
    holder,
    folder,
    keyFile,
    /** A credential of the holder, or of whom `changes` name. */
    issue: (id: string = holder.controller, changes: Json = {}) =>
      world.issue({ credentialSubject: { ...subject, id }, ...changes }),
    issueJwt: (id: string = holder.controller, changes: Json = {}) =>
      world.issueJwt({ credentialSubject: { ...subject, id }, ...changes }),
    issueSdJwt: (changes: Json = {}) => world.issueSdJwt(changes, { holderBinding: { jwk: holder.publicJwk } }),
    async ask(asked: Json, more: Json = {}): Promise<Made> {
      const reply = await send(`${url}/presentation-requests`, { asked, ...more });
      return { status: reply.status, ...(reply.body as Omit<Made, 'status'>) };
    },
    async look({ id, token }: Pick<Made, 'id' | 'token'>): Promise<Json> {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${url}/presentation-requests/${id}`, { headers })).json() as Promise<Json>;
    },
  };
}

/** The achievement and the occupation of the credentials that the holder has. */
export const welding = {
  achievement: 'https://issuer.example/institutions/demo/achievements/smaw-nc-ii/versions/1',
  occupation: 'https://issuer.example/isco/7212',
};

/** Posts JSON; gives status and body. */
export async function send(url: string, body: unknown) {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: reply.status, body: (await reply.json()) as Json };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
