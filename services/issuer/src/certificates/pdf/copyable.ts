import { deflateSync, inflateSync } from 'node:zlib';
import { Clusters } from './clusters.ts';
import { type Operation, operations } from './content.ts';
import { joinStream, readPdf, splitStream, writePdf } from './file.ts';
import { addHiddenFont, type Font, hiddenWidth, readFont, silence } from './font.ts';

/**
 * Makes the text of a PDF by Typst come out as it was written when it is copied, searched or read aloud.
 *
 * Typst 0.14 says of every glyph of a cluster (a Khmer base and its vowel, say) that it means the whole cluster, so that
 * copied text has it twice; and where a glyph means different things in different places it says so only by
 * `/ActualText`, which several readers pass over. Here the glyphs of such scripts mean nothing, and their text stands in
 * the same place in a font that draws nothing, cluster by cluster, as it does on scanned pages that were read by a
 * machine (text rendering mode 3, ISO 32000-2 §9.3.6).
 */
export function withCopyableText(pdf: Buffer): Buffer {
  const file = readPdf(pdf);
  const fonts = new Map<number, Font>();
  for (const [number, body] of file.objects) {
    const font = readFont(file, body);
    if (font) fonts.set(number, font);
  }
  if (![...fonts.values()].some(({ complex }) => complex)) return pdf;
  const hidden = addHiddenFont(file);
  for (const [number, body] of [...file.objects]) {
    const page = splitStream(body).dictionary;
    if (!/\/Type \/Page\s/.test(page)) continue;
    const named = new Map<string, Font>();
    for (const [, name, object] of page.matchAll(/(\/f\d+) (\d+) 0 R/g)) {
      const font = fonts.get(Number(object));
      if (font) named.set(name!, font);
    }
    const contents = Number(page.match(/\/Contents (\d+) 0 R/)?.[1]);
    const { dictionary, data } = splitStream(file.objects.get(contents)!);
    const content = withHiddenText(readBlocks(inflateSync(data).toString('latin1'), named));
    file.objects.set(contents, joinStream(dictionary, deflateSync(Buffer.from(content, 'latin1'), { level: 4 })));
    file.objects.set(number, Buffer.from(page.replace('/Font <<', `/Font <<\n      /hidden ${hidden} 0 R`), 'latin1'));
  }
  for (const font of fonts.values()) if (font.complex) silence(file, font);
  return writePdf(pdf, file);
}

type Matrix = readonly [number, number, number, number, number, number];
type HiddenRun = { text: string; matrix: Matrix; width: number; size: number };
/** Marked content of the page, up to its end, and the text that is to lie hidden in it. */
type Block = { content: string; end: string; runs: HiddenRun[]; plain: boolean; shows: boolean };

// Readers of ActualText are told that the glyphs themselves say nothing.
const NOTHING = '/Span << /ActualText <FEFF> >> BDC';
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** Divides a page's content at the end of each marked part and finds what its glyphs say. */
function readBlocks(content: string, fonts: ReadonlyMap<string, Font>): Block[] {
  const clusters = new Clusters();
  const saved: Matrix[] = [];
  let page = IDENTITY;
  let line = IDENTITY;
  let font: Font | undefined;
  let size = 0;
  const blocks: Block[] = [];
  let block: Block = { content: '', end: '', runs: [], plain: false, shows: false };
  for (const operation of operations(content)) {
    const { operator, operands } = operation;
    let { source } = operation;
    if (operator === 'q') saved.push(page);
    else if (operator === 'Q') page = saved.pop() ?? IDENTITY;
    else if (operator === 'cm') page = times(matrixOf(operation), page);
    else if (operator === 'Tm') line = matrixOf(operation);
    else if (operator === 'Tf') {
      font = fonts.get(operands[0]?.kind === 'name' ? operands[0].text : '');
      size = numbers(operation)[0] ?? 0;
    } else if (operator === 'BDC' || operator === 'BMC') {
      clusters.begin(operands.at(-1));
      // Would otherwise be said a second time.
      if (clusters.inText && font?.complex !== false) source = source.replace(/\/ActualText <[0-9A-F]*>/, '');
    } else if (operator === 'EMC') clusters.end();
    else if (operator === 'Tj' || operator === 'TJ') {
      block.shows = true;
      // A space of another font between two words: it draws nothing, and belongs to the line that is read as one.
      const space = font && !font.complex && clusters.areSpaces(operands, font);
      if (font && (font.complex || space)) {
        const { runs, advance } = clusters.of(operands, font, size);
        const whole = times(line, page);
        for (const { text, at, width } of runs)
          block.runs.push({ text, width, size, matrix: times([1, 0, 0, 1, at, 0], whole) });
        line = times([1, 0, 0, 1, advance, 0], line);
        source = space ? `\n${line.map(round).join(' ')} Tm` : `\n${NOTHING}${source}\nEMC`;
      } else block.plain = true;
    }
    if (operator === 'EMC' && clusters.depth === 0) {
      blocks.push({ ...block, end: source });
      block = { content: '', end: '', runs: [], plain: false, shows: false };
    } else block.content += source;
  }
  blocks.push(block);
  return blocks;
}

/**
 * Puts the hidden text of a line into the last block of that line, all of it together: readers turn around what is read
 * from the right only within one piece of text.
 */
function withHiddenText(blocks: readonly Block[]): string {
  const hidden = blocks.map(() => '');
  let runs: HiddenRun[] = [];
  let last = 0;
  const flush = () => {
    hidden[last] += hiddenText(runs);
    runs = [];
  };
  blocks.forEach((block, index) => {
    const [before] = runs;
    const [first] = block.runs;
    const otherLine = before && first && Math.abs(before.matrix[5] - first.matrix[5]) > before.size / 2;
    if (block.plain || otherLine || !block.shows) flush();
    if (!block.shows) return;
    runs.push(...block.runs);
    last = index;
    if (block.plain) flush();
  });
  flush();
  return blocks.map(({ content, end }, index) => content + hidden[index] + end).join('');
}

function hiddenText(runs: readonly HiddenRun[]): string {
  if (runs.length === 0) return '';
  let size = 0;
  const shown = runs.map((run) => {
    const scale = (run.width * 100 * 1000) / (hiddenWidth(run.text) * run.size);
    const font = run.size === size ? '' : `/hidden ${run.size} Tf `;
    size = run.size;
    return `${font}${round(scale)} Tz ${run.matrix.map(round).join(' ')} Tm <${hex(run.text)}> Tj`;
  });
  return `\nq BT 3 Tr ${shown.join('\n')} ET Q`;
}

const numbers = ({ operands }: Operation) =>
  operands.flatMap((each) => (each.kind === 'other' ? [Number(each.text)] : []));
const matrixOf = (operation: Operation) => numbers(operation) as unknown as Matrix;
const times = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  a * g + b * i,
  a * h + b * j,
  c * g + d * i,
  c * h + d * j,
  e * g + f * i + k,
  e * h + f * j + l,
];
const round = (value: number) => Math.round(value * 10_000) / 10_000;
const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');
