/** Languages in which months are typed; their names come from the runtime's own tables (CLDR). */
const languages = [
  'en',
  'fr',
  'es',
  'pt',
  'de',
  'it',
  'nl',
  'id',
  'ms',
  'fil',
  'vi',
  'sw',
  'tr',
  'ru',
  'uk',
  'ro',
  'th',
  'lo',
  'km',
  'my',
  'hi',
  'ne',
  'bn',
  'si',
  'ta',
  'ur',
  'fa',
  'ar',
  'ar-SY',
  'ar-MA',
  'am',
];

const fold = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[.\u200e\u200f]/g, '')
    .trim();

let table: Map<string, number> | undefined;

function months(): Map<string, number> {
  if (table) return table;
  table = new Map();
  for (const language of languages) {
    for (const month of ['long', 'short'] as const) {
      // With the day beside it a language may use another form of the month's name ("3 апреля").
      for (const day of [undefined, 'numeric'] as const) {
        const format = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, {
          month,
          ...(day ? { day } : {}),
          timeZone: 'UTC',
        });
        for (let index = 0; index < 12; index += 1) {
          const name =
            format.formatToParts(Date.UTC(2026, index, 15)).find(({ type }) => type === 'month')?.value ?? '';
          const folded = fold(name);
          if (/\p{L}/u.test(folded) && !table.has(folded)) table.set(folded, index + 1);
        }
      }
    }
  }
  table.set('sept', 9);
  return table;
}

/** Gives 1 to 12 for the name of a month in one of many languages, or undefined. */
export const monthOf = (name: string): number | undefined => months().get(fold(name));
