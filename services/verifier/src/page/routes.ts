import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import files from '@fastify/static';
import type { Service } from '@symbolon/service';

const built = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** The employer's page at `/`, where it has been built. Files whose name holds their hash are kept for ever by browsers. */
export async function pageRoutes(service: Service, folder = built): Promise<void> {
  if (!existsSync(folder)) return;
  await service.register(files, {
    root: folder,
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      const isHashed = /\/assets\/[^/]+-[\w-]{8}\.\w+(\.br|\.gz)?$/.test(path);
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  // Asking wallets is the same file; what it loads is its own.
  service.get('/ask', { schema: { hide: true } }, (_, reply) => reply.redirect('/ask/'));
  service.get('/ask/', { schema: { hide: true } }, (_, reply) => reply.sendFile('index.html'));
}
