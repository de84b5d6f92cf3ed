import type { RecognitionRoute } from '@symbolon/credential';
import { type DateReading, readDate } from '../match/dates.ts';
import type { Field } from '../match/fields.ts';
import { cleanText, findTextProblem, latinDigits } from '../match/text.ts';
import { type Plan, unitOf } from './plan.ts';
import type { RowProblem } from './problems.ts';

/** The cells of one row, read field by field; gathers what is wrong on the way. */
export type RowReader = ReturnType<typeof readRow>;

/** Gives a reader of a row's fields. Each read gives the value, or undefined where the cell is empty or was complained about. */
export function readRow(plan: Plan, cells: readonly string[], now: Date) {
  const problems: RowProblem[] = [];
  const columnOf = (field: Field) => plan.columns.get(field);

  const complain = (field: Field, code: RowProblem['code'], about?: string): undefined => {
    const column = columnOf(field)?.index;
    problems.push({ code, ...(column === undefined ? {} : { column }), ...(about === undefined ? {} : { about }) });
  };

  const text = (field: Field, { longest = 200, name = false } = {}): string | undefined => {
    const column = columnOf(field);
    const value = column ? cleanText(cells[column.index] ?? '') : '';
    if (value === '') return undefined;
    const problem = findTextProblem(value, { longest, name });
    if (problem) return complain(field, problem, String(longest));
    return value;
  };

  const day = (field: Field, latestYear: number): string | undefined => {
    const column = columnOf(field);
    const value = column ? cleanText(cells[column.index] ?? '') : '';
    if (!column || value === '') return undefined;
    const reading: DateReading = readDate(value, column.dates, latestYear);
    if ('problem' in reading) return complain(field, reading.problem);
    return reading.date;
  };

  return {
    problems,
    complain,
    text,
    dateOfBirth(): string | undefined {
      const date = day('dateOfBirth', now.getUTCFullYear() - 10);
      if (date === undefined) return undefined;
      const age = (now.getTime() - Date.parse(date)) / (365.25 * 86_400_000);
      return age < 10 || age > 120 ? complain('dateOfBirth', 'born-too-late') : date;
    },
    day: (field: Field) => day(field, now.getUTCFullYear() + 50),
    pastDay(field: Field): string | undefined {
      const date = day(field, now.getUTCFullYear());
      // A day ahead of UTC it may be tomorrow already.
      return date !== undefined && Date.parse(date) > now.getTime() + 86_400_000
        ? complain(field, 'in-the-future')
        : date;
    },
    /** A number that tells people apart; spreadsheets spoil long ones ("1.23E+11"). */
    number(field: Field): string | undefined {
      const value = text(field, { longest: 100 });
      if (value !== undefined && /^\d([.,]\d+)?E\+\d+$/i.test(value)) return complain(field, 'number-rounded');
      return value;
    },
    route(): RecognitionRoute | undefined {
      const value = text('route');
      if (value === undefined) return undefined;
      const route = routeWords.find(([words]) => words.test(value))?.[1];
      return route ?? complain('route', 'not-a-route');
    },
    /** Codes of the recognised units in the order of the achievement; undefined where the row does not speak of units. */
    units(): string[] | undefined {
      const named = namedUnits(plan, text('recognisedUnits', { longest: 2_000 }), (about) =>
        complain('recognisedUnits', 'not-a-unit', about),
      );
      const marked = markedUnits(plan, cells, (column) => problems.push({ code: 'not-a-unit-mark', column }));
      if (named === undefined && marked === undefined) return undefined;
      const codes = new Set([...(named ?? []), ...(marked ?? [])]);
      if (codes.size === 0 && problems.length === 0) complain('recognisedUnits', 'no-units');
      return plan.achievement.units.map(({ code }) => code).filter((code) => codes.has(code));
    },
  };
}

const routeWords: [RegExp, RecognitionRoute][] = [
  [
    /^(recognition[ -]of[ -]prior[ -]learning|prior learning|rpl|apl|apel|vae|rcc|rva)$/i,
    'recognition-of-prior-learning',
  ],
  [/^(work|work experience|experience|on[ -]the[ -]job|employment)$/i, 'work'],
  [/^(course|training|class|school|programme|program|formation|curso)$/i, 'course'],
];

function namedUnits(plan: Plan, text: string | undefined, unknown: (word: string) => void): string[] | undefined {
  if (text === undefined) return undefined;
  if (/^(all|all units|full)$/i.test(text)) return plan.achievement.units.map(({ code }) => code);
  const whole = unitOf(plan, text);
  if (whole) return [whole];
  // Titles hold commas and spaces of their own, so the finer separators come into play only where the coarser found nothing.
  for (const separator of [/[;|\n]+/, /[,،、]+/, /[\s,;]+/]) {
    const words = text
      .split(separator)
      .map((word) => word.trim())
      .filter(Boolean);
    const codes = words.map((word) => unitOf(plan, word));
    if (codes.every((code) => code !== undefined)) return codes as string[];
  }
  const stray = text.split(/[\s,;|،、]+/).find((word) => word && !unitOf(plan, word)) ?? text;
  unknown([...stray].slice(0, 40).join(''));
  return [];
}

const competent = /^(c|competent|yes|y|pass|passed|✓|✔|√|1|true|achieved|oui|sí|si|ya|kompeten|ผ่าน|ជាប់|نعم)$/i;
const notYet =
  /^(nyc|not yet competent|not competent|no|n|fail|failed|0|false|[-–—]|n\/a|non|tidak|belum kompeten|ไม่ผ่าน|ធ្លាក់|لا)$/i;

function markedUnits(plan: Plan, cells: readonly string[], unclear: (column: number) => void): string[] | undefined {
  if (plan.units.length === 0) return undefined;
  return plan.units.flatMap(({ code, index }) => {
    const mark = cleanText(latinDigits(cells[index] ?? ''));
    if (competent.test(mark)) return [code];
    if (mark !== '' && !notYet.test(mark)) unclear(index);
    return [];
  });
}
