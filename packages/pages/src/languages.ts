export type Direction = 'ltr' | 'rtl';

/** Languages of the pages, each under its own name, because that is the only name its readers are sure to read. */
export const languages = [
  { tag: 'en', name: 'English', direction: 'ltr' },
  { tag: 'th', name: 'ไทย', direction: 'ltr' },
  { tag: 'km', name: 'ខ្មែរ', direction: 'ltr' },
  { tag: 'ar', name: 'العربية', direction: 'rtl' },
] as const satisfies readonly { tag: string; name: string; direction: Direction }[];

export type Language = (typeof languages)[number]['tag'];

export function isLanguage(tag: unknown): tag is Language {
  return languages.some((language) => language.tag === tag);
}

/**
 * The first of the preferred BCP 47 tags that the pages are written in, by its primary subtag; English where none is.
 * Takes `navigator.languages`.
 */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.trim().toLowerCase().split('-')[0];
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}

export function directionOf(tag: string): Direction {
  // Scripts written from right to left among the languages that names and skills may come in.
  return /^(ar|fa|he|ps|ur|dv|ug|yi)\b/i.test(tag) ? 'rtl' : 'ltr';
}

/** The text in the page's language, else in English, else in whichever language there is. */
export function textIn(
  texts: Record<string, string>,
  language: string,
): { text: string; language: string } | undefined {
  const wanted = language.toLowerCase();
  const tags = Object.keys(texts);
  const tag =
    tags.find((candidate) => candidate.toLowerCase() === wanted) ??
    tags.find((candidate) => candidate.toLowerCase().split('-')[0] === wanted) ??
    tags.find((candidate) => candidate.toLowerCase().split('-')[0] === 'en') ??
    tags[0];
  const text = tag === undefined ? undefined : texts[tag];
  return tag === undefined || text === undefined ? undefined : { text, language: tag };
}
