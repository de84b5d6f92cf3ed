import type { Language, MessageValues } from '@symbolon/pages';
import { language, message } from '../i18n.ts';
import { type Works, workNames } from '../works.ts';
import type english from './catalogue/en.json';

export type AskKey = keyof typeof english;
type Catalogue = Record<AskKey, string>;

const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./catalogue/en.json'),
  th: () => import('./catalogue/th.json'),
  km: () => import('./catalogue/km.json'),
  ar: () => import('./catalogue/ar.json'),
};

let words: Catalogue;
let works: Works;

/** Loads the words of asking in the language of the page; they are no part of what a scan loads. */
export async function loadWords(): Promise<void> {
  [words, works] = await Promise.all([
    catalogues[language()]().then((file) => file.default),
    workNames[language()]().then((file) => file.default),
  ]);
}

/** The message of asking in the language of the page. */
export const a = (key: AskKey, values: MessageValues = {}) => message(words[key], values);

/** Name of a field of work in the language of the page. */
export const workName = (id: keyof Works) => works[id];
