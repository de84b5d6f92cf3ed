import type { Client, Queryable } from '../database/transaction.ts';
import type { CryptosuiteName, Securing } from '../issuance/draft.ts';
import type { Column, NameOrder } from './check/plan.ts';
import type { Field } from './match/fields.ts';
import type { TableFacts } from './read/table.ts';

export type RosterState = 'preview' | 'issuing' | 'paused' | 'done';

export type Roster = {
  id: string;
  institutionId: string;
  achievement: string;
  achievementVersion: number;
  securing: Securing;
  cryptosuites: CryptosuiteName[];
  fileName: string;
  fileSha256: Buffer;
  facts: TableFacts;
  headerRow: number;
  header: string[];
  columns: Column[];
  nameOrder: NameOrder;
  state: RosterState;
  uploaded: Date;
  uploadedBy: string;
  approved: Date | null;
  approvedBy: string | null;
  moved: Date;
  version: number;
};

const columns = `id, institution_id as "institutionId", achievement, achievement_version as "achievementVersion", securing,
  cryptosuites, file_name as "fileName", file_sha256 as "fileSha256", facts, header_row as "headerRow", header, columns,
  name_order as "nameOrder", state, uploaded, uploaded_by as "uploadedBy", approved, approved_by as "approvedBy", moved, version`;

export async function insertRoster(client: Client, roster: Roster): Promise<void> {
  await client.query(
    `insert into roster (id, institution_id, achievement, achievement_version, securing, cryptosuites, file_name,
       file_sha256, facts, header_row, header, columns, name_order, uploaded, uploaded_by, moved)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14)`,
    [
      roster.id,
      roster.institutionId,
      roster.achievement,
      roster.achievementVersion,
      roster.securing,
      roster.cryptosuites,
      roster.fileName,
      roster.fileSha256,
      JSON.stringify(roster.facts),
      roster.headerRow,
      roster.header,
      JSON.stringify(roster.columns),
      roster.nameOrder,
      roster.uploaded,
      roster.uploadedBy,
    ],
  );
}

/** Gives the roster, or undefined where this institution has none of that id. */
export async function findRoster(db: Queryable, institutionId: string, id: string): Promise<Roster | undefined> {
  const { rows } = await db.query<Roster>(`select ${columns} from roster where institution_id = $1 and id = $2`, [
    institutionId,
    id,
  ]);
  return rows[0];
}

/** Gives the roster and keeps others from changing it until the transaction ends. */
export async function lockRoster(client: Client, institutionId: string, id: string): Promise<Roster | undefined> {
  const { rows } = await client.query<Roster>(
    `select ${columns} from roster where institution_id = $1 and id = $2 for update`,
    [institutionId, id],
  );
  return rows[0];
}

/** Gives a roster by its id alone: for the queue, whose jobs know no institution. */
export async function findRosterForWork(db: Queryable, id: string): Promise<Roster | undefined> {
  const { rows } = await db.query<Roster>(`select ${columns} from roster where id = $1`, [id]);
  return rows[0];
}

/** Gives the institution's rosters, newest first. */
export async function listRosters(db: Queryable, institutionId: string, limit: number): Promise<Roster[]> {
  const { rows } = await db.query<Roster>(
    `select ${columns} from roster where institution_id = $1 order by uploaded desc, id limit $2`,
    [institutionId, limit],
  );
  return rows;
}

/** Gives the id of an approved roster that was read from the same file for the same achievement. */
export async function findSameFile(db: Queryable, roster: Roster): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select id from roster
     where institution_id = $1 and file_sha256 = $2 and achievement = $3 and id <> $4 and approved is not null
     order by approved desc limit 1`,
    [roster.institutionId, roster.fileSha256, roster.achievement, roster.id],
  );
  return rows[0]?.id;
}

export async function storeMatching(client: Client, roster: Roster): Promise<void> {
  await client.query('update roster set columns = $2, name_order = $3, version = version + 1 where id = $1', [
    roster.id,
    JSON.stringify(roster.columns),
    roster.nameOrder,
  ]);
}

/** Tells whoever watches that something changed; `moved` where rows were issued or refused. */
export async function touchRoster(db: Queryable, id: string, moved?: Date): Promise<void> {
  await db.query('update roster set version = version + 1, moved = coalesce($2, moved) where id = $1', [
    id,
    moved ?? null,
  ]);
}

export async function markApproved(client: Client, id: string, at: Date, actor: string): Promise<void> {
  await client.query(
    `update roster set state = 'issuing', approved = $2, approved_by = $3, moved = $2, version = version + 1 where id = $1`,
    [id, at, actor],
  );
}

/** Moves a roster from one of some states to another; false where it is in none of them. */
export async function moveRoster(db: Queryable, id: string, from: RosterState[], to: RosterState): Promise<boolean> {
  const { rowCount } = await db.query(
    'update roster set state = $3, version = version + 1 where id = $1 and state = any($2)',
    [id, from, to],
  );
  return rowCount === 1;
}

export async function deleteRoster(client: Client, id: string): Promise<void> {
  await client.query('delete from roster where id = $1', [id]);
}

/** Gives what the institution's columns of these names held before; null is "not used". */
export async function recallColumns(
  db: Queryable,
  institutionId: string,
  headers: string[],
): Promise<Map<string, Field | null>> {
  const { rows } = await db.query<{ header: string; field: Field | null }>(
    'select header, field from column_memory where institution_id = $1 and header = any($2)',
    [institutionId, headers],
  );
  return new Map(rows.map(({ header, field }) => [header, field]));
}

export async function rememberColumns(
  client: Client,
  institutionId: string,
  choices: { header: string; field: Field | null }[],
): Promise<void> {
  // Two columns of one name would touch the same row twice in one statement.
  const byHeader = new Map(choices.map(({ header, field }) => [header, field]));
  byHeader.delete('');
  await client.query(
    `insert into column_memory (institution_id, header, field)
     select $1, header, field from unnest($2::text[], $3::text[]) as choice (header, field)
     where length(header) <= 500
     on conflict (institution_id, header) do update set field = excluded.field`,
    [institutionId, [...byHeader.keys()], [...byHeader.values()]],
  );
}
