// Without the extension Thai dates come out in the Buddhist era and Arabic ones in other digits; both would not match
// the passport and the paper that lie beside the screen.
const locale = (language: string) => `${language}-u-ca-gregory-nu-latn`;

// Browsers leave the Khmer dates out of their language data and would write them in the device's own language.
const khmer = {
  months: 'មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ'.split(' '),
  units: { year: 'ឆ្នាំ', month: 'ខែ', day: 'ថ្ងៃ', hour: 'ម៉ោង', minute: 'នាទី' },
  now: 'ឥឡូវនេះ',
};

const ageUnits = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** "3 May 2026", in the page's language, Gregorian, Latin digits. A date without a time is not shifted by the time zone. */
export function formatDate(date: Date | string, language: string): string {
  const dayOnly = typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date);
  const zone = dayOnly ? { timeZone: 'UTC' } : {};
  const moment = new Date(date);
  if (language === 'km') {
    const part = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat('en', { ...options, ...zone }).format(moment);
    return `${part({ day: 'numeric' })} ${khmer.months[Number(part({ month: 'numeric' })) - 1]} ${part({ year: 'numeric' })}`;
  }
  // British English puts the day first and leaves out the comma, as the paper does.
  const format = new Intl.DateTimeFormat(locale(language === 'en' ? 'en-GB' : language), {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...zone,
  });
  return format.format(moment);
}

/** "14:10", the device's time zone, 24 hours. */
export function formatTime(date: Date | string, language: string): string {
  const format = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(locale(language === 'km' ? 'en' : language), format).format(new Date(date));
}

/** "2 days ago"; "now" under a minute. */
export function formatAge(date: Date | string, now: Date, language: string): string {
  const seconds = Math.max(0, (now.getTime() - new Date(date).getTime()) / 1000);
  const [unit, length] = ageUnits.find(([, length]) => seconds >= length) ?? [];
  if (language === 'km') return unit ? `${Math.floor(seconds / length)} ${khmer.units[unit]}មុន` : khmer.now;
  const format = new Intl.RelativeTimeFormat(locale(language), { numeric: unit ? 'always' : 'auto' });
  return unit ? format.format(-Math.floor(seconds / length), unit) : format.format(0, 'second');
}

/** True where both moments fall on the same day of the device's calendar. */
export function sameDay(one: Date | string, other: Date | string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
