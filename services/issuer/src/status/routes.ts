import { Problem } from '@symbolon/problem';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { IssuerContext } from '../context.ts';
import { accepts, InstitutionParams, problemResponses } from '../http.ts';
import { callerOf, institutionOnly } from '../institutions/authenticate.ts';
import { readIds } from './bulk.ts';
import { setStatus, setStatuses, statusReasons } from './change.ts';
import { publishStatusList } from './publish.ts';
import { statusPurposes } from './reserve.ts';
import { registerTokenStatusList } from './token-status-list.ts';

const closed = { additionalProperties: false };
const reason = Type.Optional(Type.Enum([...statusReasons]));
const note = Type.Optional(Type.String({ maxLength: 2000 }));
// A refresh is told by replacing a credential, never by itself.
const changeable = Type.Enum(['revocation', 'suspension']);
const purpose = Type.Enum([...statusPurposes]);

const OutcomeSchema = Type.Object({
  id: Type.String(),
  changed: Type.Optional(Type.Boolean()),
  problem: Type.Optional(
    Type.Object({ title: Type.String(), detail: Type.Optional(Type.String()), status: Type.Integer() }),
  ),
});

/** Status: taking credentials back, and the lists that tell the world. */
export function registerStatus(app: Service, context: IssuerContext): void {
  registerTokenStatusList(app, context);

  app.post(
    '/institutions/:institution/credentials/status',
    {
      ...institutionOnly(context),
      schema: {
        tags: ['credentials'],
        summary: 'Changes the status of a credential (VCALM)',
        params: InstitutionParams,
        body: Type.Object(
          {
            credentialId: Type.String({ minLength: 1, maxLength: 1000 }),
            credentialStatus: Type.Object(
              {
                type: Type.Enum(['BitstringStatusListEntry', 'BitstringStatusList']),
                statusPurpose: changeable,
                id: Type.Optional(Type.String()),
                statusListIndex: Type.Optional(Type.String()),
                statusListCredential: Type.Optional(Type.String()),
              },
              closed,
            ),
            status: Type.Boolean(),
            reason,
            note,
          },
          closed,
        ),
        response: { 200: Type.Object({ changed: Type.Boolean() }), ...problemResponses },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      const { credentialId: id, credentialStatus, status, reason = 'unspecified', note } = request.body;
      const { statusPurpose } = credentialStatus;
      if (statusPurpose === 'revocation' && !status) {
        throw new Problem(400, 'A revocation is final', {
          detail: 'Only a suspension can be lifted. Issue a new credential instead.',
          errors: [{ pointer: '/status', detail: 'For the purpose "revocation" this can only be true.' }],
        });
      }
      const action = statusPurpose === 'revocation' ? 'revoke' : status ? 'suspend' : 'lift';
      const change = { action, reason, ...(note === undefined ? {} : { note }) } as const;
      return setStatus(context, { institutionId: institution.id, actor, id, request: change });
    },
  );

  app.post(
    '/institutions/:institution/credentials/status/bulk',
    {
      ...institutionOnly(context),
      schema: {
        tags: ['credentials'],
        summary: 'Changes the status of up to 10,000 credentials; all that can be changed are',
        params: InstitutionParams,
        body: Type.Object(
          {
            action: Type.Enum(['revoke', 'suspend', 'lift']),
            reason,
            note,
            ids: Type.Optional(
              Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { minItems: 1, maxItems: 10_000 }),
            ),
            csv: Type.Optional(
              Type.String({ description: 'One id a line, or a table with a column "id"', maxLength: 900_000 }),
            ),
          },
          closed,
        ),
        response: { 200: Type.Object({ outcomes: Type.Array(OutcomeSchema) }), ...problemResponses },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      const { action, reason = 'unspecified', note, ids, csv } = request.body;
      const outcomes = await setStatuses(context, {
        institutionId: institution.id,
        actor,
        ids: readIds(ids, csv),
        request: { action, reason, ...(note === undefined ? {} : { note }) },
      });
      return {
        outcomes: outcomes.map(({ id, problem, ...rest }) =>
          problem ? { id, problem: problem.toJSON() } : { id, ...rest },
        ),
      };
    },
  );

  app.get(
    '/status-lists/:institution/:purpose/:number',
    {
      schema: {
        tags: ['public'],
        summary: 'A status list (Bitstring Status List 1.0), as application/vc or application/json',
        params: Type.Object({
          ...InstitutionParams.properties,
          purpose,
          number: Type.String({ pattern: '^(0|[1-9][0-9]{0,8})$' }),
        }),
        response: { 200: Type.Unknown(), ...problemResponses },
      },
    },
    async ({ params, headers }, reply) => {
      const list = await publishStatusList(context, params.institution, params.purpose, Number(params.number));
      if (!list) throw new Problem(404, 'There is no such status list');
      reply.headers({
        etag: list.etag,
        'last-modified': list.publishedAt.toUTCString(),
        'cache-control': 'public, max-age=1, must-revalidate',
        vary: 'accept',
      });
      const known = (headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
      if (known.includes(list.etag)) return reply.code(304).send();
      const json = accepts(headers.accept, 'application/json') && !accepts(headers.accept, 'application/vc');
      return reply.type(json ? 'application/json' : 'application/vc').send(list.text);
    },
  );
}
