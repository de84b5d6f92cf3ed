import { Readable } from 'node:stream';
import { languages } from '@symbolon/pages';
import type { Reply, Service } from '@symbolon/service';
import { type Static, Type } from 'typebox';
import type { IssuerContext } from '../context.ts';
import { InstitutionParams, problemResponses } from '../http.ts';
import { callerOf, institutionOnly } from '../institutions/authenticate.ts';
import { CredentialParams } from '../issuance/schemas.ts';
import { requireRoster } from '../rosters/change.ts';
import { attachment } from '../rosters/csv-file.ts';
import { issuedIds } from '../rosters/results.ts';
import { RosterParams } from '../rosters/schemas.ts';
import {
  type ClaimTerms,
  createClaims,
  defaultTerms,
  renewClaim,
  requireClaim,
  revokeClaim,
  viewClaim,
} from './claims.ts';
import { sendClaim } from './delivery/send.ts';
import { registerClaimPage } from './page/routes.ts';
import { createRosterClaims } from './roster.ts';
import { slipsCsv, slipsOf, slipsPdf } from './slips/slips.ts';

const closed = { additionalProperties: false };
const Terms = {
  validDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: '365 by default' })),
  txCode: Type.Optional(Type.Boolean({ description: 'Whether a transaction code is asked for; true by default' })),
};
const TermsBody = Type.Union([Type.Object(Terms, closed), Type.Null()]);

const termsOf = (body: Static<typeof TermsBody> | undefined): ClaimTerms => ({
  validDays: body?.validDays ?? defaultTerms.validDays,
  txCode: body?.txCode ?? defaultTerms.txCode,
});

const ClaimSchema = Type.Object({
  credentialId: Type.String(),
  state: Type.Enum(['open', 'claimed', 'locked', 'expired', 'revoked']),
  created: Type.String(),
  expires: Type.String(),
  url: Type.Optional(Type.String({ description: 'Address of the claim page' })),
  offer: Type.Optional(Type.String({ description: 'The credential offer by value (OpenID4VCI)' })),
  txCode: Type.Optional(Type.String({ description: 'To be given to the holder by another way than the address' })),
  claimed: Type.Optional(Type.String()),
  wallet: Type.Optional(
    Type.Object({
      protocol: Type.String(),
      formats: Type.Array(Type.String()),
      client: Type.Optional(Type.String()),
    }),
  ),
});

