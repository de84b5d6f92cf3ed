import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { isObject, type JsonObject } from './json.ts';

/** What a document may hold at most. JSON-LD expansion takes time that grows with the square of some of these. */
export const limits = { bytes: 256_000, values: 3_000, depth: 24 } as const;

/** `values` counts what the document holds, by which its work is bounded. */
export type ParsedDocument =
  | { document: JsonObject; values: number; problem?: never }
  | { document?: never; values?: never; problem: ProblemDetails };

const refuse = (detail: string): ParsedDocument => ({ problem: problemDetails('PARSING_ERROR', { detail }) });

/**
 * Gives the document that a JSON text or an already parsed value holds, or the problem: not a JSON object, larger than `limits`,
 * a member twice (two readers could see two documents), `__proto__`, or text that is not Unicode. Runs before anything reads it.
 */
export function parseDocument(input: unknown): ParsedDocument {
  let value = input;
  if (typeof input === 'string') {
    if (input.length > limits.bytes || utf8Length(input) > limits.bytes) return tooLarge();
    try {
      value = JSON.parse(input);
    } catch {
      return refuse('The document is not JSON.');
    }
    if (hasDuplicateMember(input)) return refuse('An object of the document names a member twice.');
  }
  if (!isObject(value)) return refuse('The document is not a JSON object.');
  const { reason, values } = measure(value);
  return reason ? refuse(reason) : { document: value, values };
}

const tooLarge = () => refuse(`The document is larger than ${limits.bytes} bytes.`);

function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) length += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return length;
}

function measure(root: JsonObject): { reason: string | undefined; values: number } {
  let values = 0;
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
      if (key === '__proto__') return 'A member of the document is named "__proto__".';
      return text(key) ?? visit((value as JsonObject)[key], depth + 1);
    });
  };
  const reason = visit(root, 1);
  return { reason, values };
}

function first<T>(items: T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

const stringToken = /"(?:[^"\\]|\\.)*"/y;

// Runs on text that JSON.parse has accepted, so only strings, braces and colons need to be told apart.
function hasDuplicateMember(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      stringToken.lastIndex = index;
      const token = stringToken.exec(text)?.[0] ?? '""';
      index += token.length - 1;
      let next = index + 1;
      while (' \t\r\n'.includes(text[next] ?? 'x')) next++;
      if (text[next] !== ':') continue;
      const name: string = token.includes('\\') ? JSON.parse(token) : token;
      const plain = name === token ? token.slice(1, -1) : name;
      const members = open.at(-1);
      if (members?.has(plain)) return true;
      members?.add(plain);
    }
  }
  return false;
}
