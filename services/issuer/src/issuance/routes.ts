import { Problem, problemDetails } from '@symbolon/problem';
import type { Reply, Request, Service } from '@symbolon/service';
import { type Static, Type } from 'typebox';
import { heldPresentation, presentationOf } from '../accreditation/held/presentation.ts';
import { requireVersion } from '../achievements/achievements.ts';
import type { IssuerContext } from '../context.ts';
import { accepts, IdempotencyHeaders, InstitutionParams, problemResponses } from '../http.ts';
import { callerOf, institutionOnly } from '../institutions/authenticate.ts';
import { findInstitution } from '../institutions/store.ts';
import { draftFromAward } from './award.ts';
import { chooseSecuring, draftFromDocument } from './document.ts';
import { newIdempotencyKey, searchForm } from './draft.ts';
import { deleteCredential, requireCredential } from './erase.ts';
import { issueCredential } from './issue-credential.ts';
import { type IssuedCredential, toIssued } from './issued.ts';
import { certificateLinks, credentialJson, presentFound } from './present.ts';
import { replaceCredential } from './replace.ts';
import {
  AchievementParams,
  AwardBody,
  AwardedSchema,
  CredentialParams,
  FoundSchema,
  IssueBody,
  IssuedSchema,
  IssueOptions,
  ReplacementBody,
} from './schemas.ts';
import { findCredentialByLink, searchCredentials } from './store.ts';

