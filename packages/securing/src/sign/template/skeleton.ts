import { escapeLiteral } from '@symbolon/rdfc';
import { type Awaitable, whenThere } from '../../primitives/awaitable.ts';
import { type ContextSource, canonicalize } from '../../primitives/canonical.ts';
import type { JsonObject } from '../../primitives/json.ts';
import { limits } from '../../primitives/limits.ts';
import { type CanonicalForm, canonicalForm, hashOfForm } from './canonical-form.ts';
import { joined, linesOf, type Part } from './lines.ts';
import { fits, isWholeNumber, type Plan, planOf, withValues } from './plan.ts';

/** What documents with holes at some places have in common: their form, their JSON text and their canonical form. */
export type Skeleton = {
  plan: Plan;
  text: readonly Part[];
  form: CanonicalForm;
  holes: readonly Hole[];
  /** IRIs that stand in all of the documents; none in a hole may be one of them, as two nodes would become one. */
  iris: ReadonlySet<string>;
  characters: number;
};

/** What may stand in a hole, by what it is in RDF. `start` is what an IRI begins with. */
type Hole = { kind: 'iri'; start: string } | { kind: 'literal' } | { kind: 'number' };

// Written as it is in N-Quads, and not changed by any step of JSON-LD.
const plainIri = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+$/;
const startOfIri = /^[^:]*:(?:\/\/)?/;

/**
 * Gives the skeleton of a sample whose leaves at `places` are holes, learnt from the canonical form that it has with a mark in each;
 * undefined where one of them has another part in it than to be a whole IRI or the whole text of a literal.
 */
export function skeletonOf(
  sample: JsonObject,
  places: readonly { pointer: string; value: unknown }[],
  contexts: ContextSource,
): Awaitable<Skeleton | undefined> {
  const json = JSON.stringify(sample);
  let mark = 'hole';
  while (json.toLowerCase().includes(mark)) mark += 'x';
  let firstNumber = 712_345_678_900_001;
  while (json.includes(String(firstNumber).slice(0, 10))) firstNumber += 100_000;

  // Where two places have one IRI they are one hole: documents in which they differ have another form.
  const values: unknown[] = [];
  const holes = new Map<string, number>();
  for (const { pointer, value } of places) {
    const isIri = typeof value === 'string' && plainIri.test(value);
    const same = isIri ? values.indexOf(value) : -1;
    holes.set(pointer, same < 0 ? values.push(value) - 1 : same);
  }
  if (!values.every((value) => typeof value === 'string' || isWholeNumber(value))) return undefined;
  const marked = values.map((value, hole) => {
    if (typeof value === 'number') return firstNumber + hole;
    return `${plainIri.test(value as string) ? startOfIri.exec(value as string)![0] : ''}${mark}-${hole}`;
  });
  const text = textParts(withValues(sample, holes, marked), marked, holes.size);
  if (!text) return undefined;
  return whenThere(canonicalize(withValues(sample, holes, marked) as JsonObject, 'SHA-256', contexts), (canonical) => {
    const marks = new Map(marked.map((value, hole) => [String(value), hole]));
    const lines = linesOf(canonical, marks, new RegExp(`${mark}-|${String(firstNumber).slice(0, 10)}`));
    if (!lines) return undefined;
    const kinds = values.map((value, hole) => kindOf(value, hole, lines));
    if (!kinds.every((kind) => kind !== undefined)) return undefined;
    const blanks = new Set(lines.flatMap((line) => line.blanks)).size;
    const filled = values.map((value, hole) => inQuads(kinds[hole]!, String(value)));
    const form = canonicalForm(lines, filled, blanks);
    const iris = new Set(canonical.match(/<[^>]*>/g)?.map((iri) => iri.slice(1, -1)));
    const characters = countCharacters(sample);
    return form && { plan: planOf(sample, holes), text, form, holes: kinds, iris, characters };
  });
}

/** The JSON text in parts; undefined where the marks are not found in it as often as they were put there. */
function textParts(document: unknown, marked: readonly unknown[], count: number): Part[] | undefined {
  const holes = new Map(marked.map((value, hole) => [JSON.stringify(value), hole]));
  const pattern = new RegExp([...holes.keys()].map((token) => token.replace(/[^\w"]/g, '\\$&')).join('|'), 'g');
  const json = JSON.stringify(document);
  const parts: Part[] = [];
  let from = 0;
  for (const { 0: token, index } of json.matchAll(pattern)) {
    parts.push(json.slice(from, index), holes.get(token)!);
    from = index + token.length;
  }
  parts.push(json.slice(from));
  return parts.filter((part) => typeof part === 'number').length === count ? joined(parts) : undefined;
}

function kindOf(value: unknown, hole: number, lines: readonly { parts: readonly Part[] }[]): Hole | undefined {
  const around = lines.flatMap(({ parts }) =>
    parts.flatMap((part, index) => (part === hole ? [String(parts[index - 1] ?? '').at(-1)] : [])),
  );
  if (around.length === 0) return undefined;
  if (around.every((before) => before === '<')) return { kind: 'iri', start: startOfIri.exec(value as string)![0] };
  if (!around.every((before) => before === '"')) return undefined;
  return { kind: typeof value === 'number' ? 'number' : 'literal' };
}

const inQuads = ({ kind }: Hole, value: string) => (kind === 'literal' ? escapeLiteral(value) : value);

/** As `parseDocument` counts them; the holes are counted with what stands in them. */
function countCharacters(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, each) => sum + countCharacters(each), 0);
  return Array.isArray(value) ? inner : Object.keys(value).reduce((sum, name) => sum + name.length, inner);
}

/**
 * Fills a skeleton with the values of a document; undefined where the document is not of its form, or its canonical form is not that
 * of the skeleton with other values.
 */
export function fill(skeleton: Skeleton, document: unknown): { text: string; sha256: Uint8Array } | undefined {
  const { plan, holes, iris, form, characters } = skeleton;
  const values: (string | undefined)[] = new Array(holes.length).fill(undefined);
  if (!fits(plan, document, values)) return undefined;
  const inForm: string[] = [];
  let length = characters;
  for (let index = 0; index < holes.length; index++) {
    const hole = holes[index]!;
    const value = values[index]!;
    length += value.length;
    if (hole.kind === 'iri' && !isOtherIri(value, hole.start, iris, values, index)) return undefined;
    inForm.push(inQuads(hole, value));
  }
  // With what the sample had in its holes, so this is more than it has; a document that is that long takes the ordinary way.
  if (length > limits.bytes) return undefined;
  const sha256 = hashOfForm(form, inForm);
  return sha256 && { text: jsonOf(skeleton, values as string[]), sha256 };
}

/** Whether a value is an IRI that is read as one, and is no other node of the document. */
function isOtherIri(
  value: string,
  start: string,
  iris: ReadonlySet<string>,
  values: readonly (string | undefined)[],
  own: number,
): boolean {
  return value.startsWith(start) && plainIri.test(value) && !iris.has(value) && values.indexOf(value) === own;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON has to escape
const escapable = /[\u0000-\u001f"\\\ud800-\udfff]/;

function jsonOf({ text, holes }: Skeleton, values: readonly string[]): string {
  let json = '';
  for (const part of text) {
    if (typeof part === 'string') json += part;
    else {
      const value = values[part]!;
      if (holes[part]!.kind === 'number') json += value;
      else json += escapable.test(value) ? JSON.stringify(value) : `"${value}"`;
    }
  }
  return json;
}
