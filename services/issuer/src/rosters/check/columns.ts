import { type DateForm, type DateSigns, decideDateForm, noSigns, noteDate, readDate } from '../match/dates.ts';
import { dateFields } from '../match/fields.ts';
import { cleanText } from '../match/text.ts';
import type { Column, NameOrder } from './plan.ts';

const EXAMPLES = 3;

/** What a person chose for a column's dates, by index. */
export type DateChoices = ReadonlyMap<number, Partial<DateForm>>;

/**
 * Looks at the values of all rows as they go by, and then says how each column's dates are written and what its first
 * values are. All of them, because the first date that shows its order may stand in the last row.
 */
export function watchColumns(columns: readonly Column[]) {
  const examples: string[][] = columns.map(() => []);
  const signs = new Map<number, DateSigns>();
  columns.forEach(({ field }, index) => {
    if (field && dateFields.includes(field)) signs.set(index, noSigns());
  });
  return {
    look({ cells }: { cells: readonly string[] }): void {
      for (const [index, sign] of signs) noteDate(sign, cells[index] ?? '');
      for (const [index, shown] of examples.entries()) {
        const value = shown.length < EXAMPLES ? cleanText(cells[index] ?? '') : '';
        if (value !== '') shown.push([...value].slice(0, 100).join(''));
      }
    },
    columns(now: Date, choices: DateChoices = new Map()): Column[] {
      return columns.map(({ header, field, decidedBy }, index) => {
        const shown = (examples[index] ?? []).map((value) => ({ value }));
        const sign = signs.get(index);
        if (!sign) return { header, field, decidedBy, examples: shown };
        const dates = decideDateForm(header, sign, choices.get(index));
        const latestYear = now.getUTCFullYear() + (field === 'dateOfBirth' ? -10 : 50);
        return { header, field, decidedBy, dates, examples: shown.map((each) => withReading(each, dates, latestYear)) };
      });
    },
  };
}

function withReading(example: { value: string }, form: DateForm, latestYear: number) {
  const reading = readDate(example.value, form, latestYear);
  return 'date' in reading ? { ...example, date: reading.date } : example;
}

/** Languages in which the family name comes first. */
const familyFirst = /^(km|vi|zh|ja|ko|hu|mn)\b/i;

export const usualNameOrder = (language: string | undefined): NameOrder =>
  familyFirst.test(language ?? '') ? 'family-first' : 'given-first';
