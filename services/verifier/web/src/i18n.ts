import {
  chooseLanguage,
  formatMessage,
  isLanguage,
  type Language,
  languages,
  type MessageValues,
} from '@symbolon/pages';
import type english from './catalogue/en.json';
import { recall, remember } from './memory.ts';

export type MessageKey = keyof typeof english;
type Catalogue = Record<MessageKey, string>;

const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./catalogue/en.json'),
  th: () => import('./catalogue/th.json'),
  km: () => import('./catalogue/km.json'),
  ar: () => import('./catalogue/ar.json'),
};

const memory = 'language';
let current: Language = 'en';
let catalogue: Catalogue;

/** Language of the page now. */
export const language = () => current;

/** The reader's earlier choice, else the `lang` of the address, else the browser's preference. */
export function preferredLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang');
  if (isLanguage(asked)) return asked;
  const chosen = recall(memory);
  return isLanguage(chosen) ? chosen : chooseLanguage(navigator.languages);
}

export async function useLanguage(tag: Language, chosen = false): Promise<void> {
  catalogue = (await catalogues[tag]()).default;
  current = tag;
  if (chosen) remember(memory, tag);
  document.documentElement.lang = tag;
  document.documentElement.dir = languages.find((entry) => entry.tag === tag)!.direction;
}

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFEFC]/;
const leftToRight = /(?![\u0590-\u08FF\uFB1D-\uFEFC])\p{Letter}/u;

/**
 * The message in the language of the page. A value with letters that run the other way is isolated (U+2068 … U+2069), so
 * that a Latin name inside an Arabic sentence, or the reverse, does not turn the words around it. No other value is:
 * an isolate without letters of its own, such as a date and a time in isolates, would run from left to right everywhere.
 */
export const t = (key: MessageKey, values: MessageValues = {}): string => message(catalogue[key], values);

/** The same for a text of another catalogue. */
export function message(text: string, values: MessageValues = {}): string {
  const foreign = document.documentElement.dir === 'rtl' ? leftToRight : rightToLeft;
  const isolated = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && foreign.test(value) ? `\u2068${value}\u2069` : value,
  ]);
  return formatMessage(text, Object.fromEntries(isolated), current);
}
