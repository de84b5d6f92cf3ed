import type { AchievementVersion } from '@symbolon/credential';
import type { Refuses } from '../accredited.ts';
import type { DateForm, DateFormGuess } from '../match/dates.ts';
import type { Field } from '../match/fields.ts';

/** In which order the parts of a name are put together where they stand in columns of their own. */
export const nameOrders = ['given-first', 'family-first'] as const;
export type NameOrder = (typeof nameOrders)[number];

/** One column of a roster as it is matched and read; stored with the roster. */
export type Column = {
  header: string;
  field: Field | null;
  decidedBy: 'remembered' | 'name' | 'choice' | 'none';
  /** How its dates are read; for columns that hold dates. */
  dates?: DateFormGuess;
  /** The first values, as a person sees them, with the day as which a date was read. */
  examples: { value: string; date?: string }[];
};

/** Everything that decides what a row means. The same plan and the same cells give the same credential. */
export type Plan = {
  achievement: AchievementVersion;
  width: number;
  nameOrder: NameOrder;
  columns: ReadonlyMap<Field, { index: number; dates: DateForm }>;
  /** Columns that stand for one unit each. */
  units: { code: string; index: number }[];
  unitByWord: ReadonlyMap<string, string>;
  /** What the institution's accreditations refuse; absent where nothing limits it, or where issuing itself will ask. */
  refuses?: Refuses;
};

const gregorian: DateForm = { order: 'day-first', era: 'gregorian' };
const foldWord = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Makes a plan from the matched columns. */
export function makePlan(
  achievement: AchievementVersion,
  columns: readonly Column[],
  nameOrder: NameOrder,
  refuses?: Refuses,
): Plan {
  const byField = new Map<Field, { index: number; dates: DateForm }>();
  const units: Plan['units'] = [];
  columns.forEach(({ field, dates }, index) => {
    if (!field) return;
    if (field.startsWith('unit:')) units.push({ code: field.slice(5), index });
    else byField.set(field, { index, dates: dates ?? gregorian });
  });
  const unitByWord = new Map<string, string>();
  for (const { code, title } of achievement.units) {
    for (const word of [code, ...Object.values(title)]) unitByWord.set(foldWord(word), code);
  }
  const limits = refuses ? { refuses } : {};
  return { achievement, width: columns.length, nameOrder, columns: byField, units, unitByWord, ...limits };
}

/** Gives the code of the unit that a word means, by its code or its title in any language. */
export const unitOf = (plan: Plan, word: string): string | undefined => plan.unitByWord.get(foldWord(word));
