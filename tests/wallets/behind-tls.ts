import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as forward } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { testDatabase } from '@symbolon/postgres/testing';
import { testAuthority } from '@symbolon/securing/testing';
import type { Test } from 'tap';
import { bundleService } from '../../scripts/bundle.ts';
import { freePort, startIssuerProcess } from '../console/issuer-process.ts';

const pem = (label: string, base64: string) => `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;

/**
 * Both services as processes of their own, each behind a proxy where TLS ends, under addresses of https whose certificates come
 * from an authority that nobody knows but those who were told (`NODE_EXTRA_CA_CERTS`), this process among them.
 */
export async function startBehindTls(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-tls-'));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const authority = testAuthority('Authority of a school');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const cert = pem('CERTIFICATE', authority.issue({ privateKey: der, dns: 'localhost' }));
  const ca = pem('CERTIFICATE', authority.certificate);
  process.env.NODE_EXTRA_CA_CERTS = await file('authority.pem', ca);
  setDefaultCACertificates([...getCACertificates('default'), ca]);

  /** Passes everything on to a port; gives the address of https. */
  const proxyTo = async (port: number) => {
    const server = createServer({ key, cert }, (incoming, outgoing) => {
      const { method, url: path, headers } = incoming;
      const onward = forward({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      onward.once('error', () => outgoing.destroy());
      incoming.pipe(onward);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
    return `https://localhost:${(server.address() as AddressInfo).port}`;
  };

  const [issuerPort, verifierPort] = [await freePort(), await freePort()];
  const [issuerUrl, verifierUrl] = [await proxyTo(issuerPort), await proxyTo(verifierPort)];
  const { apiKey } = await startIssuerProcess(t, { port: issuerPort, url: issuerUrl, verifier: verifierUrl });
  const list = {
    type: 'TrustList',
    id: 'urn:example:trust-list',
    name: 'Trust list of the test',
    issued: '2026-11-01T00:00:00Z',
    nextUpdate: '2099-01-01T00:00:00Z',
    sequence: 1,
    institutions: [
      {
        did: `did:web:${new URL(issuerUrl).host.replace(':', '%3A')}:institutions:demo`,
        names: { en: 'Siem Reap Skills Centre' },
        validFrom: '2020-01-01T00:00:00Z',
      },
    ],
  };
  const env = {
    ...process.env,
    VERIFIER_PORT: String(verifierPort),
    VERIFIER_URL: verifierUrl,
    TRUST_LIST: await file('trust-list.json', JSON.stringify(list)),
    ALLOW_LOOPBACK: issuerUrl,
    DATABASE_URL: (await testDatabase(t)).connectionString,
    VERIFIER_KEY_FILE: await file('verifier-key.pem', key),
    VERIFIER_CERTIFICATE_FILE: await file('verifier.pem', cert),
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'fatal',
  };
  const program = await bundleService('verifier');
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  t.teardown(async () => {
    child.kill('SIGTERM');
    await exit;
    await rm(folder, { recursive: true, force: true });
  });
  const early = exit.then(() => Promise.reject(new Error('The verifier did not start')));
  await Promise.race([once(child, 'message'), early]);
  early.catch(() => {});
  return { issuer: issuerUrl, verifier: verifierUrl, apiKey, authority: authority.certificate };
}
