/** A typeface that Typst knows by its family name, and the letters for which it is brought in. */
export type Face = { family: string; letters: RegExp; files: () => string[] } /** Their URLs. */;

// Regular and bold only, so that nothing is made bold or slanted by drawing it twice.
const weights = [400, 700];

/** A Noto face of @fontsource, which has each in several files. */
const noto = (family: string, letters: RegExp, ...parts: string[]): Face => {
  const name = family.toLowerCase().replaceAll(' ', '-');
  return {
    family,
    letters,
    files: () =>
      parts.flatMap((part) =>
        weights.map((weight) =>
          import.meta.resolve(`@fontsource/${name}/files/${name}-${part}-${weight}-normal.woff2`),
        ),
      ),
  };
};
/** A face of @embedpdf, whose packages name only their start. */
const cjk = (family: string, letters: RegExp, name: string, file: string): Face => ({
  family,
  letters,
  files: () =>
    ['Regular', 'Bold'].map((weight) => new URL(`../fonts/${file}-${weight}.otf`, import.meta.resolve(name)).href),
});

/** The face of every certificate; `letters` are those of no other, figures and punctuation included. */
export const base = noto(
  'Noto Sans',
  /./u,
  ...['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext'],
);

/** The other faces, in the order in which a letter is looked for. Adding a script is adding a row and its package. */
export const faces: readonly Face[] = [
  noto('Noto Sans Khmer', /\p{Script=Khmer}/u, 'khmer'),
  noto('Noto Sans Thai', /\p{Script=Thai}/u, 'thai'),
  noto('Noto Sans Lao', /\p{Script=Lao}/u, 'lao'),
  noto('Noto Sans Myanmar', /\p{Script=Myanmar}/u, 'myanmar'),
  noto('Noto Sans Devanagari', /\p{Script=Devanagari}/u, 'devanagari'),
  noto('Noto Sans Arabic', /\p{Script=Arabic}/u, 'arabic'),
  noto('Noto Sans Bengali', /\p{Script=Bengali}/u, 'bengali'),
  noto('Noto Sans Sinhala', /\p{Script=Sinhala}/u, 'sinhala'),
  noto('Noto Sans Tamil', /\p{Script=Tamil}/u, 'tamil'),
  noto('Noto Sans Telugu', /\p{Script=Telugu}/u, 'telugu'),
  noto('Noto Sans Kannada', /\p{Script=Kannada}/u, 'kannada'),
  noto('Noto Sans Malayalam', /\p{Script=Malayalam}/u, 'malayalam'),
  noto('Noto Sans Gujarati', /\p{Script=Gujarati}/u, 'gujarati'),
  noto('Noto Sans Gurmukhi', /\p{Script=Gurmukhi}/u, 'gurmukhi'),
  noto('Noto Sans Oriya', /\p{Script=Oriya}/u, 'oriya'),
  noto('Noto Sans Ethiopic', /\p{Script=Ethiopic}/u, 'ethiopic'),
  noto('Noto Sans Hebrew', /\p{Script=Hebrew}/u, 'hebrew'),
  noto('Noto Sans Thaana', /\p{Script=Thaana}/u, 'thaana'),
  noto('Noto Sans Georgian', /\p{Script=Georgian}/u, 'georgian'),
  noto('Noto Sans Armenian', /\p{Script=Armenian}/u, 'armenian'),
  // Before the next, which has Han letters too, in the form that they have in Korea.
  cjk('Noto Sans Korean', /\p{Script=Hangul}/u, '@embedpdf/fonts-kr', 'NotoSansKR'),
  cjk(
    'Noto Sans S Chinese',
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
    '@embedpdf/fonts-sc',
    'NotoSansHans',
  ),
];
