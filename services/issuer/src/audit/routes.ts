import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { IssuerContext } from '../context.ts';
import { InstitutionParams, problemResponses } from '../http.ts';
import { institutionOnly } from '../institutions/authenticate.ts';
import { listEntries } from './store.ts';

const EntrySchema = Type.Object({
  sequence: Type.Integer(),
  at: Type.String(),
  actor: Type.String(),
  event: Type.String(),
  subject: Type.String(),
  detail: Type.String({ description: 'JSON; as it went into the hash' }),
  previousHash: Type.String(),
  hash: Type.String(),
});

/** The audit log, for the institution whose it is. */
export function registerAudit(app: Service, context: IssuerContext): void {
  app.get(
    '/institutions/:institution/audit-log',
    {
      ...institutionOnly(context),
      schema: {
        tags: ['audit'],
        summary: 'Gives up to 1,000 entries of the audit log that follow a number',
        params: InstitutionParams,
        querystring: Type.Object(
          { after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(EntrySchema), ...problemResponses },
      },
    },
    async ({ params, query }) => {
      const entries = await listEntries(context.pool, params.institution, { after: Number(query.after ?? 0) });
      return entries.map(({ institutionId: _, at, previousHash, hash, ...entry }) => ({
        ...entry,
        at: at.toISOString(),
        previousHash: previousHash.toString('hex'),
        hash: hash.toString('hex'),
      }));
    },
  );
}
