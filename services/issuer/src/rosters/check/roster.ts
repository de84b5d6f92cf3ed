import type { AchievementVersion } from '@symbolon/credential';
import type { Client } from '../../database/transaction.ts';
import { type DateForm, type DateSigns, decideDateForm, noSigns, noteDate, readDate } from '../match/dates.ts';
import { dateFields } from '../match/fields.ts';
import { cleanText } from '../match/text.ts';
import { listOpenRows, settleRows, storeChecks } from '../row-store.ts';
import type { Roster } from '../store.ts';
import { type Column, makePlan, type NameOrder } from './plan.ts';
import { checkRow } from './row.ts';

const PAGE = 2_000;

/** What a person chose for a column's dates, by index. */
export type DateChoices = ReadonlyMap<number, Partial<DateForm>>;

/**
 * Reads every row that is not approved by the roster's matching: decides how its dates are written, stores what is wrong
 * in each row, finds duplicates and people who have the certificate. Gives the columns with date forms and examples.
 */
export async function checkRoster(
  client: Client,
  roster: Pick<Roster, 'id' | 'institutionId' | 'achievement' | 'columns' | 'nameOrder'>,
  achievement: AchievementVersion,
  { now, choices = new Map() }: { now: Date; choices?: DateChoices },
): Promise<Column[]> {
  const columns = await readColumns(client, roster, { now, choices });
  const plan = makePlan(achievement, columns, roster.nameOrder);
  for await (const rows of pages(client, roster.id)) {
    const checks = rows.map((row) => {
      const { problems, holderKey } = checkRow(plan, row, { now, validFrom: now });
      return { number: row.number, problems, holderKey };
    });
    await storeChecks(client, roster.id, checks);
  }
  await settleRows(client, roster, now);
  return columns;
}

async function* pages(client: Client, rosterId: string) {
  for (let after = 0; ; ) {
    const rows = await listOpenRows(client, rosterId, after, PAGE);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.number;
  }
}

const EXAMPLES = 3;

/** Looks at all values: the first date that shows its order may stand in the last row. */
async function readColumns(
  client: Client,
  roster: Pick<Roster, 'id' | 'columns'>,
  { now, choices }: { now: Date; choices: DateChoices },
): Promise<Column[]> {
  const examples: string[][] = roster.columns.map(() => []);
  const signs = new Map<number, DateSigns>();
  roster.columns.forEach(({ field }, index) => {
    if (field && dateFields.includes(field)) signs.set(index, noSigns());
  });
  const isLooking = () => signs.size > 0 || examples.some((each) => each.length < EXAMPLES);
  for await (const rows of pages(client, roster.id)) {
    for (const { cells } of rows) {
      for (const [index, sign] of signs) noteDate(sign, cells[index] ?? '');
      examples.forEach((each, index) => {
        const value = each.length < EXAMPLES ? cleanText(cells[index] ?? '') : '';
        if (value !== '') each.push(value);
      });
    }
    if (!isLooking() || signs.size === 0) break;
  }
  return roster.columns.map(({ header, field, decidedBy }, index) => {
    const shown = (examples[index] ?? []).map((value) => ({ value: [...value].slice(0, 100).join('') }));
    const sign = signs.get(index);
    if (!sign) return { header, field, decidedBy, examples: shown };
    const dates = decideDateForm(header, sign, choices.get(index));
    const latestYear = now.getUTCFullYear() + (field === 'dateOfBirth' ? -10 : 50);
    return { header, field, decidedBy, dates, examples: shown.map((each) => withReading(each, dates, latestYear)) };
  });
}

function withReading(example: { value: string }, form: DateForm, latestYear: number) {
  const reading = readDate(example.value, form, latestYear);
  return 'date' in reading ? { ...example, date: reading.date } : example;
}

/** Languages in which the family name comes first. */
const familyFirst = /^(km|vi|zh|ja|ko|hu|mn)\b/i;

export const usualNameOrder = (language: string | undefined): NameOrder =>
  familyFirst.test(language ?? '') ? 'family-first' : 'given-first';
