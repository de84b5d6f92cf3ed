import { dateOfSerial } from '../read/xlsx-values.ts';
import { monthOf } from './months.ts';
import { cleanText, latinDigits } from './text.ts';

export const dateOrders = ['day-first', 'month-first'] as const;
export type DateOrder = (typeof dateOrders)[number];
export const eras = ['gregorian', 'buddhist'] as const;
export type Era = (typeof eras)[number];

/** How the dates of one column are to be read. */
export type DateForm = { order: DateOrder; era: Era };

export type DateProblem = 'not-a-date' | 'year-only' | 'no-such-day' | 'hijri-year' | 'year-out-of-range';

export type DateReading = { date: string } | { problem: DateProblem };

/** The parts of a date as typed; `order` is set where the text itself says which part is which. */
type Parts = { a: number; b: number; year: number; yearDigits: number; order?: DateOrder };

const separators = String.raw`[\s./,_\-–—·年月日]+`;
const numeric = new RegExp(`^(\\d{1,4})${separators}(\\d{1,2})${separators}(\\d{1,4})日?$`);

/** Takes "03.04.2026", "2026-04-03", "3 Apr 2026", "April 3rd, 2026", "20260403"; undefined for anything else. */
function partsOf(text: string): Parts | undefined {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const [, first = '', second = '', third = ''] = compact ?? numeric.exec(text) ?? [];
  if (first) {
    if (first.length >= 3) {
      // Year first is followed by the month everywhere.
      return { a: Number(third), b: Number(second), year: Number(first), yearDigits: first.length, order: 'day-first' };
    }
    return { a: Number(first), b: Number(second), year: Number(third), yearDigits: third.length };
  }
  return withMonthName(text);
}

function withMonthName(text: string): Parts | undefined {
  // "3rd", "1er", "le 3", "3 de abril de 2026", "พ.ศ. 2569"
  const words = text
    .replace(/(\d)(st|nd|rd|th|er|º|ª)(?=\W|$)/gi, '$1')
    .replace(/พ\.?\s*ศ\.?|ค\.?\s*ศ\.?/g, ' ')
    .split(/[\s,/\-–—]+/)
    .filter((word) => word !== '' && !/^(de|del|le|of|the|ngày|năm|ឆ្នាំ|ខែ|ថ្ងៃទី|วันที่|ວັນທີ)$/i.test(word));
  const numbers = words.filter((word) => /^\d{1,4}$/.test(word));
  const month = monthOf(words.filter((word) => !/^\d{1,4}$/.test(word)).join(' '));
  const [first = '', second = ''] = numbers;
  if (month === undefined || numbers.length !== 2) return undefined;
  const [day, year] = first.length >= 3 ? [second, first] : [first, second];
  return { a: Number(day), b: month, year: Number(year), yearDigits: year.length, order: 'day-first' };
}

/** A text as it is taken apart: Western digits, no time of day, no weekday. */
function prepare(text: string): string {
  return latinDigits(cleanText(text))
    .replace(/[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i, '')
    .replace(/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+/i, '')
    .trim();
}

const serialOf = (text: string): string | undefined =>
  /^\d{4,6}(\.\d+)?$/.test(text) && Number(text) >= 5_000 && Number(text) < 80_000
    ? dateOfSerial(Number(text))
    : undefined;

/**
 * Gives the day that a person typed as YYYY-MM-DD, read in the column's form, or why it is none. Two digits of a year
 * are the last hundred years up to `latestYear`. Numbers such as 45385 are a spreadsheet's serial days.
 */
export function readDate(text: string, form: DateForm, latestYear: number): DateReading {
  const prepared = prepare(text);
  const serial = serialOf(prepared);
  if (serial) return { date: serial };
  if (/^\d{4}$/.test(prepared)) return { problem: 'year-only' };
  const parts = partsOf(prepared);
  if (!parts) return { problem: 'not-a-date' };
  const dayFirst = (parts.order ?? form.order) === 'day-first';
  const [day, month] = dayFirst ? [parts.a, parts.b] : [parts.b, parts.a];
  const year = fullYear(parts, form.era, latestYear);
  if (year >= 1350 && year <= 1499) return { problem: 'hijri-year' };
  if (year < 1900 || year > 2199) return { problem: 'year-out-of-range' };
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return { problem: 'no-such-day' };
  return { date: date.toISOString().slice(0, 10) };
}

const BUDDHIST = 543;
const isBuddhist = (year: number) => year >= 2400 && year <= 2650;

function fullYear({ year, yearDigits }: Parts, era: Era, latestYear: number): number {
  if (yearDigits > 2) return era === 'buddhist' && isBuddhist(year) ? year - BUDDHIST : year;
  const shift = era === 'buddhist' ? BUDDHIST : 0;
  const latest = latestYear + shift;
  const candidate = latest - (latest % 100) + year;
  return (candidate > latest ? candidate - 100 : candidate) - shift;
}

/** What the values of a column say about the form they are in. */
export type DateSigns = {
  /** A part above 12 that can only be a day stands first, or second. */
  dayFirst: number;
  monthFirst: number;
  /** Values that would be another day in the other order. */
  either: number;
  buddhist: number;
};

export const noSigns = (): DateSigns => ({ dayFirst: 0, monthFirst: 0, either: 0, buddhist: 0 });

/** Adds what one value says to what is known of its column. */
export function noteDate(signs: DateSigns, text: string): void {
  const prepared = prepare(text);
  const parts = serialOf(prepared) ? undefined : partsOf(prepared);
  if (!parts) return;
  if (isBuddhist(parts.year)) signs.buddhist += 1;
  if (parts.order) return;
  if (parts.a > 12 && parts.b <= 12) signs.dayFirst += 1;
  else if (parts.b > 12 && parts.a <= 12) signs.monthFirst += 1;
  else if (parts.a !== parts.b && parts.a <= 12 && parts.b <= 12) signs.either += 1;
}

export type DateFormGuess = DateForm & {
  decidedBy: 'values' | 'name' | 'choice' | 'assumed';
  /** What a person has to confirm before anything is issued. */
  ask: ('order' | 'era')[];
};

/**
 * Decides how a column's dates are read: as a person chose, as the column's name says ("dd/mm/yyyy"), as values above 12
 * show, else day first. It is asked where nothing shows it, where values contradict each other, and for Buddhist years.
 */
export function decideDateForm(header: string, signs: DateSigns, choice: Partial<DateForm> = {}): DateFormGuess {
  const named = orderInName(header);
  const clear = signs.dayFirst > 0 !== signs.monthFirst > 0;
  const shown: DateOrder = signs.monthFirst > signs.dayFirst ? 'month-first' : 'day-first';
  const order = choice.order ?? named ?? shown;
  const decidedBy = choice.order ? 'choice' : named ? 'name' : clear ? 'values' : 'assumed';
  const contradicted = signs.dayFirst > 0 && signs.monthFirst > 0;
  const ask: DateFormGuess['ask'] = [];
  if (decidedBy === 'assumed' && (signs.either > 0 || contradicted)) ask.push('order');
  if (signs.buddhist > 0 && choice.era === undefined) ask.push('era');
  return { order, era: choice.era ?? (signs.buddhist > 0 ? 'buddhist' : 'gregorian'), decidedBy, ask };
}

function orderInName(header: string): DateOrder | undefined {
  const form = /(d{1,2}|m{1,2})\s*[/.\- ]\s*(d{1,2}|m{1,3})\s*[/.\- ]\s*y{2,4}/i.exec(header);
  if (!form) return undefined;
  return form[1]?.toLowerCase().startsWith('m') ? 'month-first' : 'day-first';
}
