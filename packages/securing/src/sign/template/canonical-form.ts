import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { fixedOrder, joined, type Line, type Part, textOf } from './lines.ts';

/** Steps that write a form: bytes and text that stand in all documents, holes, labels, and lines that come in the order of their labels. */
type Step = Uint8Array | Part | Line[];
type Pair = readonly [readonly Part[], readonly Part[]];
/** Lines about one subject's blank node, or those about all IRIs. */
type Group = { steps: Step[]; pairs: Pair[] };
/** What is hashed to order a blank node (RDFC-1.0 §4.6); the hash itself where no hole has a part in it. */
type Blank = { hash: string } | Group;

/** A canonical form with holes. */
export type CanonicalForm = {
  iris: Group;
  blanks: { group: Group; hash: Blank }[];
  /** Holes that have a part in the order of lines. */
  compared: number[];
};

// A shorter text is written together with its neighbours, as each call of the platform has its price.
const shortest = 256;
// Text of nothing else is its own UTF-8, and is written several times as quickly.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
const notAscii = /[^\u0000-\u007f]/;
// Where such a character is compared, the order of code units may not be that of code points.
const beyond = /[\ud800-\uffff]/;

/**
 * Gives the form of the lines of a document with these values; undefined where the order of its lines depends on what will stand in the
 * holes in a way that cannot be seen line by line.
 */
export function canonicalForm(
  lines: readonly Line[],
  values: readonly string[],
  count: number,
): CanonicalForm | undefined {
  const hashes: Blank[] = [];
  for (let blank = 0; blank < count; blank++) {
    const found = blankOf(lines, blank, values);
    if (!found) return undefined;
    hashes.push(found);
  }
  const labels = labelsOf(hashes, values);
  if (!labels) return undefined;
  const groupOf = (subject: number | undefined) => {
    const chosen = lines.filter(({ parts: [first] }) => (typeof first === 'number' ? ~first : undefined) === subject);
    const sorted = chosen.toSorted((a, b) =>
      textOf(a.parts, values, labels) < textOf(b.parts, values, labels) ? -1 : 1,
    );
    return toGroup(sorted);
  };
  const iris = groupOf(undefined);
  const groups = hashes.map((_, blank) => groupOf(blank));
  if (!iris || !groups.every((group) => group !== undefined)) return undefined;
  const pairs = [...groups, iris, ...hashes].flatMap((each) => ('pairs' in each ? each.pairs : []));
  const compared = new Set(pairs.flat(2).filter((part) => typeof part === 'number' && part >= 0) as number[]);
  return { iris, blanks: groups.map((group, blank) => ({ group, hash: hashes[blank]! })), compared: [...compared] };
}

function blankOf(lines: readonly Line[], blank: number, values: readonly string[]): Blank | undefined {
  const own = lines.filter(({ blanks }) => blanks.includes(blank));
  const renamed = own.map(({ parts, hasHoles }) => ({
    hasHoles,
    parts: joined(
      parts.map((part) => (typeof part === 'number' && part < 0 ? (~part === blank ? '_:a' : '_:z') : part)),
    ),
  }));
  renamed.sort((a, b) => (textOf(a.parts, values, []) < textOf(b.parts, values, []) ? -1 : 1));
  const parts = joined(renamed.flatMap((line) => line.parts));
  if (!own.some(({ hasHoles }) => hasHoles)) return { hash: hash('sha256', textOf(parts, [], []), 'hex') };
  const pairs = undecided(
    renamed.map((line) => line.parts),
    0,
  );
  return pairs && { steps: encoded(parts), pairs };
}

/** Gives the neighbours whose order has to be looked at; undefined where two are in the wrong order whatever their holes hold. */
function undecided(lines: readonly (readonly Part[])[], highest: -1 | 0): Pair[] | undefined {
  const pairs: Pair[] = [];
  for (const [index, right] of lines.entries()) {
    const left = lines[index - 1];
    if (!left) continue;
    const order = fixedOrder(left, right);
    if (order === undefined) pairs.push([left, right]);
    else if (order > highest) return undefined;
  }
  return pairs;
}

/** The blank node that is the object of a line with a subject of another kind or another blank node. */
const objectOf = ({ parts }: Line): number | undefined => {
  const part = parts.at(-2);
  return typeof part === 'number' && part < 0 ? part : undefined;
};

const sameButObject = (a: Line, b: Line) =>
  objectOf(a) !== undefined &&
  objectOf(b) !== undefined &&
  a.parts.length === b.parts.length &&
  a.parts.every((part, index) => index === a.parts.length - 2 || part === b.parts[index]);

