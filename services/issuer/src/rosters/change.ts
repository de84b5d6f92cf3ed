import { Problem } from '@symbolon/problem';
import { requireAchievement } from '../achievements/achievements.ts';
import type { IssuerContext } from '../context.ts';
import { type Client, transaction } from '../database/transaction.ts';
import { refusalsFor } from './accredited.ts';
import type { DateChoices } from './check/columns.ts';
import { type Column, makePlan, type NameOrder } from './check/plan.ts';
import { checkRows, readColumns } from './check/roster.ts';
import { checkRow } from './check/row.ts';
import type { DateForm } from './match/dates.ts';
import { type Field, fields, foldHeader } from './match/fields.ts';
import { findRow, replaceRow, settleRows, storeChecks } from './row-store.ts';
import {
  deleteRoster,
  findRoster,
  lockRoster,
  type Roster,
  rememberColumns,
  storeMatching,
  touchRoster,
} from './store.ts';

export const noRoster = () => new Problem(404, 'There is no such roster', { detail: 'Check its address.' });

/** Gives the institution's roster; throws 404 where it has none of that id. */
export async function requireRoster({ pool }: IssuerContext, institutionId: string, id: string): Promise<Roster> {
  const roster = await findRoster(pool, institutionId, id);
  if (!roster) throw noRoster();
  return roster;
}

/** Runs `work` on the roster while nobody else can change it. */
export function changeRoster<T>(
  { pool }: IssuerContext,
  institutionId: string,
  id: string,
  work: (client: Client, roster: Roster) => Promise<T>,
): Promise<T> {
  return transaction(pool, async (client) => {
    const roster = await lockRoster(client, institutionId, id);
    if (!roster) throw noRoster();
    return work(client, roster);
  });
}

export type Matching = {
  columns?: { index: number; field?: Field | null; dates?: Partial<DateForm> }[];
  nameOrder?: NameOrder;
};

/**
 * Matches columns anew, reads all rows again that are not approved, and remembers the choice for the institution's next
 * file. Throws 409 while rows are being issued, whose meaning must not change under way, and 400 for a column, field or
 * unit that is not there.
 */
export async function matchColumns(
  context: IssuerContext,
  institutionId: string,
  id: string,
  matching: Matching,
): Promise<void> {
  const { version: achievement } = await achievementOf(context, await requireRoster(context, institutionId, id));
  const refuses = await refusalsFor(context, institutionId, achievement);
  await changeRoster(context, institutionId, id, async (client, roster) => {
    if (roster.state !== 'preview' && roster.state !== 'done') {
      throw new Problem(409, 'Rows of this roster are being issued', {
        detail: 'Change the columns when they are done.',
      });
    }
    const choices = matching.columns ?? [];
    checkChoices(
      choices,
      roster,
      achievement.units.map(({ code }) => code),
    );
    const columns = withChoices(roster.columns, choices);
    const nameOrder = matching.nameOrder ?? roster.nameOrder;
    const dates = dateChoices(roster.columns, choices);
    const now = context.clock();
    const checked = await readColumns(client, { ...roster, columns }, { now, choices: dates });
    await checkRows(client, { ...roster, columns: checked, nameOrder }, achievement, { now, refuses });
    await storeMatching(client, { ...roster, columns: checked, nameOrder });
    await rememberColumns(
      client,
      institutionId,
      checked
        .filter(({ decidedBy }) => decidedBy === 'choice')
        .map(({ header, field }) => ({ header: foldHeader(header), field })),
    );
  });
}

const achievementOf = (context: IssuerContext, { institutionId, achievement, achievementVersion }: Roster) =>
  requireAchievement(context, institutionId, achievement, achievementVersion);

