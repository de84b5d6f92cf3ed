import { contextUrls } from '@symbolon/contexts';
import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { isObject, jsonPointer } from './schema.ts';

/** A step of the way from the top; the pointer is written out only where something is wrong. */
type Place = { node: object; name: string; above: Place | undefined };

const mostProblems = 20;
const valueKeywords = new Set(['@value', '@language', '@direction']);

function pointerTo(place: Place | undefined, ...last: string[]): string {
  const path = last;
  for (let step = place; step?.above; step = step.above) path.unshift(step.name);
  return jsonPointer(path);
}

function checkTop(context: unknown, allowed: ReadonlySet<string>): ProblemDetails[] {
  return (Array.isArray(context) ? context : [context]).slice(0, mostProblems).flatMap((entry, index) => {
    const pointer = Array.isArray(context) ? `/@context/${index}` : '/@context';
    if (typeof entry !== 'string') {
      const detail =
        'Name the context by its URL. A context written into the document could change what the signed words mean.';
      return [problemDetails('MALFORMED_VALUE_ERROR', { pointer, detail })];
    }
    if (allowed.has(entry)) return [];
    const detail = 'This context is not known here, so it cannot be said with certainty what the document means.';
    return [problemDetails('UNSUPPORTED', { pointer, detail })];
  });
}

/** An embedded credential (an endorsement, a part of a learner record) may repeat the contexts, not add any. */
function repeatsContexts(node: object, top: unknown): boolean {
  const { type, '@context': inner } = node as { type?: unknown; '@context': unknown };
  const isCredential =
    type === 'VerifiableCredential' || (Array.isArray(type) && type.includes('VerifiableCredential'));
  const held = new Set<unknown>(Array.isArray(top) ? top : [top]);
  return isCredential && (Array.isArray(inner) ? inner : [inner]).every((each) => held.has(each));
}

function checkMember(place: Place, name: string, top: unknown): string | undefined {
  if (name === '__proto__') return 'Take this member away: its name is not allowed.';
  if (name === '@context')
    return place.above && !repeatsContexts(place.node, top)
      ? 'Take this context away: contexts are named at the top of the document only.'
      : undefined;
  if (name.startsWith('@') && !(valueKeywords.has(name) && isObject(place.node) && Object.hasOwn(place.node, '@value')))
    return 'Take this member away, or use the plain word for it, such as id or type.';
  return undefined;
}

// Deeper ones are left to the check that does not recur.
const plainDepth = 64;

/**
 * Whether a value is plain JSON throughout (nothing inherited, nothing undefined) in which no member but the `@context` at the top is a
 * keyword of JSON-LD or `__proto__`: then `checkContexts` has nothing to find below the top.
 */
export function isPlainJson(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object') return value !== undefined && typeof value !== 'function';
  if (value === null) return true;
  if (depth > plainDepth) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) if (!isPlainJson(value[index], depth + 1)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const name in value) {
    // "@" or "_".
    const first = name.charCodeAt(0);
    if (first === 64 && !(depth === 0 && name === '@context')) return false;
    if (first === 95 && name === '__proto__') return false;
    if (!isPlainJson((value as Record<string, unknown>)[name], depth + 1)) return false;
  }
  return true;
}

/** Whether all contexts of a list are known URLs. */
export const namesKnownContexts = (contexts: readonly unknown[], allowed: ReadonlySet<string> = contextUrls): boolean =>
  contexts.every((context) => typeof context === 'string' && allowed.has(context));

/**
 * Checks that a document can mean only one thing: contexts by known URL, nowhere but at the top, and no JSON-LD
 * keywords that would let a reader of JSON and a JSON-LD processor see different claims (VCDM 2.0 §4.3).
 * Gives what is wrong, each with its JSON Pointer. Without recursion, so that depth cannot exhaust the stack.
 */
export function checkContexts(
  document: Record<string, unknown>,
  allowed: ReadonlySet<string> = contextUrls,
): ProblemDetails[] {
  const top = document['@context'];
  const problems = checkTop(top, allowed);
  const waiting: Place[] = [{ node: document, name: '', above: undefined }];
  for (let place = waiting.pop(); place && problems.length < mostProblems; place = waiting.pop()) {
    const node = place.node as Record<string, unknown>;
    for (const name of Object.keys(node)) {
      const value = node[name];
      const detail = checkMember(place, name, top);
      if (detail) problems.push(problemDetails('MALFORMED_VALUE_ERROR', { pointer: pointerTo(place, name), detail }));
      else if (typeof value === 'object' && value !== null && name !== '@context')
        waiting.push({ node: value, name, above: place });
    }
  }
  return problems.slice(0, mostProblems);
}
