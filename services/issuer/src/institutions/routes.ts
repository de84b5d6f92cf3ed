import { Problem } from '@symbolon/problem';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { tagError } from '../achievements/check.ts';
import type { IssuerContext } from '../context.ts';
import { DateTimeSchema, InstitutionParams, LangMapSchema, problemResponses, slugPattern } from '../http.ts';
import { adminOnly, callerOf, institutionOnly } from './authenticate.ts';
import { createApiKey, createInstitution, revokeApiKey } from './create.ts';
import { findInstitution, type Institution, listApiKeys } from './store.ts';

const InstitutionSchema = Type.Object({
  id: Type.String(),
  did: Type.String(),
  names: Type.Record(Type.String(), Type.String()),
  country: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  telephone: Type.Optional(Type.String()),
});

const NewInstitutionSchema = Type.Object(
  {
    id: Type.String({ pattern: slugPattern }),
    names: LangMapSchema,
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    url: Type.Optional(Type.String({ pattern: '^https?://', format: 'uri', maxLength: 500 })),
    email: Type.Optional(Type.String({ format: 'email', maxLength: 200 })),
    telephone: Type.Optional(Type.String({ minLength: 3, maxLength: 50 })),
    accreditedFrom: Type.Optional(DateTimeSchema),
    accreditedUntil: Type.Optional(DateTimeSchema),
  },
  { additionalProperties: false },
);

const ApiKeySchema = Type.Object({
  id: Type.String(),
  label: Type.String(),
  created: Type.String(),
  revoked: Type.Optional(Type.String()),
});

/** Institutions: made by the operator, seen by everybody, and each one's API keys kept by itself. */
export function registerInstitutions(app: Service, context: IssuerContext): void {
  const { pool } = context;

  app.post(
    '/institutions',
    {
      ...adminOnly(context),
      schema: {
        tags: ['institutions'],
        summary: 'Makes an institution with its DID and keys; the API key is shown this once',
        body: NewInstitutionSchema,
        response: { 201: Type.Object({ institution: InstitutionSchema, apiKey: Type.String() }), ...problemResponses },
      },
    },
    async ({ body }, reply) => {
      const { accreditedFrom: from, accreditedUntil: until, ...rest } = body;
      const errors = Object.keys(rest.names).flatMap((tag) => tagError(tag, `/names/${tag}`));
      // A leap second is a time of RFC 3339, but none that can be stored.
      for (const [member, time] of Object.entries({ accreditedFrom: from, accreditedUntil: until })) {
        if (time === undefined || !Number.isNaN(Date.parse(time))) continue;
        errors.push({ pointer: `/${member}`, detail: 'There is no such time.' });
      }
      if (from !== undefined && until !== undefined && new Date(until) <= new Date(from)) {
        errors.push({ pointer: '/accreditedUntil', detail: 'The accreditation would end before it begins.' });
      }
      if (errors.length > 0) throw new Problem(400, 'The request is not well formed', { errors });
      const period = {
        ...(from === undefined ? {} : { accreditedFrom: new Date(from) }),
        ...(until === undefined ? {} : { accreditedUntil: new Date(until) }),
      };
      const { institution, apiKey } = await createInstitution(context, { ...rest, ...period }, 'admin');
      context.log.info({ event: 'institution.created', institution: institution.id });
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ institution: present(institution), apiKey });
    },
  );

  app.get(
    '/institutions/:institution',
    {
      schema: {
        tags: ['public'],
        summary: 'Who the institution is, in its own words',
        params: InstitutionParams,
        response: { 200: InstitutionSchema, ...problemResponses },
      },
    },
    async ({ params }) => {
      const institution = await findInstitution(pool, params.institution);
      if (!institution) throw new Problem(404, 'There is no such institution');
      return present(institution);
    },
  );

  const route = '/institutions/:institution/api-keys';
  const shared = { tags: ['institutions'], params: InstitutionParams };

  app.get(
    route,
    {
      ...institutionOnly(context),
      schema: {
        ...shared,
        summary: 'Lists the API keys, without the keys themselves',
        response: { 200: Type.Array(ApiKeySchema), ...problemResponses },
      },
    },
    async ({ params }) => (await listApiKeys(pool, params.institution)).map(presentKey),
  );

  app.post(
    route,
    {
      ...institutionOnly(context),
      schema: {
        ...shared,
        summary: 'Makes a further API key; it is shown this once',
        body: Type.Object({ label: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false }),
        response: { 201: Type.Object({ ...ApiKeySchema.properties, apiKey: Type.String() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      const { apiKey, ...key } = await createApiKey(context, institution.id, request.body.label, actor);
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...presentKey({ ...key, revoked: null }), apiKey });
    },
  );

  app.delete(
    `${route}/:id`,
    {
      ...institutionOnly(context),
      schema: {
        ...shared,
        summary: 'Revokes an API key at once',
        params: Type.Object({ ...InstitutionParams.properties, id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      await revokeApiKey(context, institution.id, request.params.id, actor);
      return reply.code(204).send(null);
    },
  );
}

function present({ id, did, names, country, url, email, telephone }: Institution) {
  const optional = Object.entries({ country, url, email, telephone }).filter(([, value]) => value !== null);
  return { id, did, names, ...(Object.fromEntries(optional) as { country?: string }) };
}

function presentKey({ id, label, created, revoked }: Awaited<ReturnType<typeof listApiKeys>>[number]) {
  return { id, label, created: created.toISOString(), ...(revoked ? { revoked: revoked.toISOString() } : {}) };
}
