import { fontFor, scriptsOf } from '@symbolon/pages';

const settled = new Set<string>();

/** Loads a font for each script in the text that the device has no letters for, and for no other. */
export async function needFonts(text: string): Promise<void> {
  const missing = scriptsOf(text).filter((script) => {
    if (settled.has(script)) return false;
    settled.add(script);
    return !hasLetter(fontFor(script).sample);
  });
  if (missing.length === 0) return;
  await import('@symbolon/pages/fonts.css');
  await Promise.all(
    missing.map((script) => document.fonts.load(`1em "${fontFor(script).family}"`, fontFor(script).sample)),
  );
  loaded.push(...missing.map((script) => `"${fontFor(script).family}"`));
  document.documentElement.style.setProperty('--script-fonts', loaded.join(', '));
}

const loaded: string[] = [];

/** False where the letter and a code point that no font has come out as the same picture. */
function hasLetter(letter: string): boolean {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 32;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return true;
  const picture = (text: string) => {
    context.clearRect(0, 0, 32, 32);
    context.font = '24px sans-serif';
    context.fillText(text, 2, 26);
    return context.getImageData(0, 0, 32, 32).data.join();
  };
  return picture(letter) !== picture('\u{10FFFF}');
}
