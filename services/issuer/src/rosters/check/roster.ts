import type { AchievementVersion } from '@symbolon/credential';
import type { Client } from '../../database/transaction.ts';
import type { Refuses } from '../accredited.ts';
import type { Table, TableRow } from '../read/table.ts';
import { insertRows, readOpenRows, settleRows, storeChecks } from '../row-store.ts';
import type { Roster } from '../store.ts';
import { type DateChoices, watchColumns } from './columns.ts';
import { type Column, makePlan } from './plan.ts';
import { checkRow } from './row.ts';

type Matched = Pick<Roster, 'id' | 'institutionId' | 'achievement' | 'columns' | 'nameOrder'>;

const PAGE = 500;

/** Stores the rows of a file with what is wrong in each, and finds duplicates and people who have the certificate. */
export async function storeRows(
  client: Client,
  roster: Matched,
  achievement: AchievementVersion,
  { table, now, refuses }: { table: Table; now: Date; refuses?: Refuses | undefined },
): Promise<void> {
  const plan = makePlan(achievement, roster.columns, roster.nameOrder, refuses);
  let page: TableRow[] = [];
  const store = async () => {
    const rows = page;
    page = [];
    await insertRows(
      client,
      roster.id,
      rows.map((row) => {
        // The salt is of no matter here: it changes what is signed, not what is wrong.
        const checked = checkRow(plan, { ...row, cut: row.cut ?? false, salt: '' }, { now, validFrom: now });
        return { ...row, problems: checked.problems, holderKey: checked.holderKey };
      }),
    );
  };
  for await (const row of table.rows) {
    page.push(row);
    if (page.length === PAGE) await store();
  }
  if (page.length > 0) await store();
  await settleRows(client, roster, now);
}

/** Gives the columns of a roster whose rows are stored, with date forms and examples. */
export async function readColumns(
  client: Client,
  roster: Pick<Roster, 'id' | 'columns'>,
  { now, choices }: { now: Date; choices: DateChoices },
): Promise<Column[]> {
  const watch = watchColumns(roster.columns);
  for await (const rows of readOpenRows(client, roster.id, PAGE)) for (const row of rows) watch.look(row);
  return watch.columns(now, choices);
}

/** Reads every row that is not approved once more, by another matching. */
export async function checkRows(
  client: Client,
  roster: Matched,
  achievement: AchievementVersion,
  { now, refuses }: { now: Date; refuses: Refuses | undefined },
): Promise<void> {
  const plan = makePlan(achievement, roster.columns, roster.nameOrder, refuses);
  for await (const rows of readOpenRows(client, roster.id, PAGE)) {
    const checks = rows.map((row) => {
      const { problems, holderKey } = checkRow(plan, row, { now, validFrom: now });
      return { number: row.number, problems, holderKey };
    });
    await storeChecks(client, roster.id, checks);
  }
  await settleRows(client, roster, now);
}
