// Without the extension Thai dates come out in the Buddhist era and Arabic ones in other digits; both would not match
// the passport and the paper that lie beside the screen.
const locale = (language: string) => `${language}-u-ca-gregory-nu-latn`;

/** "3 May 2026", in the page's language, Gregorian, Latin digits. A date without a time is not shifted by the time zone. */
export function formatDate(date: Date | string, language: string): string {
  const dayOnly = typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date);
  return new Intl.DateTimeFormat(dayLocale(language), {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...(dayOnly ? { timeZone: 'UTC' } : {}),
  }).format(new Date(date));
}

/** "14:10", the device's time zone, 24 hours. */
export function formatTime(date: Date | string, language: string): string {
  return new Intl.DateTimeFormat(locale(language), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(date),
  );
}

/** "2 days ago"; "now" under a minute. */
export function formatAge(date: Date | string, now: Date, language: string): string {
  const seconds = Math.max(0, (now.getTime() - new Date(date).getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale(language), { numeric: seconds < 60 ? 'auto' : 'always' });
  const [unit, size] =
    ageUnits.find(([, length]) => seconds >= length) ?? (['second', Number.POSITIVE_INFINITY] as const);
  return format.format(-Math.floor(seconds / size), unit);
}

const ageUnits = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const satisfies readonly [Intl.RelativeTimeFormatUnit, number][];

/** True where both moments fall on the same day of the device's calendar. */
export function sameDay(one: Date | string, other: Date | string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

// British English puts the day first and leaves out the comma, as the paper does.
const dayLocale = (language: string) => locale(language === 'en' ? 'en-GB' : language);