/** Issuing, and what was issued: VCALM's paths, and shorter ones for awards of an achievement. */
export function registerIssuance(app: Service, context: IssuerContext): void {
  const { pool, config } = context;
  const route = '/institutions/:institution/credentials';
  const shared = { ...institutionOnly(context) };

  app.post(
    `${route}/issue`,
    {
      ...shared,
      schema: {
        tags: ['credentials'],
        summary: 'Issues a credential that the caller wrote (VCALM); the service adds status and proof',
        params: InstitutionParams,
        headers: IdempotencyHeaders,
        body: IssueBody,
        response: { 201: IssuedSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      const { credential, options = {} } = request.body;
      const { credentialId, securing, cryptosuites } = readOptions(
        request.compileValidationSchema(IssueOptions),
        options,
      );
      const wantsJwt = accepts(request.headers.accept, 'application/vc+jwt');
      const draft = draftFromDocument(institution, {
        key: keyOf(request.headers),
        credential,
        credentialId,
        securing: chooseSecuring(securing ?? (wantsJwt ? 'vc+jwt' : undefined), cryptosuites),
      });
      const issued = await issueCredential(context, { institution, actor, draft });
      reply.header('location', locationOf(institution.id, issued.credential.id));
      if (wantsJwt && issued.credential.securing === 'vc+jwt') {
        return sendAs(reply.code(201), 'application/vc+jwt', issued.credential.text);
      }
      return sendAs(
        reply.code(201),
        'application/json',
        `{"verifiableCredential":${credentialJson(issued.credential)}}`,
      );
    },
  );

  app.post(
    '/institutions/:institution/achievements/:slug/credentials',
    {
      ...shared,
      schema: {
        tags: ['credentials'],
        summary: 'Awards an achievement to a person',
        params: AchievementParams,
        headers: IdempotencyHeaders,
        body: AwardBody,
        response: { 201: AwardedSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      const { holder, award, version, options = {} } = request.body;
      const achievement = await requireVersion(context, institution.id, request.params.slug, version);
      const securing = chooseSecuring(options.securing, options.cryptosuites);
      const draft = draftFromAward(institution, achievement, {
        key: keyOf(request.headers),
        holder,
        award,
        version,
        securing,
      });
      const { credential } = await issueCredential(context, { institution, actor, draft });
      return sendAwarded(reply.header('location', locationOf(institution.id, credential.id)), credential);
    },
  );

  app.post(
    `${route}/:id/replacement`,
    {
      ...shared,
      schema: {
        tags: ['credentials'],
        summary: 'Issues a corrected credential and revokes the one it replaces',
        params: CredentialParams,
        headers: IdempotencyHeaders,
        body: ReplacementBody,
        response: { 201: AwardedSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      const { holder, award, version, options = {}, note } = request.body;
      const old = await requireCredential(context, institution.id, request.params.id);
      if (old.achievement === null) {
        throw new Problem(409, 'This credential was not issued for an achievement', {
          detail: 'Issue its replacement as a document of your own and revoke this one.',
        });
      }
      const achievement = await requireVersion(context, institution.id, old.achievement, version);
      const securing = chooseSecuring(options.securing, options.cryptosuites);
      const { credential } = await replaceCredential(context, {
        institution,
        actor,
        id: old.id,
        achievement,
        request: { key: keyOf(request.headers), holder, award, version, securing },
        ...(note === undefined ? {} : { note }),
      });
      return sendAwarded(reply.header('location', locationOf(institution.id, credential.id)), credential);
    },
  );

  app.get(
    route,
    {
      ...shared,
      schema: {
        tags: ['credentials'],
        summary: 'Finds credentials by part of the name or the start of the id (four characters or more), newest first',
        params: InstitutionParams,
        querystring: Type.Object(
          {
            text: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
            achievement: Type.Optional(Type.String({ maxLength: 63 })),
            // Query values are text, and nothing is coerced.
            limit: Type.Optional(Type.String({ pattern: '^([1-9]|[1-9][0-9]|100)$' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(FoundSchema), ...problemResponses },
      },
    },
    async ({ params, query }) => {
      const rows = await searchCredentials(pool, params.institution, {
        limit: Number(query.limit ?? 50),
        ...(query.text === undefined ? {} : { text: searchForm(query.text) }),
        ...(query.achievement === undefined ? {} : { achievement: query.achievement }),
      });
      return rows.map((row) => presentFound(config.issuerUrl, row));
    },
  );

  app.get(
    `${route}/:id`,
    {
      ...shared,
      schema: {
        tags: ['credentials'],
        summary: 'Gives an issued credential byte for byte (VCALM)',
        params: CredentialParams,
        response: { 200: Type.Unknown(), ...problemResponses },
      },
    },
    async ({ params, headers }, reply) => {
      const row = await requireCredential(context, params.institution, params.id);
      return sendWanted(reply, toIssued(row)!, headers.accept);
    },
  );

  app.delete(
    `${route}/:id`,
    {
      ...shared,
      schema: {
        tags: ['credentials'],
        summary: 'Deletes what is kept of a credential about its holder; its status stays (VCALM)',
        params: CredentialParams,
        response: { 202: Type.Null(), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      await deleteCredential(context, institution.id, request.params.id, actor);
      return reply.code(202).send(null);
    },
  );

  app.get(
    '/credentials/:link',
    {
      schema: {
        tags: ['public'],
        summary: 'Gives the credential behind the unguessable part of a certificate’s address',
        params: Type.Object({ link: Type.String({ pattern: '^[\\w-]{22,64}$' }) }),
        response: { 200: Type.Unknown(), ...problemResponses },
      },
    },
    async ({ params, headers }, reply) => {
      const row = await findCredentialByLink(pool, params.link);
      if (!row) throw new Problem(404, 'There is no such certificate');
      reply.headers({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
      return sendWanted(reply, toIssued(row)!, headers.accept);
    },
  );

  /** Where a presentation is asked for: the credential with its issuer's accreditations stapled to it, for checks without network. */
  async function sendWanted(reply: Reply, credential: IssuedCredential, accept: string | undefined) {
    if (!accepts(accept, 'application/vp')) return sendCredential(reply, credential, accept);
    const institution = await findInstitution(pool, credential.row.institutionId);
    const along = institution && (await heldPresentation(pool, institution));
    const { verifiableCredential, ...rest } = presentationOf([credential.text]);
    const presentation = {
      ...rest,
      verifiableCredential: [...verifiableCredential, ...(along?.verifiableCredential ?? [])],
    };
    return sendAs(reply.header('vary', 'accept'), 'application/vp', JSON.stringify(presentation));
  }

  function sendAwarded(reply: Reply, credential: IssuedCredential) {
    const { id, link } = credential;
    const rest = JSON.stringify({ id, links: certificateLinks(config.issuerUrl, link) });
    return sendAs(
      reply.code(201),
      'application/json',
      `{"verifiableCredential":${credentialJson(credential)},${rest.slice(1)}`,
    );
  }
}

/** Sent as text: a serializer of ours must not touch a byte of what was signed. */
const sendAs = (reply: Reply, type: string, text: string) => reply.type(type).send(text);

function sendCredential(reply: Reply, credential: IssuedCredential, accept: string | undefined) {
  reply.header('vary', 'accept');
  if (credential.securing === 'vc+jwt' && accepts(accept, 'application/vc+jwt')) {
    return sendAs(reply, 'application/vc+jwt', credential.text);
  }
  const type = accepts(accept, 'application/vc') ? 'application/vc' : 'application/json';
  return sendAs(reply, type, credentialJson(credential));
}

// The prefix keeps callers' keys apart from those of our own jobs.
const keyOf = (headers: { 'idempotency-key'?: string }) => {
  const key = headers['idempotency-key'];
  return key === undefined ? newIdempotencyKey() : `header:${key}`;
};

const locationOf = (institutionId: string, id: string) =>
  `/institutions/${institutionId}/credentials/${encodeURIComponent(id)}`;

type Validate = ReturnType<Request['compileValidationSchema']>;

function readOptions(validate: Validate, options: Record<string, unknown>): Static<typeof IssueOptions> {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(IssueOptions.properties, name)) continue;
    const { type, title } = problemDetails('UNKNOWN_OPTION_PROVIDED');
    const errors = [
      { pointer: '/options', detail: `The options are ${Object.keys(IssueOptions.properties).join(', ')}.` },
    ];
    throw new Problem(400, title, { type, detail: 'Leave out what is not an option of this service.', errors });
  }
  if (validate(options)) return options;
  const errors = (validate.errors ?? []).map(({ instancePath, message = 'This cannot be used.' }) => ({
    pointer: `/options${instancePath}`,
    detail: message,
  }));
  throw new Problem(400, 'The request is not well formed', { detail: 'An option has no such value.', errors });
}
