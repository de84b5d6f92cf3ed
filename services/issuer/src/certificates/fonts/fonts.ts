import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import wawoff2 from 'wawoff2';

/** Packages of @fontsource and the parts of each: Noto has one face a script, and its Latin face in several files. */
const faces: readonly (readonly [face: string, parts: readonly string[]])[] = [
  ['noto-sans', ['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'greek']],
  ['noto-sans-khmer', ['khmer']],
  ['noto-sans-thai', ['thai']],
  ['noto-sans-lao', ['lao']],
  ['noto-sans-myanmar', ['myanmar']],
  ['noto-sans-devanagari', ['devanagari']],
  ['noto-sans-arabic', ['arabic']],
  ['noto-sans-bengali', ['bengali']],
  ['noto-sans-sinhala', ['sinhala']],
  ['noto-sans-tamil', ['tamil']],
];
// Regular and bold only, so that nothing is made bold or slanted by drawing it twice.
const weights = [400, 700];

/** Gives the font files, unpacked from WOFF2, which Typst does not read. Takes about 0.2 s. */
export async function loadFonts(): Promise<Buffer[]> {
  const files = faces.flatMap(([face, parts]) =>
    parts.flatMap((part) =>
      weights.map((weight) => `@fontsource/${face}/files/${face}-${part}-${weight}-normal.woff2`),
    ),
  );
  return Promise.all(
    files.map(async (file) =>
      Buffer.from(await wawoff2.decompress(await readFile(fileURLToPath(import.meta.resolve(file))))),
    ),
  );
}
