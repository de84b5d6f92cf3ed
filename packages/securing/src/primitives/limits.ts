import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { isObject, type JsonObject } from './json.ts';

/** What a document may hold at most. JSON-LD expansion takes time that grows with the square of some of these. */
export const limits = { bytes: 256_000, values: 3_000, depth: 24 } as const;

/**
 * A document that was found to be within the limits. `values` counts what it holds, by which its work is bounded; `isPlain` says that no
 * member below the top is a keyword of JSON-LD or an IRI and no object inside has the id of the document, so that `jsonLdProblems` has
 * nothing to find there.
 */
export class WithinLimits {
  readonly document: JsonObject;
  readonly values: number;
  readonly isPlain: boolean;
  declare readonly problem?: never;

  constructor(document: JsonObject, values: number, isPlain: boolean) {
    this.document = document;
    this.values = values;
    this.isPlain = isPlain;
  }
}

export type ParsedDocument = WithinLimits | { document?: never; values?: never; problem: ProblemDetails };

const refuse = (detail: string): ParsedDocument => ({ problem: problemDetails('PARSING_ERROR', { detail }) });

/**
 * Gives the document that a JSON text or an already parsed value holds, or the problem: not a JSON object, larger than `limits`,
 * a member twice (two readers could see two documents), `__proto__`, or text that is not Unicode. Runs before anything reads it. Who
 * has parsed a text already gives its value, and the `text` that only shows a member that stands twice.
 */
export function parseDocument(input: unknown, text = typeof input === 'string' ? input : undefined): ParsedDocument {
  let value = input;
  // A unit of UTF-16 takes three bytes at most.
  if (text !== undefined && text.length * 3 > limits.bytes && utf8Length(text) > limits.bytes) return tooLarge();
  if (typeof input === 'string') {
    try {
      value = JSON.parse(input);
    } catch {
      return refuse('The document is not JSON.');
    }
  }
  if (!isObject(value)) return refuse('The document is not a JSON object.');
  const isGood = survey.isGood(value, text);
  if (isGood) return new WithinLimits(value, survey.values, survey.isPlain);
  // Something is wrong or cannot be told so quickly. A member that stands twice in a text is there once in its value.
  const { reason, values, members } = measure(value);
  if (reason) return refuse(reason);
  if (text !== undefined && namedMembers(text) !== members)
    return refuse('An object of the document names a member twice.');
  return new WithinLimits(value, values, false);
}

/** What one walk through a document counts. Kept outside of it, as a closure for each document would cost more than the walk. */
class Survey {
  values = 0;
  isPlain = true;
  #members = 0;
  #characters = 0;
  /** Characters of the shortest JSON text of the value, if no text in it needs an escape. */
  #shortest = 0;
  #rootId: unknown;
  #isText = false;

  /**
   * Whether a document is surely within the limits and, where it came as text, names no member twice. Of all texts that give a value
   * the shortest names none twice, has no space and no escape: a text of its length is it. In a longer one the members are counted.
   */
  isGood(document: JsonObject, text: string | undefined): boolean {
    this.values = 0;
    this.isPlain = true;
    this.#members = 0;
    this.#characters = 0;
    this.#shortest = 0;
    this.#rootId = document.id;
    this.#isText = text !== undefined;
    if (!this.#visit(document, 1) || this.#characters > limits.bytes) return false;
    if (text === undefined) return true;
    const isOnce = text.length === this.#shortest || namedMembers(text) === this.#members;
    // An escape can make half of a character in a text that has none.
    return isOnce && text.isWellFormed() && !(text.length > this.#shortest && halfCharacter.test(text));
  }

  #visit(value: unknown, depth: number): boolean {
    if (++this.values > limits.values) return false;
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'boolean' || value === null) {
      this.#shortest += value === false ? 5 : 4;
      return true;
    }
    if (typeof value === 'number') {
      // In other numbers an exponent could be shorter than the digits.
      this.#shortest += Number.isSafeInteger(value) && (value % 1000 !== 0 || value === 0) ? String(value).length : 1;
      return Number.isFinite(value);
    }
    if (typeof value !== 'object' || depth > limits.depth) return false;
    if (Array.isArray(value)) {
      this.#shortest += value.length === 0 ? 2 : value.length + 1;
      for (let index = 0; index < value.length; index++) if (!this.#visit(value[index], depth + 1)) return false;
      return true;
    }
    return this.#object(value as JsonObject, depth);
  }

  #object(value: JsonObject, depth: number): boolean {
    if (Object.getPrototypeOf(value) !== Object.prototype) return false;
    const before = this.#members;
    for (const name in value) {
      this.#members++;
      // "@" or "_".
      const first = name.charCodeAt(0);
      if (first === 64 && (depth > 1 || name !== '@context')) this.isPlain = false;
      if (first === 95 && name === '__proto__') return false;
      if (name.includes(':')) this.isPlain = false;
      const inner = value[name];
      if (name === 'id' && depth > 1 && inner === this.#rootId) this.isPlain = false;
      // A colon, and a comma unless it is the last.
      this.#shortest += 2;
      if (!this.#text(name) || !this.#visit(inner, depth + 1)) return false;
    }
    this.#shortest += this.#members === before ? 2 : 1;
    return true;
  }

  #text(text: string): boolean {
    this.#characters += text.length;
    this.#shortest += text.length + 2;
    // A text as a whole is looked at where there is one.
    return this.#isText || text.isWellFormed();
  }
}

const halfCharacter = /\\u[dD][89a-fA-F]/;
const survey = new Survey();

const tooLarge = () => refuse(`The document is larger than ${limits.bytes} bytes.`);

function utf8Length(text: string): number {
  let { length } = text;
  if (length > limits.bytes) return length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) length += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return length;
}

function measure(root: JsonObject): { reason: string | undefined; values: number; members: number } {
  let values = 0;
  let members = 0;
  let characters = 0;
  const text = (string: string) => {
    characters += string.length;
    if (characters > limits.bytes) return `The document is larger than ${limits.bytes} bytes.`;
    // A lone surrogate becomes U+FFFD when it is hashed, so two texts would have one signature.
    return string.isWellFormed() ? undefined : 'The document holds text that is not Unicode.';
  };
  const visit = (value: unknown, depth: number): string | undefined => {
    if (++values > limits.values) return `The document holds more than ${limits.values} values.`;
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number')
      return Number.isFinite(value) ? undefined : 'The document holds a number out of range.';
    if (value === null || typeof value === 'boolean') return undefined;
    if (typeof value !== 'object') return 'The document holds something that is not JSON.';
    if (depth > limits.depth) return `The document is deeper than ${limits.depth} levels.`;
    if (Array.isArray(value)) return first(value, (item) => visit(item, depth + 1));
    return first(Object.keys(value), (key) => {
      members++;
      if (key === '__proto__') return 'A member of the document is named "__proto__".';
      return text(key) ?? visit((value as JsonObject)[key], depth + 1);
    });
  };
  const reason = visit(root, 1);
  return { reason, values, members };
}

function first<T>(items: T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

/** How many members a text names that `JSON.parse` has accepted: a colon that is not inside of a text follows each. */
function namedMembers(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 58) count++;
    else if (unit === 34) {
      // To the quote that ends the text; one after an odd number of backslashes does not.
      for (let isEscaped = true; isEscaped; ) {
        index = text.indexOf('"', index + 1);
        isEscaped = false;
        for (let before = index - 1; text.charCodeAt(before) === 92; before--) isEscaped = !isEscaped;
      }
    }
  }
  return count;
}
