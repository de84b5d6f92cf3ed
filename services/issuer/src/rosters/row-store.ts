import type { Client, Queryable } from '../database/transaction.ts';
import type { RowProblem } from './check/problems.ts';
import type { TableRow } from './read/table.ts';

export const rowStates = ['ready', 'problem', 'issued-before', 'waiting', 'issued', 'failed'] as const;
export type RowState = (typeof rowStates)[number];

export type RosterRow = {
  number: number;
  cells: string[];
  cut: boolean;
  revision: number;
  state: RowState;
  problems: RowProblem[];
  duplicateOf: number | null;
  issuedBefore: string | null;
  issueAnyway: boolean;
  salt: string;
  approved: Date | null;
  credentialId: string | null;
  /** Unguessable part of the certificate's address. */
  link: string | null;
};

const columns = `roster_row.number, cells, cut, revision, roster_row.state, problems, duplicate_of as "duplicateOf",
  issued_before as "issuedBefore", issue_anyway as "issueAnyway", replace(salt::text, '-', '') as salt,
  roster_row.approved, credential_id as "credentialId"`;

export async function insertRows(client: Client, rosterId: string, rows: TableRow[]): Promise<void> {
  await client.query(
    `insert into roster_row (roster_id, number, cells, cut)
     select $1, (row->>'number')::integer, array(select jsonb_array_elements_text(row->'cells')),
            coalesce((row->>'cut')::boolean, false)
     from jsonb_array_elements($2::jsonb) as row`,
    [rosterId, JSON.stringify(rows)],
  );
}

/** Rows that a change of the matching may still change: they were never approved, or were refused. */
const open = `('ready', 'problem', 'issued-before', 'failed')`;

/** Gives the rows that are not approved after a row number, in the order of the file. */
export async function listOpenRows(
  db: Queryable,
  rosterId: string,
  after: number,
  limit: number,
): Promise<RosterRow[]> {
  const { rows } = await db.query<RosterRow>(
    `select ${columns}, null as link from roster_row
     where roster_id = $1 and number > $2 and state in ${open} order by number limit $3`,
    [rosterId, after, limit],
  );
  return rows;
}

/** Stores what was found in the rows themselves; whether they can be issued is settled by `settleRows`. */
export async function storeChecks(
  client: Client,
  rosterId: string,
  checks: { number: number; problems: RowProblem[]; holderKey: Buffer | undefined }[],
): Promise<void> {
  await client.query(
    `update roster_row set problems = checked.problems, holder_key = checked.holder_key,
            -- What was refused may have left a record under its key; read in another way it is another request.
            revision = revision + (state = 'failed')::integer,
            state = case when checked.problems = '[]' then 'ready' else 'problem' end
     from unnest($2::integer[], $3::jsonb[], $4::bytea[]) as checked (number, problems, holder_key)
     where roster_id = $1 and roster_row.number = checked.number and state in ${open}`,
    [
      rosterId,
      checks.map(({ number }) => number),
      checks.map(({ problems }) => JSON.stringify(problems)),
      checks.map(({ holderKey }) => holderKey ?? null),
    ],
  );
}

/**
 * Finds people who stand in the file twice or have the certificate already, in force, or are about to get it from
 * another roster; and says of each row that is not approved whether it can be issued. Failed rows stay as they are.
 */
export async function settleRows(
  client: Client,
  { id, institutionId, achievement }: { id: string; institutionId: string; achievement: string },
  now: Date,
): Promise<void> {
  await client.query(
    `with found as (
       select number,
         case when holder_key is not null then nullif(min(number) over (partition by holder_key), number) end as duplicate_of,
         case when holder_key is not null and state in ('ready', 'problem', 'issued-before') then (
           select held.by from (
             select award.credential_id as by
             from roster_award award
             join credential on credential.institution_id = award.institution_id and credential.id = award.credential_id
             where award.institution_id = $2 and award.achievement = $3 and award.holder_key = roster_row.holder_key
               and revoked is null and deleted is null and (valid_until is null or valid_until > $4)
             union all
             select 'roster ' || other.id
             from roster_row waiting join roster other on other.id = waiting.roster_id
             where waiting.state = 'waiting' and waiting.holder_key = roster_row.holder_key
               and other.institution_id = $2 and other.achievement = $3 and other.id <> $1
           ) as held limit 1
         ) end as issued_before
       from roster_row where roster_id = $1
     ), settled as (
       select number, found.duplicate_of, found.issued_before,
         case
           when problems <> '[]' then 'problem'
           when issue_anyway then 'ready'
           when found.duplicate_of is not null then 'problem'
           when found.issued_before is not null then 'issued-before'
           else 'ready'
         end as state
       from found join roster_row using (number)
       where roster_id = $1 and roster_row.state in ('ready', 'problem', 'issued-before')
     )
     update roster_row
     set duplicate_of = settled.duplicate_of, issued_before = settled.issued_before, state = settled.state
     from settled
     where roster_id = $1 and roster_row.number = settled.number
       and (roster_row.duplicate_of, roster_row.issued_before, roster_row.state)
           is distinct from (settled.duplicate_of, settled.issued_before, settled.state)`,
    [id, institutionId, achievement, now],
  );
}

