import { hash } from 'node:crypto';
import { type Actor, changeInstitution, linkOnto, toNote } from '../audit/append.ts';
import { learnHead, likelyHead, noteGuess } from '../audit/known-heads.ts';
import type { IssuerContext } from '../context.ts';
import { isConflict } from '../database/faults.ts';
import type { Institution } from '../institutions/store.ts';
import { listKeys, type SigningKey } from '../keys/store.ts';
import { countPlaces, returnPlaces, takePlaces } from '../status/reserve.ts';
import { newLink, searchForm } from './draft.ts';
import { currentFormat, type KeptDocuments, keepDocuments } from './forms/compact.ts';
import type { Prepared, Recorded } from './prepare.ts';
import { insertCredentials, type NewCredential, recordAtOnce } from './store.ts';

/** What was recorded, and the institution's keys as they were then. */
export type Records = { recorded: Recorded[]; keys: readonly SigningKey[] };

/**
 * Takes the status indexes, records what will be signed and writes the audit entries, committed when this returns, and gives the keys
 * to sign with. In one statement where the log ends as this process left it and nobody took any of it; else as `recordPrepared` does.
 */
export async function recordForSigning(
  context: IssuerContext,
  institution: Institution,
  actor: Actor,
  prepared: Prepared[],
): Promise<Records> {
  const { pool, clock } = context;
  const institutionId = institution.id;
  const end = prepared.length > 0 ? likelyHead(pool, institutionId) : undefined;
  if (end !== undefined) {
    const rows = await toRows(context, institutionId, prepared);
    // Nothing is waited for from here to the statement: who comes next builds on the end that this one makes.
    const at = clock();
    const noted = rows.map((row, position) => noteOf(row, prepared[position]!));
    const link = linkOnto(context, end, noted, { institutionId, at, actor });
    learnHead(pool, institutionId, link.head);
    const taken = countPlaces(prepared.map(({ place }) => place));
    const keys = await recordAtOnce(pool, institutionId, at, { rows, taken, end, link }).catch((error) => {
      if (isConflict(error, 'credential')) return [];
      noteGuess(pool, institutionId, false);
      throw error;
    });
    noteGuess(pool, institutionId, keys.length > 0);
    if (keys.length > 0) return { recorded: toRecorded(institutionId, at, rows, prepared), keys };
  }
  const recorded = await recordPrepared(context, institution, actor, prepared);
  return { recorded, keys: await listKeys(pool, institutionId) };
}

/**
 * Does the same in a transaction of several statements. Leaves out those whose key, id or index somebody took a moment earlier: where
 * two processes issue for one institution, a few of many meet, and the others need not wait for them.
 */
export async function recordPrepared(
  context: IssuerContext,
  { id: institutionId }: Institution,
  actor: Actor,
  prepared: Prepared[],
): Promise<Recorded[]> {
  if (prepared.length === 0) return [];
  const rows = await toRows(context, institutionId, prepared);
  const places = prepared.map(({ place }) => place);
  const { at, inserted } = await changeInstitution(context, institutionId, actor, async ({ client, at, audit }) => {
    // Before the rows, which refer to the groups that this makes.
    await takePlaces(client, institutionId, places);
    const inserted = await insertCredentials(client, institutionId, at, rows);
    if (inserted.size < rows.length) {
      const returned = places.filter((_, position) => !inserted.has(rows[position]!.id));
      await returnPlaces(client, institutionId, returned);
    }
    for (const [position, row] of rows.entries())
      if (inserted.has(row.id)) audit('credential.issued', row.id, factsOf(row, prepared[position]!));
    return { at, inserted };
  });
  return toRecorded(institutionId, at, rows, prepared).filter(({ row }) => inserted.has(row.id));
}

async function toRows(context: IssuerContext, institutionId: string, prepared: Prepared[]): Promise<NewCredential[]> {
  const rows: NewCredential[] = [];
  for (const each of prepared) rows.push({ ...toRow(each), ...(await kept(context, institutionId, each)) });
  return rows;
}

const noteOf = (row: NewCredential, prepared: Prepared) => toNote('credential.issued', row.id, factsOf(row, prepared));

/** What the log says of a credential: the documents by their hashes, and its place in the status lists. */
function factsOf({ securing, statusGroup, statusIndex }: NewCredential, { texts }: Prepared) {
  const { document, paperDocument } = texts;
  return {
    sha256: sha256(document),
    ...(paperDocument === null ? {} : { paperSha256: sha256(paperDocument) }),
    securing,
    statusGroup,
    statusIndex,
  };
}

const toRecorded = (institutionId: string, recorded: Date, rows: NewCredential[], prepared: Prepared[]): Recorded[] =>
  prepared.map(({ whole, paper, texts }, position) => {
    return { row: { ...rows[position]!, ...texts, ...untouched, institutionId, recorded }, whole, paper };
  });

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
