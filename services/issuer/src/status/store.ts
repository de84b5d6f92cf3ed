import type { Client, Queryable } from '../database/transaction.ts';

/** Gives the newest group of an institution, how many of its indexes are taken, and which of the given ones. */
export async function findNewestGroup(
  db: Queryable,
  institutionId: string,
  indexes: number[],
): Promise<{ number: number; taken: number; used: number[] } | undefined> {
  const { rows } = await db.query<{ number: number; taken: number; used: number[] }>(
    `select number, taken, array(
       select status_index from credential
       where institution_id = $1 and status_group = number and status_index = any($2)
     ) as used
     from status_group where institution_id = $1 order by number desc limit 1`,
    [institutionId, indexes],
  );
  return rows[0];
}

/** Gives those of the indexes that a credential of the group has. */
export async function findTakenIndexes(
  db: Queryable,
  institutionId: string,
  group: number,
  indexes: number[],
): Promise<number[]> {
  const { rows } = await db.query<{ index: number }>(
    `select status_index as index from credential
     where institution_id = $1 and status_group = $2 and status_index = any($3)`,
    [institutionId, group, indexes],
  );
  return rows.map(({ index }) => index);
}

/** Counts indexes of a group as taken; makes the group and its lists when they are the first. */
export async function takeIndexes(
  client: Client,
  institutionId: string,
  group: number,
  count: number,
  purposes: readonly string[],
): Promise<void> {
  const { rows } = await client.query<{ taken: number }>({
    name: 'take-status-indexes',
    text: `insert into status_group (institution_id, number, taken) values ($1, $2, $3)
     on conflict (institution_id, number) do update set taken = status_group.taken + excluded.taken
     returning taken`,
    values: [institutionId, group, count],
  });
  if (rows[0]?.taken !== count) return;
  await client.query(
    `insert into status_list (institution_id, number, status_purpose) select $1, $2, unnest($3::text[])
     on conflict do nothing`,
    [institutionId, group, purposes],
  );
}

/** Counts indexes as free that were taken in this transaction and then not used. */
export async function returnIndexes(
  client: Client,
  institutionId: string,
  group: number,
  count: number,
): Promise<void> {
  await client.query('update status_group set taken = taken - $3 where institution_id = $1 and number = $2', [
    institutionId,
    group,
    count,
  ]);
}

export type StatusList = {
  version: string;
  publishedVersion: string | null;
  publishedAt: Date | null;
  published: string | null;
};

const listColumns = `version, published_version as "publishedVersion", published_at as "publishedAt", published`;

export async function findStatusList(
  db: Queryable,
  institutionId: string,
  purpose: string,
  group: number,
): Promise<StatusList | undefined> {
  const { rows } = await db.query<StatusList>(
    `select ${listColumns} from status_list where institution_id = $1 and status_purpose = $2 and number = $3`,
    [institutionId, purpose, group],
  );
  return rows[0];
}

/** The same, held against changes until the transaction ends, so that the bits read next belong to its version. */
export async function lockStatusList(
  client: Client,
  institutionId: string,
  purpose: string,
  group: number,
): Promise<StatusList> {
  const { rows } = await client.query<StatusList>(
    `select ${listColumns} from status_list
     where institution_id = $1 and status_purpose = $2 and number = $3 for update`,
    [institutionId, purpose, group],
  );
  return rows[0]!;
}

const setColumn = { revocation: 'revoked', suspension: 'suspended', refresh: 'superseded_by' } as const;

/** Gives the indexes of a list whose bit is set. */
export async function listSetIndexes(
  db: Queryable,
  institutionId: string,
  purpose: keyof typeof setColumn,
  group: number,
): Promise<number[]> {
  const { rows } = await db.query<{ index: number }>(
    `select status_index as index from credential
     where institution_id = $1 and status_group = $2 and ${setColumn[purpose]} is not null`,
    [institutionId, group],
  );
  return rows.map(({ index }) => index);
}

export async function storePublished(
  client: Client,
  institutionId: string,
  purpose: string,
  group: number,
  list: { version: string; at: Date; text: string },
): Promise<void> {
  await client.query(
    `update status_list set published_version = $4, published_at = $5, published = $6
     where institution_id = $1 and status_purpose = $2 and number = $3`,
    [institutionId, purpose, group, list.version, list.at, list.text],
  );
}

/** Raises the version of a list: what was published is no longer right. */
export async function outdateStatusList(
  client: Client,
  institutionId: string,
  purpose: string,
  group: number,
): Promise<void> {
  await client.query(
    `update status_list set version = version + 1
     where institution_id = $1 and status_purpose = $2 and number = $3`,
    [institutionId, purpose, group],
  );
}

/** Raises the version of every list of an institution, because the key that signed them must not be believed. */
export async function outdateAllStatusLists(client: Client, institutionId: string): Promise<void> {
  await client.query('update status_list set version = version + 1 where institution_id = $1', [institutionId]);
}

/** Locks the credentials until the transaction ends, in one order for everybody, and gives their status. */
export async function lockCredentials(
  client: Client,
  institutionId: string,
  ids: string[],
): Promise<{ id: string; group: number; revoked: Date | null; suspended: Date | null; supersededBy: string | null }[]> {
  const { rows } = await client.query(
    `select id, status_group as "group", revoked, suspended, superseded_by as "supersededBy" from credential
     where institution_id = $1 and id = any($2) and (issued is not null or deleted is not null) order by id for update`,
    [institutionId, ids],
  );
  return rows;
}

export type StatusChangeRow = {
  number: number;
  at: Date;
  actor: string;
  statusPurpose: 'revocation' | 'suspension';
  status: boolean;
  reason: string;
  note: string | null;
  supersededBy: string | null;
};

/** Sets or clears the status of credentials, each named once, and keeps how that came about. */
export async function insertStatusChanges(
  client: Client,
  institutionId: string,
  credentials: { id: string; supersededBy: string | null }[],
  change: Omit<StatusChangeRow, 'number' | 'supersededBy'>,
): Promise<void> {
  if (credentials.length === 0) return;
  const { at, actor, statusPurpose, status, reason, note } = change;
  const ids = credentials.map(({ id }) => id);
  const successors = credentials.map(({ supersededBy }) => supersededBy);
  await client.query(
    `insert into status_change
       (institution_id, credential_id, number, at, actor, status_purpose, status, reason, note, superseded_by)
     select $1, id, (select count(*) + 1 from status_change where institution_id = $1 and credential_id = new.id),
            $2, $3, $4, $5, $6, $7, successor
     from unnest($8::text[], $9::text[]) as new (id, successor)`,
    [institutionId, at, actor, statusPurpose, status, reason, note, ids, successors],
  );
  await client.query(
    `update credential set ${setColumn[statusPurpose]} = $2, reason = $3, superseded_by = coalesce(successor, superseded_by)
     from unnest($4::text[], $5::text[]) as new (id, successor)
     where institution_id = $1 and credential.id = new.id`,
    [institutionId, status ? at : null, reason, ids, successors],
  );
}

/** Gives what happened to a credential's status, oldest first. */
export async function listStatusChanges(db: Queryable, institutionId: string, id: string): Promise<StatusChangeRow[]> {
  const { rows } = await db.query<StatusChangeRow>(
    `select number, at, actor, status_purpose as "statusPurpose", status, reason, note, superseded_by as "supersededBy"
     from status_change where institution_id = $1 and credential_id = $2 order by number`,
    [institutionId, id],
  );
  return rows;
}
