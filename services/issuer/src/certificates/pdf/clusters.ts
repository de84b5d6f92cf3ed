import type { Operand } from './content.ts';
import type { Font } from './font.ts';

/** Text of one cluster, where it begins and how far it reaches, in the text's own units. */
export type ClusterRun = { text: string; at: number; width: number };

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Finds which text the glyphs of a page stand for, in the order in which they are drawn. */
export class Clusters {
  private readonly spans: ({ text: string; begun: boolean } | undefined)[] = [];
  private last: { meaning: string; codes: Set<number>; wide: boolean } | undefined;
  /** Text of a cluster of which no wide glyph was drawn yet. */
  private waiting: string | undefined;

  /** Whether a span holds that names its own text. */
  get inText(): boolean {
    return this.spans.at(-1) !== undefined;
  }

  /** How many parts of marked content are open. */
  get depth(): number {
    return this.spans.length;
  }

  /** Whether an operation shows nothing but spaces. */
  areSpaces(operands: readonly Operand[], font: Font): boolean {
    const codes = operands.flatMap((each) => (each.kind === 'codes' ? each.codes : []));
    return codes.every((code) => font.meanings.get(code) === '0020');
  }

  begin(properties: Operand | undefined): void {
    const text =
      properties?.kind === 'dictionary' ? properties.text.match(/\/ActualText <FEFF([0-9A-F]*)>/)?.[1] : undefined;
    this.spans.push(text === undefined ? undefined : { text, begun: false });
  }

  end(): void {
    this.spans.pop();
  }

  /** Gives the clusters of what one operation shows, and how far it moves on. */
  of(operands: readonly Operand[], font: Font, size: number): { runs: ClusterRun[]; advance: number } {
    const runs: ClusterRun[] = [];
    let at = 0;
    for (const operand of operands) {
      if (operand.kind === 'other') at -= (Number(operand.text) / 1000) * size;
      if (operand.kind !== 'codes') continue;
      for (const code of operand.codes) {
        font.used.add(code);
        const width = ((font.widths.get(code) ?? 0) / 1000) * size;
        const begins = this.next(code, font);
        // The text of a cluster lies where its first wide glyph does: a dot or vowel may be drawn before its letter.
        if (begins && this.waiting !== undefined) runs.push({ text: this.waiting, at, width: 0 });
        if (begins) this.waiting = textOf(this.last!.meaning);
        if (this.waiting !== undefined && width > 0) {
          runs.push({ text: this.waiting, at, width: 0 });
          this.waiting = undefined;
        }
        at += width;
        const run = runs.at(-1);
        if (run) run.width = Math.max(run.width, at - run.at);
      }
    }
    // A mark that stands alone has no width; its letter must lie somewhere.
    return { runs: runs.map((run) => ({ ...run, width: run.width || size / 1000 })), advance: at };
  }

  /** Takes the next glyph; says whether it begins a cluster. */
  private next(code: number, font: Font): boolean {
    const span = this.spans.findLast((each) => each !== undefined);
    if (span?.begun) return false;
    if (span) span.begun = true;
    const meaning = span ? span.text : font.meanings.get(code);
    if (meaning === undefined) return false;
    const wide = (font.widths.get(code) ?? 0) > 0;
    // Typst draws a raised mark in a span of its own, which names the whole cluster once more. So neighbours that mean
    // the same are one cluster, unless a glyph comes again. Of one letter, only one glyph is wide: the other is a dot.
    const { last } = this;
    if (last?.meaning === meaning && !last.codes.has(code) && (meaning.length > 4 || !(wide && last.wide))) {
      last.codes.add(code);
      last.wide ||= wide;
      return false;
    }
    this.last = { meaning, codes: new Set([code]), wide };
    return true;
  }
}

/** Glyphs stand from left to right in the file; the letters of a cluster that is read from the right do so too. */
function textOf(utf16: string): string {
  const text = String.fromCharCode(...(utf16.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)));
  return RIGHT_TO_LEFT.test(text) ? [...text].reverse().join('') : text;
}
