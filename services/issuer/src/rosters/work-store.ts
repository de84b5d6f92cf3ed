import type { Client, Queryable } from '../database/transaction.ts';
import type { RowProblem } from './check/problems.ts';
import { placeOf, type RosterRow } from './row-store.ts';

/** The queue's name for the work on a roster. */
export const issueTask = 'issue-roster';

/** Says whether the queue's own tables are there. */
export async function hasQueue(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>(
    "select to_regclass('graphile_worker.jobs') is not null as there",
  );
  return rows[0]?.there === true;
}

const addJob = (id: string) =>
  `graphile_worker.add_job('${issueTask}', json_build_object('id', ${id}), job_key := '${issueTask}:' || ${id})`;

/** Puts a roster into the queue, in the transaction that makes it necessary. A job that waits for it is replaced. */
export async function enqueue(db: Queryable, id: string): Promise<void> {
  await db.query(`select ${addJob('$1::text')}`, [id]);
}

// The advisory lock of a roster belongs to a connection, so it goes when its process is killed: unlike the queue's own
// mark on a job, which stays for hours.
const lockKey = `hashtextextended('roster-work:' || $1, 0)`;

/** Takes the right to work on a roster; false where another process has it. */
export async function takeWork(client: Client, id: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${lockKey}) as taken`, [id]);
  return rows[0]?.taken === true;
}

export async function leaveWork(client: Client, id: string): Promise<void> {
  await client.query(`select pg_advisory_unlock(${lockKey})`, [id]);
}

const isHeld = (idColumn: string) => `exists (
  select from pg_locks
  where locktype = 'advisory' and objsubid = 1
    and (classid::bigint << 32) + objid::bigint = hashtextextended('roster-work:' || ${idColumn}, 0)
    and database = (select oid from pg_database where datname = current_database()))`;

/** Says whether a process is at work on a roster now. */
export async function isAtWork(db: Queryable, id: string): Promise<boolean> {
  const { rows } = await db.query<{ held: boolean }>(`select ${isHeld('$1::text')} as held`, [id]);
  return rows[0]?.held === true;
}

/**
 * Puts rosters into the queue that are unfinished, with nobody at work on them and no job waiting: what a killed process
 * has left. Gives how many there were.
 */
export async function enqueueAbandoned(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(
    `select ${addJob('id::text')}
     from roster
     where state = 'issuing' and not ${isHeld('id::text')}
       and not exists (
         select from graphile_worker.jobs
         where key = '${issueTask}:' || id and locked_at is null and attempts < max_attempts)`,
  );
  return rowCount ?? 0;
}

/** Gives how many rows of a roster are approved and neither issued nor refused. */
export async function countWaiting(db: Queryable, rosterId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::integer as count from roster_row where roster_id = $1 and state = 'waiting'`,
    [rosterId],
  );
  return rows[0]!.count;
}

/** Gives where the next chunk of waiting rows ends and how many they are; undefined where none waits after `after`. */
export async function endOfChunk(
  db: Queryable,
  rosterId: string,
  { after, size }: { after: number; size: number },
): Promise<{ number: number; count: number } | undefined> {
  const { rows } = await db.query<{ number: number | null; count: number }>(
    `select max(number) as number, count(*)::integer as count from (
       select number from roster_row where roster_id = $1 and state = 'waiting' and number > $2 order by number limit $3
     ) as chunk`,
    [rosterId, after, size],
  );
  const { number, count } = rows[0]!;
  return number === null ? undefined : { number, count };
}

/** Gives the approved rows after one number up to another that are neither issued nor refused. */
export async function waitingRows(
  db: Queryable,
  rosterId: string,
  { after, upTo }: { after: number; upTo: number },
): Promise<RosterRow[]> {
  const { rows } = await db.query<RosterRow>(
    `select number, cells, cut, revision, state, problems, duplicate_of as "duplicateOf", issued_before as "issuedBefore",
            issue_anyway as "issueAnyway", replace(salt::text, '-', '') as salt, approved, credential_id as "credentialId",
            null as link
     from roster_row where roster_id = $1 and state = 'waiting' and number > $2 and number <= $3 order by number`,
    [rosterId, after, upTo],
  );
  return rows;
}

/** Approves all rows that are ready, and gives how many they were. */
export async function approveReadyRows(client: Client, rosterId: string, at: Date): Promise<number> {
  const { rowCount } = await client.query(
    `update roster_row set state = 'waiting', approved = $2 where roster_id = $1 and state = 'ready'`,
    [rosterId, at],
  );
  return rowCount ?? 0;
}

/** Lets rows that were refused be tried again, with the moment of their first approval. */
export async function requeueFailedRows(client: Client, rosterId: string): Promise<number> {
  const { rowCount } = await client.query(
    `update roster_row set state = 'waiting', problems = '[]' where roster_id = $1 and state = 'failed' and approved is not null`,
    [rosterId],
  );
  return rowCount ?? 0;
}

/**
 * Lets the database count its credentials. One that is new has not, looks up each award's credential by reading all of
 * the institution's, and remembers that way until its own upkeep comes round, once a minute.
 */
export async function countCredentials(db: Queryable): Promise<void> {
  await db.query('analyze credential');
}

/** Stores which credential each row became, and who has it now. */
export async function storeIssued(
  client: Client,
  { id, institutionId, achievement }: { id: string; institutionId: string; achievement: string },
  rows: { number: number; credentialId: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `with issued as (
       update roster_row set state = 'issued', credential_id = new.credential_id, problems = '[]'
       from unnest($4::integer[], $5::text[]) as new (number, credential_id)
       cross join lateral ${placeOf('new.number', "('waiting')")} as place
       where roster_row.ctid = place.ctid
       returning roster_row.credential_id, holder_key
     )
     insert into roster_award (institution_id, credential_id, achievement, holder_key)
     select $2, credential_id, $3, holder_key from issued where holder_key is not null
     on conflict do nothing`,
    [id, institutionId, achievement, rows.map(({ number }) => number), rows.map(({ credentialId }) => credentialId)],
  );
}

export async function storeFailed(
  client: Client,
  rosterId: string,
  rows: { number: number; problems: RowProblem[] }[],
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `update roster_row set state = 'failed', problems = new.problems
     from unnest($2::integer[], $3::jsonb[]) as new (number, problems)
     cross join lateral ${placeOf('new.number', "('waiting')")} as place
     where roster_row.ctid = place.ctid`,
    [rosterId, rows.map(({ number }) => number), rows.map(({ problems }) => JSON.stringify(problems))],
  );
}
