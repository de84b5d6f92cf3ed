import { recognitionRoutes } from '@symbolon/credential';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { IssuerContext } from '../context.ts';
import { InstitutionParams, LangMapSchema, problemResponses, slugPattern } from '../http.ts';
import { callerOf, institutionOnly } from '../institutions/authenticate.ts';
import { keepAchievement, requireAchievement, withdrawAchievement } from './achievements.ts';
import { listAchievements, type StoredAchievement } from './store.ts';

const code = Type.String({ minLength: 1, maxLength: 100 });
const closed = { additionalProperties: false };

const content = {
  name: LangMapSchema,
  description: LangMapSchema,
  criteria: LangMapSchema,
  achievementType: Type.String({ pattern: '^([A-Z][A-Za-z]{1,60}|ext:[A-Za-z0-9._-]{1,60})$' }),
  route: Type.Enum([...recognitionRoutes]),
  units: Type.Array(Type.Object({ qualification: Type.Optional(code), code, title: LangMapSchema }, closed), {
    maxItems: 60,
  }),
  occupations: Type.Array(
    Type.Object(
      { scheme: Type.Enum(['isco-08', 'esco']), code: Type.String({ minLength: 1, maxLength: 300 }) },
      closed,
    ),
    { maxItems: 10 },
  ),
  field: Type.Optional(code),
  level: Type.Optional(Type.Object({ framework: code, level: code, edition: Type.Optional(code) }, closed)),
  languages: Type.Array(Type.String({ minLength: 2, maxLength: 35 }), { minItems: 1, maxItems: 10, uniqueItems: true }),
  validityMonths: Type.Optional(Type.Integer({ minimum: 1, maximum: 1200 })),
};

const VersionSchema = Type.Object(
  { id: Type.String(), achievement: Type.String(), version: Type.Integer(), ...content },
  { title: 'AchievementVersion' },
);

const ListedSchema = Type.Object({
  version: VersionSchema,
  created: Type.String(),
  withdrawn: Type.Optional(Type.String()),
  used: Type.Boolean({ description: 'A credential names this version' }),
});

const AchievementParams = Type.Object({ ...InstitutionParams.properties, slug: Type.String({ pattern: slugPattern }) });

/** Achievements: what an institution awards, kept in versions that never change. */
export function registerAchievements(app: Service, context: IssuerContext): void {
  const route = '/institutions/:institution/achievements';

  app.get(
    route,
    {
      ...institutionOnly(context),
      schema: {
        tags: ['achievements'],
        summary: 'Lists the newest version of each achievement',
        params: InstitutionParams,
        response: { 200: Type.Array(ListedSchema), ...problemResponses },
      },
    },
    async ({ params }) => (await listAchievements(context.pool, params.institution)).map(present),
  );

  app.put(
    `${route}/:slug`,
    {
      ...institutionOnly(context),
      schema: {
        tags: ['achievements'],
        summary: 'Keeps an achievement as its newest version; the same content again changes nothing',
        params: AchievementParams,
        body: Type.Object(content, closed),
        response: { 200: VersionSchema, 201: VersionSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      const { version, isNew } = await keepAchievement(context, institution, request.params.slug, request.body, actor);
      return reply
        .code(isNew ? 201 : 200)
        .header('location', version.id)
        .send(version);
    },
  );

  app.get(
    `${route}/:slug`,
    {
      ...institutionOnly(context),
      schema: {
        tags: ['achievements'],
        summary: 'Gives the newest version of an achievement',
        params: AchievementParams,
        response: { 200: ListedSchema, ...problemResponses },
      },
    },
    async ({ params }) => present(await requireAchievement(context, params.institution, params.slug)),
  );

  for (const [verb, withdrawn] of [
    ['withdraw', true],
    ['resume', false],
  ] as const) {
    app.post(
      `${route}/:slug/${verb}`,
      {
        ...institutionOnly(context),
        schema: {
          tags: ['achievements'],
          summary: withdrawn ? 'Ends the awarding of an achievement' : 'Resumes the awarding of an achievement',
          params: AchievementParams,
          response: { 204: Type.Null(), ...problemResponses },
        },
      },
      async (request, reply) => {
        const { institution, actor } = callerOf(request);
        await withdrawAchievement(context, institution.id, request.params.slug, withdrawn, actor);
        return reply.code(204).send(null);
      },
    );
  }

  app.get(
    `${route}/:slug/versions/:version`,
    {
      schema: {
        tags: ['public'],
        summary: 'What a credential was awarded for; this is the address that credentials name',
        params: Type.Object({
          ...AchievementParams.properties,
          version: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }),
        }),
        response: { 200: VersionSchema, ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      const { version } = await requireAchievement(context, params.institution, params.slug, Number(params.version));
      return reply.header('cache-control', 'public, max-age=3600').send(version);
    },
  );
}

function present({ version, created, withdrawn, used }: StoredAchievement) {
  return {
    version,
    created: created.toISOString(),
    used,
    ...(withdrawn ? { withdrawn: withdrawn.toISOString() } : {}),
  };
}