function toGroup(sorted: readonly Line[]): Group | undefined {
  const steps: Step[] = [];
  const pairs: Pair[] = [];
  const blocks: Line[][] = [];
  for (const line of sorted) {
    const block = blocks.at(-1);
    if (block && sameButObject(block.at(-1)!, line)) block.push(line);
    else blocks.push([line]);
  }
  for (const [index, block] of blocks.entries()) {
    const before = blocks[index - 1];
    if (before) {
      const found = undecided([before.at(-1)!.parts, block[0]!.parts], -1);
      // Of several lines it depends on their labels which one is the neighbour.
      if (!found || (found.length > 0 && (before.length > 1 || block.length > 1))) return undefined;
      pairs.push(...found);
    }
    if (block.length > 1) steps.push(block);
    else steps.push(...block[0]!.parts);
  }
  return { steps: encoded(steps), pairs };
}

/** Gives steps with neighbouring texts made one, and long ones as bytes. */
function encoded(steps: readonly Step[]): Step[] {
  const result: Step[] = [];
  for (const step of steps) {
    const last = result.at(-1);
    if (typeof step === 'string' && typeof last === 'string') result[result.length - 1] = last + step;
    else result.push(step);
  }
  return result.map((step) =>
    typeof step === 'string' && (step.length >= shortest || notAscii.test(step)) ? Buffer.from(step) : step,
  );
}

function areOrdered(
  pairs: readonly Pair[],
  values: readonly string[],
  labels: readonly string[],
  mayBeEqual: boolean,
): boolean {
  for (const [left, right] of pairs) {
    const [a, b] = [textOf(left, values, labels), textOf(right, values, labels)];
    if (a > b || (a === b && !mayBeEqual)) return false;
  }
  return true;
}

/** Gives the canonical labels of the blank nodes (RDFC-1.0 §4.4.3 step 4); undefined where two are alike or their lines change places. */
function labelsOf(blanks: readonly Blank[], values: readonly string[]): string[] | undefined {
  if (blanks.length === 0) return [];
  const hashes: string[] = [];
  for (const blank of blanks) {
    if ('hash' in blank) hashes.push(blank.hash);
    else {
      if (!areOrdered(blank.pairs, values, [], true)) return undefined;
      writer.start();
      write(blank, values, []);
      hashes.push(hash('sha256', writer.written(), 'hex'));
    }
  }
  const labels = hashes.map((own) => {
    let before = 0;
    for (const other of hashes) if (other < own) before++;
    return `_:c14n${before}`;
  });
  return new Set(labels).size < labels.length ? undefined : labels;
}

/** Bytes of the form that is being written. */
class Writer {
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #length = 0;
  #text = '';

  start(): void {
    this.#length = 0;
    this.#text = '';
  }

  ascii(text: string): void {
    this.#text += text;
  }

  text(text: string): void {
    if (notAscii.test(text)) this.bytes(Buffer.from(text));
    else this.#text += text;
  }

  bytes(bytes: Uint8Array): void {
    this.#flush();
    this.#ensure(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  written(): Uint8Array {
    this.#flush();
    return this.#bytes.subarray(0, this.#length);
  }

  #flush(): void {
    if (this.#text === '') return;
    this.#ensure(this.#text.length);
    this.#length += this.#bytes.write(this.#text, this.#length, 'latin1');
    this.#text = '';
  }

  #ensure(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe((this.#length + more) * 2);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

const writer = new Writer();

function write({ steps }: Group, values: readonly string[], labels: readonly string[]): void {
  for (const step of steps) {
    if (typeof step === 'string') writer.ascii(step);
    else if (typeof step === 'number') writer.text(step < 0 ? labels[~step]! : values[step]!);
    else if (step instanceof Uint8Array) writer.bytes(step);
    else for (const line of step.map(({ parts }) => textOf(parts, values, labels)).sort()) writer.text(line);
  }
}

/**
 * Gives the SHA-256 of a form with values in its holes, each as it stands in N-Quads; undefined where with these values the lines are
 * in another order, two lines or two blank nodes become alike.
 */
export function hashOfForm(
  { iris, blanks, compared }: CanonicalForm,
  values: readonly string[],
): Uint8Array | undefined {
  if (compared.some((hole) => beyond.test(values[hole]!))) return undefined;
  const labels = labelsOf(
    blanks.map((blank) => blank.hash),
    values,
  );
  if (!labels || !areOrdered(iris.pairs, values, labels, false)) return undefined;
  writer.start();
  write(iris, values, labels);
  // In the order of text, in which 10 stands before 2.
  const order = blanks.map((_, blank) => blank).sort((a, b) => (labels[a]! < labels[b]! ? -1 : 1));
  for (const blank of order) {
    const { group } = blanks[blank]!;
    if (!areOrdered(group.pairs, values, labels, false)) return undefined;
    write(group, values, labels);
  }
  return hash('sha256', writer.written(), 'buffer');
}
