import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { requireVersion } from '../achievements/achievements.ts';
import type { IssuerContext } from '../context.ts';
import { IdempotencyHeaders, InstitutionParams, problemResponses } from '../http.ts';
import { callerOf, institutionOnly } from '../institutions/authenticate.ts';
import { newIdempotencyKey } from '../issuance/draft.ts';
import { certificateLinks, credentialJson } from '../issuance/present.ts';
import { AchievementParams, AwardBody } from '../issuance/schemas.ts';
import { findCredential } from '../issuance/store.ts';
import { awardJointly, type JointState, stateOf, takeProof } from './award.ts';
import { signJointly } from './sign.ts';
import { listAsked, listJointCredentials } from './store.ts';

const closed = { additionalProperties: false };
const { options: _, ...award } = AwardBody.properties;

const Bodies = Type.Array(
  Type.Object(
    {
      id: Type.String({ pattern: '^did:[a-z0-9]+:\\S+$', maxLength: 1000 }),
      name: Type.String({ minLength: 1, maxLength: 500 }),
    },
    closed,
  ),
  { minItems: 1, maxItems: 5, description: 'Who awards it beside the institution' },
);

const StateSchema = Type.Object({
  id: Type.String(),
  awaiting: Type.Array(Type.String(), { description: 'DIDs whose proof is still missing' }),
  credential: Type.Unknown({ description: 'The document that all sign, without proofs' }),
  verifiableCredential: Type.Optional(Type.Unknown({ description: 'With the proofs of all, once they are in' })),
  links: Type.Optional(Type.Object({ certificate: Type.String(), qr: Type.String() })),
});

const JointParams = Type.Object({
  ...InstitutionParams.properties,
  id: Type.String({ pattern: '^[0-9a-f-]{36}$', description: 'The UUID of the credential’s id' }),
});

/** Credentials that several institutions award together: one issues, each signs. */
export function registerJointCredentials(app: Service, context: IssuerContext): void {
  const { pool, config } = context;
  const route = '/institutions/:institution/joint-credentials';
  const shared = { ...institutionOnly(context) };
  const tags = ['joint credentials'];

  const present = ({ joint, document, issued }: JointState) => ({
    id: joint.id,
    awaiting: issued ? [] : joint.bodies.flatMap(({ body, proof }) => (proof ? [] : [body])),
    credential: document,
    ...(issued
      ? {
          verifiableCredential: JSON.parse(credentialJson(issued)) as unknown,
          links: certificateLinks(config.issuerUrl, issued.link),
        }
      : {}),
  });

  app.post(
    '/institutions/:institution/achievements/:slug/joint-credentials',
    {
      ...shared,
      schema: {
        tags,
        summary: 'Awards an achievement together with others: gives the document that all sign',
        params: AchievementParams,
        headers: IdempotencyHeaders,
        body: Type.Object({ ...award, awardingBody: Bodies }, closed),
        response: { 202: StateSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const by = callerOf(request);
      const { holder, award, version, awardingBody } = request.body;
      const achievement = await requireVersion(context, by.institution.id, request.params.slug, version);
      const sent = request.headers['idempotency-key'];
      const key = sent === undefined ? newIdempotencyKey() : `header:${sent}`;
      const asked = { achievement, others: awardingBody, request: { key, holder, award, version } };
      return reply.code(202).send(present(await awardJointly(context, by, asked)));
    },
  );

  app.get(
    route,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Lists what the institution awards with others, and what others here ask it to sign',
        params: InstitutionParams,
        response: {
          200: Type.Object({
            own: Type.Array(
              Type.Object({ id: Type.String(), awaiting: Type.Array(Type.String()), issued: Type.Boolean() }),
            ),
            asked: Type.Array(Type.Object({ id: Type.String(), issuer: Type.String(), credential: Type.Unknown() })),
          }),
          ...problemResponses,
        },
      },
    },
    async (request) => {
      const { institution } = callerOf(request);
      const own = await listJointCredentials(pool, institution.id);
      const asked = [];
      for (const { institutionId, id } of await listAsked(pool, institution.did)) {
        const row = await findCredential(pool, institutionId, id);
        if (row?.document) asked.push({ id, issuer: institutionId, credential: JSON.parse(row.document) as unknown });
      }
      return {
        own: own.map(({ id, issued, bodies }) => ({
          id,
          awaiting: issued ? [] : bodies.flatMap(({ body, proof }) => (proof ? [] : [body])),
          issued: issued !== null,
        })),
        asked,
      };
    },
  );

  app.get(
    `${route}/:id`,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Gives a joint credential as it stands',
        params: JointParams,
        response: { 200: StateSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { institution } = callerOf(request);
      return present(await stateOf(context, institution, `urn:uuid:${request.params.id}`));
    },
  );

  app.post(
    `${route}/:id/proofs`,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Takes the proof of another body, and issues the credential when it was the last',
        params: JointParams,
        body: Type.Object({ proof: Type.Record(Type.String(), Type.Unknown()) }, closed),
        response: { 200: StateSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { institution } = callerOf(request);
      const { params, body } = request;
      return present(await takeProof(context, institution, `urn:uuid:${params.id}`, body.proof));
    },
  );

  app.post(
    `${route}/proofs`,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Gives the institution’s proof over a credential that another issues and both award',
        params: InstitutionParams,
        body: Type.Object({ credential: Type.Record(Type.String(), Type.Unknown()) }, closed),
        response: { 201: Type.Object({ proof: Type.Unknown() }), ...problemResponses },
      },
    },
    async (request, reply) =>
      reply.code(201).send({ proof: await signJointly(context, callerOf(request), request.body.credential) }),
  );
}
