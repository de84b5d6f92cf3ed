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

export type CheckedCells = TableRow & { problems: RowProblem[]; holderKey: Buffer | undefined };

export async function insertRows(client: Client, rosterId: string, rows: CheckedCells[]): Promise<void> {
  await client.query(
    `insert into roster_row (roster_id, number, cells, cut, problems, state, holder_key)
     select $1, number, array(select jsonb_array_elements_text(cells)), cut, problems,
            case when problems = '[]' then 'ready' else 'problem' end, decode(holder_key, 'hex')
     from jsonb_to_recordset($2) as row (number integer, cells jsonb, cut boolean, problems jsonb, holder_key text)`,
    [
      rosterId,
      JSON.stringify(
        rows.map(({ number, cells, cut = false, problems, holderKey }) => ({
          number,
          cells,
          cut,
          problems,
          holder_key: holderKey?.toString('hex') ?? null,
        })),
      ),
    ],
  );
}

/** Rows that a change of the matching may still change: they were never approved, or were refused. */
const open = `('ready', 'problem', 'issued-before', 'failed')`;

/**
 * Finds one row by its key, and no other way: in a table that grows by 100,000 rows in one transaction the planner has no
 * figures, and would read all of a roster for each page. `offset 0` keeps it from joining what is written here.
 */
export const placeOf = (number: string, states: string) =>
  `(select ctid from roster_row where roster_id = $1 and number = ${number} and state in ${states} offset 0)`;

/**
 * Gives the rows that are not approved, page by page in the order of the file, as they were at the start. By cursor, so
 * that the database plans and sorts once.
 */
export async function* readOpenRows(client: Client, rosterId: string, page: number): AsyncGenerator<RosterRow[]> {
  await client.query(
    `declare open_row no scroll cursor for
     select ${columns}, null as link from roster_row where roster_id = $1 and state in ${open} order by number`,
    [rosterId],
  );
  try {
    for (;;) {
      const { rows } = await client.query<RosterRow>(`fetch ${page} from open_row`);
      if (rows.length > 0) yield rows;
      if (rows.length < page) break;
    }
  } finally {
    await client.query('close open_row').catch(() => {});
  }
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
     cross join lateral ${placeOf('checked.number', open)} as place
     where roster_row.ctid = place.ctid`,
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
  // Rows are changed where they were found. By roster and number, a database that has no figures of a new roster yet takes it for one row,
  // and held each of a hundred thousand against each other one.
  await client.query(
    `with found as (
       select ctid as place, state, problems, issue_anyway, duplicate_of, issued_before,
         case when holder_key is not null then nullif(min(number) over (partition by holder_key), number) end as twin,
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
         ) end as held
       from roster_row where roster_id = $1
     ), settled as (
       select *,
         case
           when problems <> '[]' then 'problem'
           when issue_anyway then 'ready'
           when twin is not null then 'problem'
           when held is not null then 'issued-before'
           else 'ready'
         end as verdict
       from found where state in ('ready', 'problem', 'issued-before')
     )
     update roster_row set duplicate_of = twin, issued_before = held, state = verdict
     from settled
     where roster_row.ctid = settled.place
       and (settled.duplicate_of, settled.issued_before, settled.state) is distinct from (twin, held, verdict)`,
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