function checkChoices(choices: NonNullable<Matching['columns']>, roster: Roster, unitCodes: string[]): void {
  const known = new Set<string>([...fields, ...unitCodes.map((code) => `unit:${code}`)]);
  const errors = choices.flatMap(({ index, field }, position) => {
    if (index >= roster.columns.length)
      return [{ pointer: `/columns/${position}/index`, detail: 'The file has no such column.' }];
    if (typeof field === 'string' && !known.has(field)) {
      return [
        {
          pointer: `/columns/${position}/field`,
          detail: 'There is no such field, or the achievement has no such unit.',
        },
      ];
    }
    return [];
  });
  if (errors.length > 0) throw new Problem(400, 'The columns cannot be matched so', { errors });
}

/** A field that is given to one column is taken from the one that had it. */
function withChoices(columns: readonly Column[], choices: NonNullable<Matching['columns']>): Column[] {
  const matched: Column[] = columns.map(({ header, field, decidedBy, dates, examples }) => ({
    header,
    field,
    decidedBy,
    ...(dates ? { dates } : {}),
    examples,
  }));
  for (const { index, field } of choices) {
    if (field === undefined) continue;
    matched.forEach((column, other) => {
      if (field !== null && column.field === field && other !== index) {
        matched[other] = { header: column.header, field: null, decidedBy: 'none', examples: column.examples };
      }
    });
    const { header, examples } = matched[index]!;
    matched[index] = { header, field, decidedBy: 'choice', examples };
  }
  return matched;
}

/** What was chosen for dates, now or earlier. */
function dateChoices(columns: readonly Column[], choices: NonNullable<Matching['columns']>): DateChoices {
  const chosen = new Map<number, Partial<DateForm>>();
  columns.forEach(({ dates }, index) => {
    if (!dates) return;
    const { order, era, decidedBy, ask } = dates;
    chosen.set(index, {
      ...(decidedBy === 'choice' ? { order } : {}),
      ...(ask.includes('era') || era === 'gregorian' ? {} : { era }),
    });
  });
  for (const { index, dates } of choices) if (dates) chosen.set(index, { ...chosen.get(index), ...dates });
  return chosen;
}

export type RowChange = {
  /** New text by column index. */
  cells?: Record<string, string>;
  issueAnyway?: boolean;
};

/** Changes cells of one row that is not approved, and checks it again, with those that stand for the same person. */
export async function changeRow(
  context: IssuerContext,
  institutionId: string,
  id: string,
  number: number,
  { cells = {}, issueAnyway }: RowChange,
): Promise<void> {
  const { version: achievement } = await achievementOf(context, await requireRoster(context, institutionId, id));
  const refuses = await refusalsFor(context, institutionId, achievement);
  await changeRoster(context, institutionId, id, async (client, roster) => {
    const row = await findRow(client, id, number);
    if (!row) throw new Problem(404, 'There is no such row', { detail: 'Give the number of the row as in the file.' });
    if (row.state === 'waiting' || row.state === 'issued') {
      throw new Problem(409, 'This row is approved', {
        detail: 'To change an issued certificate, correct it and issue it again.',
      });
    }
    // Values beyond the last column are what was wrong with the row; a correction leaves them out.
    const changed = row.cells.slice(0, roster.columns.length);
    for (const [index, text] of Object.entries(cells)) {
      if (Number(index) >= roster.columns.length) throw new Problem(400, 'The file has no such column');
      changed[Number(index)] = text.replaceAll('\u0000', '');
    }
    const now = context.clock();
    await replaceRow(client, id, { number, cells: changed, issueAnyway: issueAnyway ?? row.issueAnyway });
    const plan = makePlan(achievement, roster.columns, roster.nameOrder, refuses);
    const { problems, holderKey } = checkRow(plan, { ...row, cells: changed, cut: false }, { now, validFrom: now });
    await storeChecks(client, id, [{ number, problems, holderKey }]);
    await settleRows(client, roster, now);
    await touchRoster(client, id);
  });
}

/** Removes a roster and what it knows of people; the credentials that it made stay. Throws 409 while it is at work. */
export async function discardRoster(context: IssuerContext, institutionId: string, id: string): Promise<void> {
  await changeRoster(context, institutionId, id, async (client, { state }) => {
    if (state === 'issuing') throw new Problem(409, 'This roster is being issued', { detail: 'Pause it first.' });
    await deleteRoster(client, id);
  });
}
