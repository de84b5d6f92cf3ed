import { deflateSync } from 'node:zlib';
import { joinStream, type PdfFile, splitStream } from './file.ts';

/** A two-byte TrueType font of the PDF. */
export type Font = {
  toUnicode: number;
  descendant: number;
  /** What each code means, as UTF-16BE in hexadecimal. */
  meanings: Map<number, string>;
  /** Width of each code's glyph in thousandths of the size; 0 where none is named. */
  widths: Map<number, number>;
  /** Codes that the pages show. */
  used: Set<number>;
  /** Whether its script draws a letter from several glyphs, so that a code's meaning cannot be told from the code. */
  complex: boolean;
};

/** Gives the font that an object is, or undefined where it is none that is read here. */
export function readFont({ objects }: PdfFile, body: Buffer): Font | undefined {
  const { dictionary } = splitStream(body);
  const [, descendant] = dictionary.match(/\/DescendantFonts \[(\d+) 0 R\]/) ?? [];
  const [, toUnicode] = dictionary.match(/\/ToUnicode (\d+) 0 R/) ?? [];
  if (descendant === undefined || toUnicode === undefined) return undefined;
  const map = splitStream(objects.get(Number(toUnicode))!).data.toString('latin1');
  const meanings = new Map<number, string>();
  for (const [, code, meaning] of map.matchAll(/^<([0-9A-F]{4})> <([0-9A-F]+)>$/gm)) {
    meanings.set(Number.parseInt(code!, 16), meaning!);
  }
  const clusters = [...meanings.values()].filter((meaning) => meaning.length > 4);
  return {
    toUnicode: Number(toUnicode),
    descendant: Number(descendant),
    meanings,
    used: new Set(),
    widths: readWidths(splitStream(objects.get(Number(descendant))!).dictionary),
    complex:
      new Set(clusters).size < clusters.length ||
      [...meanings.values()].some((meaning) => Number.parseInt(meaning.slice(0, 4), 16) >= FIRST_COMPLEX),
  };
}

// Hebrew begins here; Latin, Greek, Cyrillic and Armenian lie before.
const FIRST_COMPLEX = 0x0590;

function readWidths(dictionary: string): Map<number, number> {
  const [, list = ''] = dictionary.match(/\/W \[([^\]]*)\]/) ?? [];
  const widths = new Map<number, number>();
  for (const [, first, last, width] of list.matchAll(/(\d+) (\d+) ([\d.]+)/g)) {
    for (let code = Number(first); code <= Number(last); code++) widths.set(code, Number(width));
  }
  return widths;
}

// A character that only formats: what copies text leaves it out, and PDF/A wants some character for every glyph.
const WORD_JOINER = '2060';

/** Writes into the file that no glyph of this font means anything: its text stands beside it in the hidden font. */
export function silence({ objects }: PdfFile, font: Font): void {
  const { dictionary, data } = splitStream(objects.get(font.toUnicode)!);
  const codes = [...new Set([...font.meanings.keys(), ...font.used])].sort((a, b) => a - b);
  const lines = codes.map((code) => `<${code.toString(16).toUpperCase().padStart(4, '0')}> <${WORD_JOINER}>`);
  const cmap = data.toString('latin1').replace(/\d+ beginbfchar[\s\S]*endbfchar/, blocks(lines, 'bfchar'));
  objects.set(font.toUnicode, joinStream(dictionary, Buffer.from(cmap, 'latin1')));
}

/** A CMap holds at most 100 lines in a block. */
function blocks(lines: readonly string[], kind: 'bfchar' | 'bfrange'): string {
  return Array.from({ length: Math.ceil(lines.length / 100) }, (_, index) => {
    const block = lines.slice(index * 100, index * 100 + 100);
    return `${block.length} begin${kind}\n${block.join('\n')}\nend${kind}`;
  }).join('\n');
}

const HIDDEN_WIDTH = 500;
const MARK = /\p{Mn}/u;

// Some readers count marks as having no width, others put those without width in no order.
const MARK_WIDTH = 10;

/** Width of a text in the hidden font, in thousandths of the size. */
export function hiddenWidth(text: string): number {
  let width = 0;
  for (let at = 0; at < text.length; at++) width += MARK.test(text[at]!) ? MARK_WIDTH : HIDDEN_WIDTH;
  return width;
}

const hiddenWidths = makeHiddenWidths();

function makeHiddenWidths(): string {
  const ranges: string[] = [];
  for (let code = 0; code < 0x10000; code++) {
    if (!MARK.test(String.fromCharCode(code))) continue;
    const first = code;
    while (MARK.test(String.fromCharCode(code + 1))) code += 1;
    ranges.push(`${first} ${code} ${MARK_WIDTH}`);
  }
  return ranges.join(' ');
}

/**
 * Adds a font of which every code is the UTF-16 unit of the same number, and gives its object number. It has no glyphs
 * and is only used for text that is not drawn, for which PDF/A (ISO 19005-3 §6.2.11.4.1) asks for none.
 */
export function addHiddenFont({ objects }: PdfFile): number {
  const first = Math.max(...objects.keys()) + 1;
  const object = (text: string) => Buffer.from(`${text}\n`, 'latin1');
  objects.set(
    first,
    object(
      `<< /Type /Font /Subtype /Type0 /BaseFont /Hidden /Encoding /Identity-H /DescendantFonts [${first + 1} 0 R] /ToUnicode ${first + 3} 0 R >>`,
    ),
  );
  objects.set(
    first + 1,
    object(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Hidden /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${first + 2} 0 R /DW ${HIDDEN_WIDTH} /W [${hiddenWidths}] /CIDToGIDMap /Identity >>`,
    ),
  );
  objects.set(
    first + 2,
    object(
      `<< /Type /FontDescriptor /FontName /Hidden /Flags 5 /FontBBox [0 0 ${HIDDEN_WIDTH} 1000] /ItalicAngle 0 /Ascent 1000 /Descent 0 /CapHeight 1000 /StemV 80 >>`,
    ),
  );
  objects.set(first + 3, joinStream('<< /Length 0 /Filter /FlateDecode >>', hiddenMap));
  return first;
}

const hiddenMap = makeHiddenMap();

function makeHiddenMap(): Buffer {
  const hex2 = (value: number) => value.toString(16).toUpperCase().padStart(2, '0');
  const ranges = Array.from({ length: 256 }, (_, high) => `<${hex2(high)}00> <${hex2(high)}FF> <${hex2(high)}00>`);
  return deflateSync(
    `/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Hidden def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n${blocks(ranges, 'bfrange')}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n`,
  );
}
