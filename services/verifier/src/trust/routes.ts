import { createHash } from 'node:crypto';
import type { Service } from '@symbolon/service';
import type { TrustList } from '@symbolon/verification';
import { Type } from 'typebox';
import type { VerifierContext } from '../context.ts';

const none: TrustList = {
  type: 'TrustList',
  id: 'urn:symbolon:trust-list:none',
  name: 'No trust list',
  issued: '2026-01-01T00:00:00Z',
  nextUpdate: '9999-12-31T00:00:00Z',
  sequence: 0,
  institutions: [],
};

/**
 * `GET /.well-known/trust-bundle`: all that a page needs to check without any issuer: the trust list with its pinned keys,
 * and the latest status lists of its institutions as they were signed. The page verifies what is signed again.
 */
export function trustRoutes(service: Service, { trust, statusLists }: VerifierContext): void {
  service.get(
    '/.well-known/trust-bundle',
    {
      schema: {
        tags: ['trust'],
        summary: 'The trust list and the latest status lists, for checks without the issuer',
        response: {
          200: Type.Unknown({ description: 'trustList, statusLists, and jws where the list is signed' }),
          304: Type.Null(),
        },
      },
    },
    async (request, reply) => {
      const current = trust.current();
      const bases =
        current?.list.institutions.flatMap(({ statusListBase }) => (statusListBase ? `${statusListBase}/` : [])) ?? [];
      const body = JSON.stringify({
        trustList: current?.list ?? none,
        ...(current?.jws ? { jws: current.jws } : {}),
        // Only lists of institutions that are known here: nobody else's requests can fill the bundle.
        statusLists: statusLists.known().filter(({ url }) => bases.some((base) => url.startsWith(base))),
      });
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      reply.header('etag', etag).header('cache-control', 'no-cache');
      if (request.headers['if-none-match'] === etag) return reply.code(304).send(null);
      return reply.type('application/json').send(body);
    },
  );
}
