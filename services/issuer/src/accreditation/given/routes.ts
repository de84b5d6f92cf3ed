import { Problem } from '@symbolon/problem';
import type { Reply, Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { IssuerContext } from '../../context.ts';
import { IdempotencyHeaders, InstitutionParams, problemResponses } from '../../http.ts';
import { callerOf, institutionOnly } from '../../institutions/authenticate.ts';
import { newIdempotencyKey } from '../../issuance/draft.ts';
import { type IssuedCredential, toIssued } from '../../issuance/issued.ts';
import { credentialJson } from '../../issuance/present.ts';
import { findCredential } from '../../issuance/store.ts';
import { giveAccreditation, giveDecision, readDecidedUpon, withdraw, withdrawalUrl } from './give.ts';
import { AccreditationBody, DecisionBody, WithdrawalBody } from './schemas.ts';
import { findRecognition, listRecognitions, type Recognition } from './store.ts';

const GivenSchema = Type.Object({
  id: Type.String(),
  verifiableCredential: Type.Unknown(),
  links: Type.Object({ withdrawal: Type.String() }),
});

const RecognitionSchema = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['accreditation', 'decision']),
  about: Type.String({ description: 'The DID that was accredited, or the id of the credential that was decided upon' }),
  name: Type.Optional(Type.String()),
  issued: Type.String(),
  validUntil: Type.Optional(Type.String()),
  revoked: Type.Optional(Type.String()),
  withdrawnFrom: Type.Optional(Type.String({ description: 'From when on an accreditation does not count' })),
});

const RecognitionParams = Type.Object({
  ...InstitutionParams.properties,
  id: Type.String({ pattern: '^[0-9a-f-]{36}$', description: 'The UUID of the credential’s id' }),
});

/** What an authority gives: accreditations, recognition decisions, and their withdrawal. */
export function registerGivenRecognitions(app: Service, context: IssuerContext): void {
  const { pool, config } = context;
  const route = '/institutions/:institution/recognitions';
  const shared = { ...institutionOnly(context) };
  const tags = ['accreditations'];
  const giving = { tags, params: InstitutionParams, headers: IdempotencyHeaders };
  const keyOf = (headers: { 'idempotency-key'?: string }) =>
    headers['idempotency-key'] === undefined ? newIdempotencyKey() : `header:${headers['idempotency-key']}`;

  const send = (reply: Reply, institutionId: string, credential: IssuedCredential) => {
    const links = { withdrawal: withdrawalUrl(config.issuerUrl, institutionId, credential.id) };
    const rest = JSON.stringify({ id: credential.id, links });
    return reply
      .code(201)
      .type('application/json')
      .send(`{"verifiableCredential":${credentialJson(credential)},${rest.slice(1)}`);
  };

  app.post(
    `${route}/accreditations`,
    {
      ...shared,
      schema: {
        ...giving,
        summary: 'Accredits an institution, a centre or an assessor: a RecognizedEntityCredential',
        body: AccreditationBody,
        response: { 201: GivenSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      const by = { institution, actor, key: keyOf(request.headers) };
      return send(reply, institution.id, await giveAccreditation(context, by, request.body));
    },
  );

  app.post(
    `${route}/decisions`,
    {
      ...shared,
      schema: {
        ...giving,
        summary: 'Decides on the recognition of a credential: a RecognitionDecisionCredential',
        body: DecisionBody,
        response: { 201: GivenSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      const { verifiableCredential: forms, recognizes: named, ...rest } = request.body;
      if ((forms === undefined) === (named === undefined))
        throw new Problem(400, 'The request is not well formed', {
          errors: [{ pointer: '', detail: 'Send either verifiableCredential or recognizes.' }],
        });
      const recognizes = named ?? (await readDecidedUpon(context, forms!));
      const by = { institution, actor, key: keyOf(request.headers) };
      return send(reply, institution.id, await giveDecision(context, by, { ...rest, recognizes }));
    },
  );

  app.get(
    route,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Lists the accreditations and decisions that the institution gave, newest first',
        params: InstitutionParams,
        response: { 200: Type.Array(RecognitionSchema), ...problemResponses },
      },
    },
    async ({ params }) => (await listRecognitions(pool, params.institution)).map(present),
  );

  app.post(
    `${route}/:id/withdrawal`,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Withdraws an accreditation from a day on, or a decision',
        params: RecognitionParams,
        body: WithdrawalBody,
        response: { 200: RecognitionSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      const id = `urn:uuid:${request.params.id}`;
      await withdraw(context, { institution, actor }, id, request.body);
      return present((await findRecognition(pool, institution.id, id))!);
    },
  );

  app.get(
    `${route}/:id/withdrawal`,
    {
      schema: {
        tags: ['public'],
        summary: 'The signed withdrawal of an accreditation: from which day on, and why',
        params: RecognitionParams,
        response: { 200: Type.Unknown(), ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      const found = await findRecognition(pool, params.institution, `urn:uuid:${params.id}`);
      const row = found?.withdrawalId && (await findCredential(pool, params.institution, found.withdrawalId));
      const issued = row ? toIssued(row) : undefined;
      if (!issued) throw new Problem(404, 'This was not withdrawn');
      return reply.header('cache-control', 'public, max-age=60').type('application/vc').send(credentialJson(issued));
    },
  );
}

function present({ id, kind, about, name, issued, validUntil, revoked, withdrawnFrom }: Recognition) {
  return {
    id,
    kind,
    about,
    ...(name === null ? {} : { name }),
    issued: issued.toISOString(),
    ...(validUntil === null ? {} : { validUntil: validUntil.toISOString() }),
    ...(revoked === null ? {} : { revoked: revoked.toISOString() }),
    ...(withdrawnFrom === null ? {} : { withdrawnFrom: withdrawnFrom.toISOString() }),
  };
}