export type Counts = Record<RowState, number>;

export async function countRows(db: Queryable, rosterId: string): Promise<Counts> {
  const { rows } = await db.query<{ state: RowState; count: number }>(
    'select state, count(*)::integer as count from roster_row where roster_id = $1 group by state',
    [rosterId],
  );
  const counts = Object.fromEntries(rowStates.map((state) => [state, 0])) as Counts;
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

/** Gives rows of some states after a row number, with the links of their certificates. */
export async function listRows(
  db: Queryable,
  rosterId: string,
  { states = [...rowStates], after = 0, limit }: { states?: RowState[]; after?: number; limit: number },
): Promise<RosterRow[]> {
  const { rows } = await db.query<RosterRow>(
    `select ${columns}, link
     from roster_row
     join roster on roster.id = roster_id
     left join credential on credential.institution_id = roster.institution_id and credential.id = credential_id
     where roster_id = $1 and number > $2 and roster_row.state = any($3)
     order by number limit $4`,
    [rosterId, after, states, limit],
  );
  return rows;
}

export async function findRow(db: Queryable, rosterId: string, number: number): Promise<RosterRow | undefined> {
  const [row] = await listRows(db, rosterId, { after: number - 1, limit: 1 });
  return row?.number === number ? row : undefined;
}

/** Changes a row that is not approved; the new content is another request to the issuing cycle. */
export async function replaceRow(
  client: Client,
  rosterId: string,
  { number, cells, issueAnyway }: { number: number; cells: string[]; issueAnyway: boolean },
): Promise<void> {
  await client.query(
    `update roster_row set cells = $3, issue_anyway = $4, revision = revision + 1, state = 'ready', problems = '[]', cut = false
     where roster_id = $1 and number = $2 and state in ${open}`,
    [rosterId, number, cells, issueAnyway],
  );
}

export type ProblemKind = {
  code: RowProblem['code'];
  column: number | null;
  about: string | null;
  count: number;
  rows: number[];
};

/** Gives what is wrong by kind: how many rows, and the first ten of them. The worst kind comes first. */
export async function countProblems(db: Queryable, rosterId: string): Promise<ProblemKind[]> {
  const { rows } = await db.query<ProblemKind>(
    `select code, "column", min(about) as about, count(*)::integer as count,
            (array_agg(number order by number))[1:10] as rows
     from (
       select number, problem->>'code' as code, (problem->>'column')::integer as "column", problem->>'about' as about
       from roster_row cross join jsonb_array_elements(problems) as problem
       where roster_id = $1 and state in ('problem', 'failed')
       union all
       select number, 'duplicate', null, duplicate_of::text from roster_row
       where roster_id = $1 and state = 'problem' and problems = '[]'
       union all
       select number, 'issued-before', null, issued_before from roster_row
       where roster_id = $1 and state = 'issued-before'
     ) as each
     group by code, "column" order by count(*) desc, code limit 200`,
    [rosterId],
  );
  return rows;
}

/** Row numbers worth looking at as certificates: the first, the longest name, the first in a right-to-left script. */
export async function findSamples(db: Queryable, rosterId: string, nameColumn: number): Promise<number[]> {
  const { rows } = await db.query<{ number: number }>(
    `with ready as (
       select number, cells[$2] as name from roster_row
       where roster_id = $1 and state in ('ready', 'waiting', 'issued')
     )
     (select number from ready order by number limit 1)
     union (select number from ready order by length(name) desc, number limit 1)
     union (select number from ready where name ~ '[\u0590-\u08ff]' order by number limit 1)
     order by number`,
    [rosterId, nameColumn + 1],
  );
  return rows.map(({ number }) => number);
}
