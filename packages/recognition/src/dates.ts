/** First and last day of an EDTF date (ISO 8601-2): `2012`, `2012-04`, `2012-04-01`, `../2012`, `2017-02/2024-11`. */
export type Span = { earliest: number; latest: number };

const form = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

function spanOfOne(text: string): Span | undefined {
  const [, year, month, day] = form.exec(text) ?? [];
  if (year === undefined) return undefined;
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  const earliest = Date.UTC(y, m, d);
  const end = day ? Date.UTC(y, m, d + 1) : month ? Date.UTC(y, m + 1, 1) : Date.UTC(y + 1, 0, 1);
  // `2012-13` or `2012-02-30` would roll over into another month.
  if (new Date(earliest).getUTCMonth() !== m) return undefined;
  return { earliest, latest: end - 1 };
}

/** Gives what a date covers; undefined where it is no date. An open side reaches as far as there is time. */
export function spanOf(text: string): Span | undefined {
  if (text === '') return undefined;
  const [from = '', to] = text.split('/');
  if (to === undefined) return spanOfOne(from);
  const open = (side: string) => side === '..' || side === '';
  const earliest = open(from) ? Number.NEGATIVE_INFINITY : spanOfOne(from)?.earliest;
  const latest = open(to) ? Number.POSITIVE_INFINITY : spanOfOne(to)?.latest;
  return earliest === undefined || latest === undefined ? undefined : { earliest, latest };
}
