import { limits, refuse } from './table.ts';
import { type Package, streamXml } from './xlsx-package.ts';

/** How a number is shown: as a date, padded with zeros, or as it is. */
export type NumberStyle = 'date' | 'plain' | { digits: number };

// Built-in formats that are dates in one locale or another (ISO/IEC 29500-1 §18.8.30).
const dateFormats = new Set([14, 15, 16, 17, 22, ...range(27, 31), 36, ...range(50, 54), 57, 58]);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function styleOf(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) return dateFormats.has(id) ? 'date' : 'plain';
  if (/^0{2,20}$/.test(code)) return { digits: code.length };
  // What stands in quotes, after a backslash or in brackets is shown as it is or names a locale or a colour.
  const letters = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '');
  return /[yd]/i.test(letters) ? 'date' : 'plain';
}

/** Gives how each cell style (`s` attribute) shows a number. */
export async function readStyles(parts: Package, name: string): Promise<NumberStyle[]> {
  if (!parts.has(name)) return [];
  const codes = new Map<number, string>();
  const styles: NumberStyle[] = [];
  let inCellStyles = false;
  const nothing = streamXml<never>(await parts.open(name), () => ({
    open(element, attributes) {
      if (element === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      if (element === 'cellXfs') inCellStyles = true;
      if (element === 'xf' && inCellStyles && styles.length < 100_000) {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(styleOf(id, codes.get(id)));
      }
    },
    close(element) {
      if (element === 'cellXfs') inCellStyles = false;
    },
  }));
  for await (const _ of nothing);
  return styles;
}

/** Gives the texts that cells of type `s` point to. Phonetic readings (`rPh`) are no part of the text. */
export async function readSharedStrings(parts: Package, name: string): Promise<string[]> {
  if (!parts.has(name)) return [];
  const strings: string[] = [];
  let total = 0;
  const texts = streamXml<string>(await parts.open(name), (push) => {
    let [text, inText, phonetic] = ['', false, false];
    return {
      open(element) {
        if (element === 'si') text = '';
        else if (element === 'rPh') phonetic = true;
        else if (element === 't') inText = !phonetic;
      },
      text(piece) {
        if (inText) text += piece;
      },
      close(element) {
        if (element === 't') inText = false;
        else if (element === 'rPh') phonetic = false;
        else if (element === 'si') push(plain(text));
      },
    };
  });
  for await (const text of texts) {
    total += text.length + 8;
    if (total > limits.sharedStrings) {
      throw refuse(
        'The XLSX file holds too much text',
        'Keep one sheet with the people in it, or save that sheet as CSV.',
        413,
      );
    }
    strings.push(text);
  }
  return strings;
}

/** Characters that XML cannot hold are written as `_x000D_` (ISO/IEC 29500-1 §22.9.2.19). */
export const plain = (text: string) =>
  text.includes('_x')
    ? text
        .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        // Half of a surrogate pair is no character.
        .toWellFormed()
    : text;

/** Gives a number as a person sees it: a date as YYYY-MM-DD, a long whole number without exponent, zeros in front kept. */
export function showNumber(raw: string, style: NumberStyle, date1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  if (style === 'date') return dateOfSerial(value, date1904) ?? raw;
  const text = Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
  return typeof style === 'object' ? text.padStart(style.digits, '0') : text;
}

/**
 * Gives the day of a spreadsheet's serial number as YYYY-MM-DD, or undefined outside 1900 to 2199.
 * Day 60 of the 1900 system is 29 February 1900, which never was; day 1 of the 1904 system is 2 January 1904.
 */
export function dateOfSerial(serial: number, date1904 = false): string | undefined {
  const day = Math.floor(serial) + (date1904 ? 1462 : 0);
  if (day < 1 || day === 60 || day > 109_573) return undefined;
  const epoch = Date.UTC(1899, 11, day < 60 ? 31 : 30);
  return new Date(epoch + day * 86_400_000).toISOString().slice(0, 10);
}
