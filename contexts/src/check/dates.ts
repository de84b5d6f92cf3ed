/** First and last day, in milliseconds, of a date as the data files write it; undefined where there is no such day. */
export function spanOf(date: string): { first: number; last: number } | undefined {
  const [from = '', to] = date.split('/');
  if (to === undefined) return one(from);
  const [first, last] = [from === '..' ? { first: Number.NEGATIVE_INFINITY } : one(from), one(to)];
  return first && last && first.first <= last.last ? { first: first.first, last: last.last } : undefined;
}

function one(text: string): { first: number; last: number } | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  const first = Date.UTC(y, m, d);
  const read = new Date(first);
  // The 30th of February would become a day of March.
  if (y < 1800 || read.getUTCMonth() !== m || read.getUTCDate() !== d) return undefined;
  const last = day ? first : month ? Date.UTC(y, m + 1, 0) : Date.UTC(y, 11, 31);
  return { first, last };
}
