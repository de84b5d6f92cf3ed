import { formatDate, type Language, type MessageValues } from '@symbolon/pages';
import type { Teller } from '@symbolon/recognition';
import type told from '@symbolon/recognition/words/en.json';
import { language, message } from '../i18n.ts';
import { type Works, workNames } from '../works.ts';
import type english from './catalogue/en.json';

export type WorthKey = keyof typeof english;
type Catalogue = Record<WorthKey, string>;
type Told = Record<keyof typeof told, string>;
type Countries = readonly (readonly [code: string, name: string])[];
type Loaded<Content> = Record<Language, () => Promise<{ default: Content }>>;

const catalogues: Loaded<Catalogue> = {
  en: () => import('./catalogue/en.json'),
  th: () => import('./catalogue/th.json'),
  km: () => import('./catalogue/km.json'),
  ar: () => import('./catalogue/ar.json'),
};
const tellings: Loaded<Told> = {
  en: () => import('@symbolon/recognition/words/en.json'),
  th: () => import('@symbolon/recognition/words/th.json'),
  km: () => import('@symbolon/recognition/words/km.json'),
  ar: () => import('@symbolon/recognition/words/ar.json'),
};
// Written at build time: browsers leave the names of countries out of the languages that they know least.
const countryNames: Loaded<Countries> = {
  en: () => import('virtual:countries/en'),
  th: () => import('virtual:countries/th'),
  km: () => import('virtual:countries/km'),
  ar: () => import('virtual:countries/ar'),
};

let words: Catalogue & Told;
let loaded: { countries: Countries; works: Works };

/** Loads what is said about worth in the language of the page; no verdict waits for it. */
export async function loadWords(): Promise<void> {
  const tag = language();
  const [own, told, countries, works] = await Promise.all([
    catalogues[tag](),
    tellings[tag](),
    countryNames[tag](),
    workNames[tag](),
  ]);
  words = { ...own.default, ...told.default };
  loaded = { countries: countries.default, works: works.default };
}

export const w = (key: WorthKey, values: MessageValues = {}) => message(words[key], values);

/** Every country in the order of the language. */
export const countries = (): Countries => loaded.countries;
export const countryName = (code: string) => loaded.countries.find(([each]) => each === code)?.[1] ?? code;
/** Fields of work by their ids. */
export const works = (): Works => loaded.works;

/** Speaks for the engine in the language of the page. `names` are those of frameworks, units and documents that it speaks of. */
export const teller = (names: Pick<Teller, 'framework' | 'document' | 'unit'>): Teller => ({
  ...names,
  has: (name) => Object.hasOwn(words, name),
  say: (name, values = {}) => message(words[name as keyof typeof words], values),
  country: countryName,
  date(date) {
    const [from = '', to] = date.split('/');
    if (to === undefined) return dayOf(from);
    if (from === '..') return message(words['date.by'], { date: dayOf(to) });
    return message(words['date.between'], { from: dayOf(from), to: dayOf(to) });
  },
});

// Years and months stay as they are: a day that nobody read is not made up.
const dayOf = (date: string) => (/^\d{4}-\d{2}-\d{2}/.test(date) ? formatDate(date.slice(0, 10), language()) : date);
