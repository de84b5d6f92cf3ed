import type { Service } from './service.ts';

const allowed = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
  'access-control-allow-headers': 'accept, authorization, content-type, dpop, if-none-match',
  'access-control-expose-headers': 'etag',
  'access-control-max-age': '86400',
};

/**
 * Lets any web page use the given paths (wallets and checking pages of others need status lists, DID documents, contexts and the
 * steps of wallet protocols). No cookies are allowed with it: nothing that one could open is behind such a path.
 */
export function allowOtherSites(service: Service, paths: RegExp[]): void {
  const isPublic = (url: string) => paths.some((path) => path.test(url.split('?', 1)[0] ?? ''));
  service.addHook('onRequest', (request, reply, done) => {
    if (!isPublic(request.url)) return done();
    reply.headers(allowed);
    if (request.method === 'OPTIONS') return reply.code(204).send();
    done();
  });
}
