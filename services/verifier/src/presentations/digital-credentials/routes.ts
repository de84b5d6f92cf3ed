import { isObject } from '@symbolon/securing/verify';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { type Read, takeAnswer } from '../answer/take-answer.ts';
import { digitalCredentialsRequest } from '../authorization-request/authorization-request.ts';
import { signRequestObject } from '../authorization-request/request-object.ts';
import { presentationsByQuery } from '../authorization-response/presentations.ts';
import { readResponse } from '../authorization-response/read-response.ts';
import type { PresentationContext } from '../context.ts';
import { findOpen } from '../find-open.ts';
import { derive, tokenSchema } from '../secrets.ts';
import { invalidRequest } from '../wallet-error.ts';

const params = Type.Object({ token: tokenSchema });
const tags = ['wallets'];

/** Exchange protocols of OpenID4VP 1.0 §A.1; without a certificate no wallet behind a browser knows who signed. */
const unsigned = 'openid4vp-v1-unsigned';
const signed = 'openid4vp-v1-signed';

/** `…/dc-api`: the request that the asking page hands to the browser, and the answer that it hands back (OpenID4VP 1.0 Appendix A). */
export function digitalCredentialsRoutes(service: Service, context: PresentationContext): void {
  const { identity, config } = context;

  service.get(
    '/openid4vp/:token/dc-api',
    { schema: { tags, summary: 'Request for the Digital Credentials API of a browser', params } },
    async ({ params: { token } }, reply) => {
      const parameters = digitalCredentialsRequest(await findOpen(token, context), token, context);
      const requests: { protocol: string; data: object }[] = [{ protocol: unsigned, data: parameters }];
      if (identity.clientIds.x509_hash) {
        const more = { client_id: identity.clientIds.x509_hash, expected_origins: [config.url] };
        const request = await signRequestObject({ ...parameters, ...more }, 'x509_hash', identity);
        requests.unshift({ protocol: signed, data: { request } });
      }
      return reply.header('cache-control', 'no-store').send({ requests });
    },
  );

  service.post(
    '/openid4vp/:token/dc-api',
    {
      schema: {
        tags,
        summary: 'What the browser brought from a wallet',
        params,
        body: Type.Object({
          protocol: Type.Union([Type.Literal(unsigned), Type.Literal(signed)]),
          data: Type.Unknown(),
        }),
      },
    },
    async (request, reply) => {
      const { token } = request.params;
      const { protocol, data } = request.body;
      const open = await findOpen(token, context);
      // The browser tells the wallet the origin; nobody else can be the audience of what it brings (§A.4).
      const clientId = protocol === signed ? identity.clientIds.x509_hash : `origin:${config.url}`;
      const read = async (): Promise<Read> => {
        if (!isObject(data) || clientId === undefined) throw invalidRequest('The answer is not one to this request.');
        return { presented: presentationsByQuery(await readResponse(data, open, context)) };
      };
      const binding = { nonce: derive(token, 'nonce', 'dc-api'), audience: clientId ?? '' };
      await takeAnswer(open, read, { protocol: 'dc-api', binding }, context, request.log);
      return reply.header('cache-control', 'no-store').send({});
    },
  );
}
