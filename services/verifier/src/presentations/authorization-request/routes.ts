import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { PresentationContext } from '../context.ts';
import { findOpen } from '../find-open.ts';
import { signedPrefixes } from '../identity.ts';
import { tokenSchema } from '../secrets.ts';
import { notOpen } from '../wallet-error.ts';
import { authorizationRequest } from './authorization-request.ts';
import { signRequestObject } from './request-object.ts';

const params = Type.Object({
  token: tokenSchema,
  prefix: Type.Union(signedPrefixes.map((prefix) => Type.Literal(prefix))),
});
const mediaType = 'application/oauth-authz-req+jwt';

/** `GET` and `POST …/request`: the request URI (RFC 9101 §5.2.3, OpenID4VP 1.0 §5.10), which gives the signed request object. */
export function authorizationRequestRoutes(service: Service, context: PresentationContext): void {
  const tags = ['wallets'];
  const answer = async (token: string, prefix: (typeof signedPrefixes)[number], more: object) => {
    if (context.identity.clientIds[prefix] === undefined) throw notOpen('This verifier does not ask in this way.', 404);
    const open = await findOpen(token, context);
    const parameters = authorizationRequest(open, token, prefix, context);
    return signRequestObject({ ...parameters, ...more }, prefix, context.identity);
  };
  service.get(
    '/openid4vp/:token/:prefix/request',
    { schema: { tags, summary: 'Request object of an authorization request (OpenID4VP 1.0)', params } },
    async ({ params: { token, prefix } }, reply) =>
      reply
        .header('cache-control', 'no-store')
        .type(mediaType)
        .send(await answer(token, prefix, {})),
  );
  service.post(
    '/openid4vp/:token/:prefix/request',
    {
      schema: {
        tags,
        summary: 'The same, with the nonce that the wallet wants to find in it (request_uri_method=post)',
        params,
        body: Type.Object({
          wallet_nonce: Type.Optional(Type.String({ maxLength: 500 })),
          wallet_metadata: Type.Optional(Type.String({ maxLength: 20_000 })),
        }),
      },
    },
    async ({ params: { token, prefix }, body: { wallet_nonce } }, reply) =>
      reply
        .header('cache-control', 'no-store')
        .type(mediaType)
        .send(await answer(token, prefix, wallet_nonce === undefined ? {} : { wallet_nonce })),
  );
}
