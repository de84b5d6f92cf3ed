import type { JsonObject } from '@symbolon/securing/verify';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { exchangeUrl } from '../addresses.ts';
import { takeAnswer } from '../answer/take-answer.ts';
import type { PresentationContext } from '../context.ts';
import { findOpen } from '../find-open.ts';
import { linksOf } from '../requests/links.ts';
import { derive, tokenSchema } from '../secrets.ts';
import type { Open } from '../store.ts';
import { verifiablePresentationRequest } from './presentation-request.ts';

const params = Type.Object({ token: tokenSchema });
const tags = ['wallets'];
const open = { additionalProperties: true };

/** The exchange of VCALM §3.6 and its interaction URL: for the Learner Credential Wallet, and wallets that are met by CHAPI. */
export function exchangeRoutes(service: Service, context: PresentationContext): void {
  const { url } = context.config;

  service.get(
    '/interactions/:token',
    { schema: { tags, summary: 'Protocols by which a request can be answered (VCALM interaction URL)', params } },
    async ({ params: { token }, headers }, reply) => {
      // A person who scanned the code with the phone's camera gets a page that opens the wallet.
      if (/text\/html/.test(headers.accept ?? '')) return reply.redirect(`${url}/ask/#${token}`);
      return reply.header('cache-control', 'no-store').send(protocolsOf(await findOpen(token, context), token));
    },
  );

  service.get(
    '/workflows/presentation/exchanges/:token/protocols',
    { schema: { tags, summary: 'The same, at the exchange', params } },
    async ({ params: { token } }, reply) =>
      reply.header('cache-control', 'no-store').send(protocolsOf(await findOpen(token, context), token)),
  );

  service.post(
    '/workflows/presentation/exchanges/:token',
    {
      schema: {
        tags,
        summary: 'Take part in the exchange: empty to learn what is asked, then with the presentation (VCALM §3.6.5)',
        params,
        body: Type.Optional(
          Type.Object(
            { verifiablePresentation: Type.Optional(Type.Union([Type.String(), Type.Object({}, open)])) },
            open,
          ),
        ),
      },
    },
    async (request, reply) => {
      const { token } = request.params;
      const found = await findOpen(token, context);
      const bound = { challenge: derive(token, 'nonce', 'vcapi'), domain: url };
      const presentation = request.body?.verifiablePresentation as JsonObject | string | undefined;
      reply.header('cache-control', 'no-store');
      if (presentation === undefined)
        return reply.send({ verifiablePresentationRequest: verifiablePresentationRequest(found.asked, bound) });
      const came = { protocol: 'vcapi', binding: { nonce: bound.challenge, audience: bound.domain } };
      await takeAnswer(found, async () => ({ presented: [{ presentation }] }), came, context, request.log);
      return reply.send({});
    },
  );

  /** The first key is VCALM's own; the others are OpenID4VP under its name there and the one that is still sent. */
  function protocolsOf(found: Open, token: string) {
    const { decentralized_identifier: link } = linksOf(found, token, context).openid4vp;
    return { protocols: { vcapi: exchangeUrl(url, token), 'oid4vp-1.0': link, OID4VP: link } };
  }
}
