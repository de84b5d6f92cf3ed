import type { Language } from '@symbolon/pages';
import type english from '@symbolon/recognition/works/en.json';

/** Names of fields of work by the id that `contexts/occupations` has for them. */
export type Works = typeof english;

/** The names in each language; loaded when work is to be chosen. */
export const workNames: Record<Language, () => Promise<{ default: Works }>> = {
  en: () => import('@symbolon/recognition/works/en.json'),
  th: () => import('@symbolon/recognition/works/th.json'),
  km: () => import('@symbolon/recognition/works/km.json'),
  ar: () => import('@symbolon/recognition/works/ar.json'),
};
