import type { Queryable } from '../database/transaction.ts';
import type { Facts } from '../issuance/forms/blanks.ts';
import { type KeptDocuments, type KeptProofs, readKept } from '../issuance/forms/compact.ts';
import type { AuditEntry } from './hash.ts';

export type Head = { length: number; hash: Buffer };
export type StoredEntry = AuditEntry & { hash: Buffer };

/** Locks the end of an institution's log until the transaction ends. Throws where there is no such institution. */
export async function lockHead(client: Queryable, institutionId: string): Promise<Head> {
  const { rows } = await client.query<{ length: string; hash: Buffer }>({
    name: 'lock-audit-head',
    text: 'select length, hash from audit_head where institution_id = $1 for update',
    values: [institutionId],
  });
  const [head] = rows;
  if (!head) throw new Error(`There is no audit log of institution ${institutionId}.`);
  return { length: Number(head.length), hash: head.hash };
}

export async function insertHead(client: Queryable, institutionId: string, head: Head, seal: Buffer): Promise<void> {
  await client.query('insert into audit_head (institution_id, length, hash, seal) values ($1, $2, $3, $4)', [
    institutionId,
    head.length,
    head.hash,
    seal,
  ]);
}

/** Appends entries of one institution and moves the head of its log to the last of them. */
export async function appendEntries(
  client: Queryable,
  institutionId: string,
  entries: StoredEntry[],
  head: Head & { seal: Buffer },
): Promise<void> {
  const column = <K extends keyof StoredEntry>(key: K) => entries.map((entry) => entry[key]);
  const { at, actor } = entries[0]!;
  await client.query({
    name: 'append-audit-entries',
    text: `with appended as (
       insert into audit_entry (institution_id, sequence, at, actor, event, subject, detail, previous_hash, hash)
       select $1, sequence, $2, $3, event, subject, detail, previous, hash
       from unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::bytea[])
         as new (sequence, event, subject, detail, previous, hash)
     )
     update audit_head set length = $10, hash = $11, seal = $12 where institution_id = $1`,
    values: [
      institutionId,
      at,
      actor,
      column('sequence'),
      column('event'),
      column('subject'),
      column('detail'),
      column('previousHash'),
      column('hash'),
      head.length,
      head.hash,
      head.seal,
    ],
  });
}

/** Gives up to `limit` entries that follow `after`, in order. */
export async function listEntries(
  db: Queryable,
  institutionId: string,
  { after = 0, limit = 1000 }: { after?: number; limit?: number },
): Promise<StoredEntry[]> {
  const { rows } = await db.query(
    `select institution_id as "institutionId", sequence, at, actor, event, subject, detail,
            previous_hash as "previousHash", hash
     from audit_entry where institution_id = $1 and sequence > $2 order by sequence limit $3`,
    [institutionId, after, limit],
  );
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}

/** Gives the ends of all logs with their seals, by institution. */
export async function listHeads(db: Queryable): Promise<(Head & { institutionId: string; seal: Buffer | null })[]> {
  const { rows } = await db.query(
    `select institution.id as "institutionId", coalesce(length, 0) as length, hash, seal
     from institution left join audit_head on institution_id = institution.id order by institution.id`,
  );
  return rows.map((row) => ({ ...row, length: Number(row.length) }));
}

export type CredentialState = {
  id: string;
  document: string | null;
  paperDocument: string | null;
  revoked: boolean;
  suspended: boolean;
  deleted: boolean;
};

/** Gives the next thousand credentials of an institution by id, as far as the log speaks of them. */
export async function listCredentialStates(
  db: Queryable,
  institutionId: string,
  after: string,
): Promise<CredentialState[]> {
  const { rows } = await db.query<CredentialState & KeptDocuments & KeptProofs & Facts & { format: number }>(
    `select id, status_group as "statusGroup", status_index as "statusIndex", recorded, format, form, parameters, document,
            paper_document as "paperDocument", null as "proofForm", null as signatures, null as proof,
            null as "paperProof", revoked is not null as revoked, suspended is not null as suspended,
            deleted is not null as deleted
     from credential where institution_id = $1 and id > $2 order by id limit 1000`,
    [institutionId, after],
  );
  try {
    return await readKept(db, rows);
  } catch {
    // One that cannot be put together again was changed: what the log says of it will not fit an empty text.
    const read = rows.map((row) => readKept(db, [row]).catch(() => [{ ...row, document: '' }]));
    return (await Promise.all(read)).flat();
  }
}
