import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { createDidResolver } from '@symbolon/dids';
import { createGuardedFetch } from '@symbolon/dids/guarded-fetch';
import type { StoredStatusList, TrustedInstitution } from '@symbolon/verification';
import { buildPage } from '../../services/verifier/web/build.ts';
import { close, listen } from './issuer.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self' blob:; " +
  "connect-src 'self' https: http://127.0.0.1:*; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'";

export async function startPage(
  institutions: TrustedInstitution[],
  origins: string[],
  statusLists: () => StoredStatusList[] = () => [],
) {
  const dist = await buildPage();
  const fetch = createGuardedFetch({ allowLoopback: origins });
  const dids = createDidResolver({ fetch, allowLoopback: origins });
  const requests: string[] = [];
  const trust = { sequence: 1, institutions };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    requests.push(pathname);
    if (pathname === '/.well-known/trust-bundle') {
      const { sequence, institutions } = trust;
      const trustList = {
        type: 'TrustList',
        id: 'urn:test',
        name: 'Test list',
        issued: '2026-11-01T00:00:00Z',
        nextUpdate: '2027-01-01T00:00:00Z',
        sequence,
        institutions,
      };
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ trustList, statusLists: statusLists() }));
    }
    if (pathname.startsWith('/1.0/identifiers/')) {
      const result = await dids.resolve(decodeURI(pathname.slice('/1.0/identifiers/'.length)));
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
    }
    const path = pathname === '/' ? '/index.html' : pathname;
    const compressed = await readFile(join(dist, `${path}.gz`)).catch(() => undefined);
    const body = compressed ?? (await readFile(join(dist, path)).catch(() => undefined));
    if (!body) return response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': policy,
      ...(compressed ? { 'content-encoding': 'gzip' } : {}),
    });
    return response.end(body);
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}/`,
    host: `127.0.0.1:${port}`,
    requests,
    trust,
    stop: () => close(server),
    restart: () => listen(server, port),
  };
}
