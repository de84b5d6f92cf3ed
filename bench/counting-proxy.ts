import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { request } from 'undici';

export type Transfer = { path: string; type: string; bytes: number };

/**
 * Stands between a browser and a service and counts what passes, worker threads of the page included: the bytes of each
 * body as gzip sends it, whether the service packs it or a proxy in front of it would.
 */
export async function startCountingProxy(target: string) {
  const transfers: Transfer[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const answer = await request(`${target}${incoming.url}`, {
      method: incoming.method as 'GET',
      headers: forwarded(incoming, target),
      body: incoming.method === 'POST' ? incoming : null,
    });
    const body = Buffer.from(await answer.body.arrayBuffer());
    const headers = { ...answer.headers };
    const type = String(headers['content-type'] ?? '').split(';')[0] ?? '';
    const isPacked = headers['content-encoding'] === 'gzip' || type === 'font/woff2' || body.length === 0;
    const bytes = isPacked ? body.length : gzipSync(body, { level: 9 }).length;
    transfers.push({ path: incoming.url ?? '', type, bytes });
    delete headers['transfer-encoding'];
    outgoing.writeHead(answer.statusCode, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    transfers,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The page's own origin becomes the service's, where a form's origin is compared with it. */
function forwarded({ headers }: IncomingMessage, target: string): Record<string, string> {
  const { connection: _, ...rest } = headers;
  const { host, origin } = new URL(target);
  return {
    ...(rest as Record<string, string>),
    host,
    ...(headers.origin ? { origin } : {}),
    'accept-encoding': 'gzip',
  };
}
