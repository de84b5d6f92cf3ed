import { createHash } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { IssuerContext } from '../../context.ts';
import { InstitutionParams, problemResponses } from '../../http.ts';
import { callerOf, institutionOnly } from '../../institutions/authenticate.ts';
import { findInstitution } from '../../institutions/store.ts';
import { dropAccreditation, holdAccreditations, renewAccreditations } from './hold.ts';
import { heldPresentation } from './presentation.ts';
import { type HeldAccreditation, listAccreditations } from './store.ts';

const closed = { additionalProperties: false };

const HeldSchema = Type.Object({
  id: Type.String(),
  entity: Type.Unknown({ description: 'Who was accredited: did, name' }),
  issuer: Type.String({ description: 'Who accredited it' }),
  recognizedTo: Type.Array(Type.Unknown(), { description: 'What it may do: action, scope, dates' }),
  validFrom: Type.String(),
  validUntil: Type.Optional(Type.String()),
  withdrawn: Type.Optional(Type.Unknown({ description: 'at and because, as far as they are known' })),
  checked: Type.String({ description: 'When its status was last known' }),
});

/** What the institution was accredited for: put on file, looked at, asked for again, taken away; and published for verifiers. */
export function registerHeldAccreditations(app: Service, context: IssuerContext): void {
  const { pool } = context;
  const route = '/institutions/:institution/accreditations';
  const shared = { ...institutionOnly(context) };
  const tags = ['accreditations'];

  app.post(
    route,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Puts accreditations on file: the institution’s own and those above it',
        params: InstitutionParams,
        body: Type.Object(
          {
            verifiableCredential: Type.Array(Type.Unknown(), {
              minItems: 1,
              maxItems: 16,
              description: 'RecognizedEntityCredentials, as JSON or as JWT',
            }),
          },
          closed,
        ),
        response: { 201: Type.Array(HeldSchema), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      const documents = request.body.verifiableCredential.map((each) =>
        typeof each === 'string' ? each : JSON.stringify(each),
      );
      const held = await holdAccreditations(context, institution, documents, actor);
      return reply.code(201).send(held.map(present));
    },
  );

  app.get(
    route,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Lists the accreditations on file',
        params: InstitutionParams,
        response: { 200: Type.Array(HeldSchema), ...problemResponses },
      },
    },
    async ({ params }) => (await listAccreditations(pool, params.institution)).map(present),
  );

  app.post(
    `${route}/renew`,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Asks now what has become of the accreditations on file',
        params: InstitutionParams,
        response: { 200: Type.Array(HeldSchema), ...problemResponses },
      },
    },
    async ({ params }) => {
      await renewAccreditations(context, params.institution);
      return (await listAccreditations(pool, params.institution)).map(present);
    },
  );

  app.delete(
    `${route}/:id`,
    {
      ...shared,
      schema: {
        tags,
        summary: 'Takes an accreditation from the file, with those above it that then lead nowhere',
        params: Type.Object({ ...InstitutionParams.properties, id: Type.String({ minLength: 1, maxLength: 1000 }) }),
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      await dropAccreditation(context, institution, request.params.id, actor);
      return reply.code(204).send(null);
    },
  );

  app.get(
    `${route}/presentation`,
    {
      schema: {
        tags: ['public'],
        summary:
          'The accreditations of the institution, to which its DID document links (Linked Verifiable Presentation)',
        params: InstitutionParams,
        response: { 200: Type.Unknown(), 304: Type.Null(), ...problemResponses },
      },
    },
    async (request, reply) => {
      const institution = await findInstitution(pool, request.params.institution);
      const presentation = institution && (await heldPresentation(pool, institution));
      if (!presentation) throw new Problem(404, 'There are no accreditations on file');
      const text = JSON.stringify(presentation);
      const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
      reply.headers({ etag, 'cache-control': 'public, max-age=60' });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send(null);
      return reply.type('application/vp').send(text);
    },
  );
}

function present({ id, facts, checked }: HeldAccreditation) {
  const { entity, issuer, recognizedTo, validFrom, validUntil, withdrawn } = facts;
  return {
    id,
    entity,
    issuer,
    recognizedTo,
    validFrom,
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    checked: checked.toISOString(),
  };
}
