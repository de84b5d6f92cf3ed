import { databaseProblem } from '@symbolon/postgres';
import { Problem } from '@symbolon/problem';
import { type Service, toProblem } from '@symbolon/service';
import { Type } from 'typebox';
import { claimUrl, sha256 } from '../claims/claim.ts';
import { findClaim } from '../claims/store.ts';
import type { IssuerContext } from '../context.ts';
import { accepts, InstitutionParams } from '../http.ts';
import { answerPreflight, openToOtherSites } from '../oid4vci/step.ts';
import { exchangeUrl } from './begin.ts';
import { participate } from './participate.ts';
import { type Exchange, findExchange } from './store.ts';

const idSchema = Type.String({ pattern: '^[\\w-]{22}$' });
const tags = ['wallets'];

/** Exchanges of the VC API (VCALM §3.6 and §3.7), for wallets that do not speak OpenID4VCI. */
export async function registerExchanges(app: Service, context: IssuerContext): Promise<void> {
  const { pool, clock, config } = context;

  const find = async (id: string, institution?: string): Promise<Exchange> => {
    const exchange = await findExchange(pool, sha256(id), clock());
    if (exchange && (institution === undefined || exchange.session.institutionId === institution)) return exchange;
    throw new Problem(404, 'There is no such exchange, or it is over', { detail: 'Begin another on the claim page.' });
  };
  const protocolsOf = (id: string, { session }: Exchange) => ({
    protocols: { vcapi: exchangeUrl(config.issuerUrl, session.institutionId, id) },
  });

  await app.register(async (scope: Service) => {
    openToOtherSites(scope);
    // VCALM has application/json everywhere, for problems too.
    scope.setErrorHandler((error, request, reply) => {
      const problem = toProblem(databaseProblem(error));
      if (problem.status >= 500) request.log.error({ err: error, event: 'request.failed' });
      return reply.code(problem.status).headers(problem.headers).type('application/json').send(JSON.stringify(problem));
    });

    scope.get(
      '/interactions/:id',
      {
        schema: {
          tags,
          summary: 'An interaction URL (VCALM): the protocols of an exchange for a wallet, the claim page for a person',
          params: Type.Object({ id: idSchema }),
          response: { 200: Type.Unknown() },
        },
      },
      async ({ params: { id }, headers }, reply) => {
        const exchange = await find(id);
        reply.header('vary', 'accept');
        if (!accepts(headers.accept, 'text/html')) return protocolsOf(id, exchange);
        const { institutionId, claimId, generation } = exchange.session;
        const claim = await findClaim(pool, institutionId, claimId);
        if (claim?.generation !== generation) throw new Problem(404, 'There is no such exchange, or it is over');
        return reply.redirect(claimUrl(context, claim), 303);
      },
    );
    answerPreflight(scope, '/interactions/:id');

    const path = '/workflows/:institution/exchanges/:id';
    const params = Type.Object({ ...InstitutionParams.properties, id: idSchema });
    scope.get(
      `${path}/protocols`,
      { schema: { tags, summary: 'The protocols of an exchange (VCALM)', params, response: { 200: Type.Unknown() } } },
      async ({ params: { institution, id } }) => protocolsOf(id, await find(id, institution)),
    );
    answerPreflight(scope, `${path}/protocols`);

    scope.post(
      path,
      {
        schema: {
          tags,
          summary: 'A turn of an exchange (VCALM): asks for the holder’s DID, then gives the credential for it',
          params,
          body: Type.Object({ verifiablePresentation: Type.Optional(Type.Unknown()) }, { additionalProperties: true }),
          response: { 200: Type.Unknown() },
        },
      },
      async ({ params: { institution, id }, body }) =>
        participate(context, id, await find(id, institution), body as Record<string, unknown>),
    );
    answerPreflight(scope, path);
  });
}
