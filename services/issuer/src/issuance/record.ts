import { hash } from 'node:crypto';
import { type Actor, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { returnPlaces, takePlaces } from '../status/reserve.ts';
import { newLink, searchForm } from './draft.ts';
import { currentFormat, type KeptDocuments, keepDocuments } from './forms/compact.ts';
import type { Prepared, Recorded } from './prepare.ts';
import { insertCredentials, type NewCredential } from './store.ts';

/**
 * Takes the status indexes, records what will be signed and writes the audit entries, in one transaction that is committed when this
 * returns. Leaves out those whose key, id or index somebody took a moment earlier: where two processes issue for one institution, a
 * few of many meet, and the others need not wait for them.
 */
export async function recordPrepared(
  context: IssuerContext,
  { id: institutionId }: Institution,
  actor: Actor,
  prepared: Prepared[],
): Promise<Recorded[]> {
  if (prepared.length === 0) return [];
  const rows: NewCredential[] = [];
  for (const each of prepared) rows.push({ ...toRow(each), ...(await kept(context, institutionId, each)) });
  const places = prepared.map(({ place }) => place);
  const { recorded, inserted } = await changeInstitution(
    context,
    institutionId,
    actor,
    async ({ client, at, audit }) => {
      // Before the rows, which refer to the groups that this makes.
      await takePlaces(client, institutionId, places);
      const inserted = await insertCredentials(client, institutionId, at, rows);
      if (inserted.size < rows.length) {
        const returned = places.filter((_, position) => !inserted.has(rows[position]!.id));
        await returnPlaces(client, institutionId, returned);
      }
      for (const [position, row] of rows.entries()) {
        if (!inserted.has(row.id)) continue;
        const { document, paperDocument } = prepared[position]!.texts;
        audit('credential.issued', row.id, {
          sha256: sha256(document),
          ...(paperDocument === null ? {} : { paperSha256: sha256(paperDocument) }),
          securing: row.securing,
          statusGroup: row.statusGroup,
          statusIndex: row.statusIndex,
        });
      }
      return { recorded: at, inserted };
    },
  );
  return prepared.flatMap(({ whole, paper, texts }, position) => {
    const row = rows[position]!;
    if (!inserted.has(row.id)) return [];
    return [{ row: { ...row, ...texts, ...untouched, institutionId, recorded }, whole, paper }];
  });
}

const untouched = {
  proof: null,
  paperProof: null,
  issued: null,
  revoked: null,
  suspended: null,
  reason: null,
  supersededBy: null,
  deleted: null,
};

export const sha256 = (text: string) => hash('sha256', text, 'hex');

/** Awards are kept as a form and what is the person's own; what a caller wrote is kept as it is. */
async function kept(
  { pool }: IssuerContext,
  institutionId: string,
  { draft, place, whole, paper, texts }: Prepared,
): Promise<KeptDocuments & { format: number }> {
  if (!draft.achievement) return { format: currentFormat, form: null, parameters: null, ...texts };
  const facts = { id: draft.id, statusGroup: place.group, statusIndex: place.index };
  const shape = { institutionId, shape: `${draft.achievement.slug} ${draft.achievement.version}` };
  const documents = { whole: whole.document, paper: paper?.document };
  return { format: currentFormat, ...(await keepDocuments(pool, shape, documents, facts, texts)) };
}

function toRow({ draft, place, whole }: Prepared): Omit<NewCredential, keyof KeptDocuments | 'format'> {
  const { validUntil } = whole.document;
  return {
    id: draft.id,
    link: newLink(),
    idempotencyKey: draft.key,
    fingerprint: draft.fingerprint,
    achievement: draft.achievement?.slug ?? null,
    achievementVersion: draft.achievement?.version ?? null,
    holderName: draft.holderName ?? null,
    holderSearch:
      draft.holderName === undefined ? null : searchForm(`${draft.holderName} ${draft.holderLatinName ?? ''}`),
    validUntil: typeof validUntil === 'string' ? new Date(validUntil) : null,
    securing: draft.securing,
    cryptosuites: draft.cryptosuites,
    statusGroup: place.group,
    statusIndex: place.index,
  };
}
