import { readFile } from 'node:fs/promises';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import wawoff2 from 'wawoff2';
import { coverage } from './coverage.ts';
import { base, type Face, faces } from './faces.ts';

type Loaded = { files: Buffer[]; points: Set<number> };

const loaded = new Map<Face, Promise<Loaded>>();
// By the faces that they hold, those used last at the end.
const compilers = new Map<string, NodeCompiler>();
const KEPT_COMPILERS = 6;

/** Typst, the families in which it is to look for each letter, and the content as these can print it. */
export type Typesetting<Content> = { typst: NodeCompiler; families: string[]; contents: Content[] };

/**
 * Gives a compiler that holds just the faces that the texts of some contents need: Typst looks for a letter in all it holds,
 * so with others a file would depend on what was printed before it. Faces are read when the first text needs them, because
 * those with Chinese letters alone take 17 MB, and stay.
 *
 * PDF/A knows no letter without a glyph. A name with one is printed in its Latin form alone where there is one; else, and in
 * other texts, U+FFFD stands in its place. What is attached is left as it is.
 */
export async function typesettingOf<Content extends object>(
  contents: readonly Content[],
): Promise<Typesetting<Content>> {
  const text = contents.map(textIn).join('');
  const needed = [base, ...faces.filter(({ letters }) => letters.test(text))];
  const ready = await Promise.all(needed.map(load));
  const families = needed.map(({ family }) => family);
  const has = (letter: string) =>
    INVISIBLE.test(letter) || ready.some(({ points }) => points.has(letter.codePointAt(0)!));
  return {
    typst: compilerWith(
      families,
      ready.flatMap(({ files }) => files),
    ),
    families,
    contents: contents.map((each) => printable(each, has)),
  };
}

function compilerWith(families: readonly string[], fontBlobs: Buffer[]): NodeCompiler {
  const key = families.join();
  const typst = compilers.get(key) ?? NodeCompiler.create({ fontArgs: [{ fontBlobs }] });
  compilers.delete(key);
  compilers.set(key, typst);
  const [oldest] = compilers.keys();
  if (compilers.size > KEPT_COMPILERS) compilers.delete(oldest!);
  return typst;
}

const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\s]$/u;

function load(face: Face): Promise<Loaded> {
  const known = loaded.get(face);
  if (known) return known;
  const reading = Promise.all(face.files().map(readFont)).then((files) => ({
    files,
    // Regular and bold have the same letters.
    points: new Set(files.filter((_, index) => index % 2 === 0).flatMap((file) => [...coverage(file)])),
  }));
  loaded.set(face, reading);
  return reading;
}

/** Typst does not read WOFF2. */
async function readFont(url: string): Promise<Buffer> {
  const font = await readFile(new URL(url));
  return url.endsWith('.woff2') ? Buffer.from(await wawoff2.decompress(font)) : font;
}

// The signed credential; no text of it is printed, and none of it may change.
const isPrinted = (name: string) => name !== 'attachment';

function textIn(content: unknown): string {
  if (typeof content === 'string') return content;
  if (typeof content !== 'object' || content === null) return '';
  return Object.entries(content)
    .map(([name, value]) => (isPrinted(name) ? textIn(value) : ''))
    .join('');
}

function printable<Content extends object>(content: Content, has: (letter: string) => boolean): Content {
  const { latinName, ...rest } = content as { name?: unknown; latinName?: unknown };
  const hasName = [...textIn(rest.name)].every(has);
  const chosen = latinName !== undefined && !hasName ? { ...rest, name: latinName } : content;
  return replaced(chosen, has) as Content;
}

function replaced(value: unknown, has: (letter: string) => boolean): unknown {
  if (typeof value === 'string') {
    return [...value].every(has) ? value : Array.from(value, (letter) => (has(letter) ? letter : '\ufffd')).join('');
  }
  if (Array.isArray(value)) return value.map((each) => replaced(each, has));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isPrinted(name) ? replaced(each, has) : each]),
  );
}