/** Claims: how holders come to their credentials, made and taken back by the institution, and the claim page. */
export async function registerClaims(app: Service, context: IssuerContext): Promise<void> {
  const only = institutionOnly(context);
  const tags = ['claims'];

  app.post(
    '/institutions/:institution/claims',
    {
      ...only,
      schema: {
        tags,
        summary: 'Makes claims for up to 1,000 credentials; one that there is already stays as it is',
        params: InstitutionParams,
        body: Type.Object(
          {
            credentialIds: Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { minItems: 1, maxItems: 1000 }),
            ...Terms,
          },
          closed,
        ),
        response: {
          200: Type.Object({
            claims: Type.Array(
              Type.Object({
                credentialId: Type.String(),
                claim: Type.Optional(ClaimSchema),
                problem: Type.Optional(Type.Object({ title: Type.String(), status: Type.Integer() })),
              }),
            ),
          }),
          ...problemResponses,
        },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      const { credentialIds, ...body } = request.body;
      const outcomes = await createClaims(context, {
        institutionId: institution.id,
        actor,
        credentialIds,
        terms: termsOf(body),
      });
      return {
        claims: outcomes.map(({ credentialId, claim, problem }) =>
          claim ? { credentialId, claim: viewClaim(context, claim) } : { credentialId, problem: problem.toJSON() },
        ),
      };
    },
  );

  const route = '/institutions/:institution/credentials/:id/claim';
  app.get(
    route,
    {
      ...only,
      schema: {
        tags,
        summary: 'The claim of a credential: its address and transaction code, whether and into what it was claimed',
        params: CredentialParams,
        response: { 200: ClaimSchema, ...problemResponses },
      },
    },
    async ({ params }) => viewClaim(context, await requireClaim(context.pool, params.institution, params.id)),
  );

  app.post(
    route,
    {
      ...only,
      schema: {
        tags,
        summary: 'Makes a claim for a credential; one that there is already stays as it is',
        params: CredentialParams,
        body: TermsBody,
        response: { 200: ClaimSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      const [outcome] = await createClaims(context, {
        institutionId: institution.id,
        actor,
        credentialIds: [request.params.id],
        terms: termsOf(request.body),
      });
      if (!outcome?.claim) throw outcome!.problem;
      return viewClaim(context, outcome.claim);
    },
  );

  app.post(
    `${route}/renewal`,
    {
      ...only,
      schema: {
        tags,
        summary: 'Opens a claim anew, as after a lost phone: a new address and code, the old ones open nothing',
        params: CredentialParams,
        body: TermsBody,
        response: { 200: ClaimSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      const terms = termsOf(request.body);
      const one = { institutionId: institution.id, actor, credentialId: request.params.id };
      return viewClaim(context, await renewClaim(context, { ...one, terms }));
    },
  );

  app.post(
    `${route}/message`,
    {
      ...only,
      schema: {
        tags,
        summary:
          'Sends the address of the claim page by e-mail, without the transaction code; the mail address is not kept',
        params: CredentialParams,
        body: Type.Object(
          {
            email: Type.String({ format: 'email', maxLength: 254 }),
            language: Type.Optional(Type.Enum(languages.map(({ tag }) => tag))),
          },
          closed,
        ),
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      const { email: to, language = 'en' } = request.body;
      await sendClaim(context, { institution, actor, credentialId: request.params.id, to, language });
      return reply.code(204).send(null);
    },
  );

  app.delete(
    route,
    {
      ...only,
      schema: {
        tags,
        summary: 'Takes a claim back; the credential stays as it is',
        params: CredentialParams,
        response: { 200: ClaimSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      const one = { institutionId: institution.id, actor, credentialId: request.params.id };
      return viewClaim(context, await revokeClaim(context, one));
    },
  );

  app.post(
    '/institutions/:institution/rosters/:roster/claims',
    {
      ...only,
      schema: {
        tags,
        summary: 'Makes claims for all issued credentials of a roster that have none yet',
        params: RosterParams,
        body: TermsBody,
        response: { 200: Type.Object({ claims: Type.Integer() }), ...problemResponses },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      const { id } = await requireRoster(context, institution.id, request.params.roster);
      const terms = termsOf(request.body);
      return { claims: await createRosterClaims(context, { institution, actor, rosterId: id, terms }) };
    },
  );

  const Slips = { 200: Type.Unknown(), ...problemResponses };
  for (const name of Object.keys(slipFiles) as SlipFile[]) {
    app.get(
      `/institutions/:institution/rosters/:roster/${name}`,
      { ...only, schema: { tags, summary: slipFiles[name].summary, params: RosterParams, response: Slips } },
      async (request, reply) => {
        const { institution } = callerOf(request);
        const { id } = await requireRoster(context, institution.id, request.params.roster);
        return sendSlips(reply, name, slipsOf(context, institution, issuedIds(context, id)));
      },
    );
    app.get(
      `/institutions/:institution/credentials/:id/${name}`,
      { ...only, schema: { tags, summary: slipFiles[name].summary, params: CredentialParams, response: Slips } },
      async (request, reply) => {
        const { institution } = callerOf(request);
        return sendSlips(reply, name, slipsOf(context, institution, [request.params.id]));
      },
    );
  }

  async function sendSlips(reply: Reply, name: SlipFile, slips: ReturnType<typeof slipsOf>) {
    const { institution } = callerOf(reply.request);
    const file =
      name === 'claim-slips.pdf'
        ? Buffer.from(await slipsPdf(context, institution, slips))
        : Readable.from(slipsCsv(slips));
    reply.headers({ 'cache-control': 'no-store', 'content-disposition': attachment(name) });
    return reply.type(slipFiles[name].type).send(file);
  }

  await registerClaimPage(app, context);
}

const slipFiles = {
  'claim-slips.pdf': { type: 'application/pdf', summary: 'Claim slips to print and cut, ten to a sheet' },
  'claim-slips.csv': { type: 'text/csv; charset=utf-8', summary: 'Claim slips for a mailing program' },
};
type SlipFile = keyof typeof slipFiles;
