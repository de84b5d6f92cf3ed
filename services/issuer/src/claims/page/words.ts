import { formatDate, formatMessage, type Language } from '@symbolon/pages';
import ar from './words/ar.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };
import km from './words/km.json' with { type: 'json' };
import th from './words/th.json' with { type: 'json' };

/** Names of the sentences of the claim page. */
export type WordName = keyof typeof en;

const catalogues: Record<Language, Record<WordName, string>> = { en, th, km, ar };

/** How the claim page speaks in one language. */
export type Words = {
  language: Language;
  say(name: WordName, values?: Record<string, string | number>): string;
  /** "3 May 2026" of an RFC 3339 date-time, by the day that stands in it. */
  date(dateTime: string): string;
};

export const speak = (language: Language): Words => ({
  language,
  say: (name, values = {}) => formatMessage(catalogues[language][name], values, language),
  date: (dateTime) => formatDate(dateTime.slice(0, 10), language),
});

/** The languages that a visitor's browser asks for, the most wanted first (RFC 9110 §12.5.4). */
export function acceptedLanguages(header: string | undefined): string[] {
  return (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      return { tag, quality: Number(quality) || 0 };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
}
