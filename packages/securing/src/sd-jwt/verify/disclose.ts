import { base64urlnopad } from '@scure/base';
import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { platform } from '#platform';
import { isObject, type JsonObject } from '../../primitives/json.ts';
import { limits, parseDocument } from '../../primitives/limits.ts';
import type { Digest } from '../../primitives/platform.ts';
import { type Disclosure, neverDisclosable } from '../disclosure.ts';

class Unacceptable extends Error {}

/**
 * Gives the claims that a verified payload and its disclosures say together (RFC 9901 §7.1 step 3 to 5), or the problem: a digest twice,
 * a disclosure that no digest stands for, one of the wrong kind or over a claim that is there already.
 */
export async function disclose(
  payload: JsonObject,
  disclosures: readonly string[],
  algorithm: Digest,
): Promise<{ claims: JsonObject; problem?: never } | { claims?: never; problem: ProblemDetails }> {
  try {
    const known = new Map<string, Disclosure>();
    for (const encoded of disclosures) {
      const digest = base64urlnopad.encode(await platform.digest(algorithm, encoded));
      if (known.has(digest)) throw new Unacceptable('A disclosure is there twice.');
      known.set(digest, decode(encoded));
    }
    const processing = new Processing(known);
    const { _sd_alg: _, ...top } = payload;
    const claims = processing.object(top, 0);
    if (processing.used < known.size) throw new Unacceptable('A disclosure does not belong to this SD-JWT.');
    return parsed(claims);
  } catch (error) {
    if (!(error instanceof Unacceptable)) throw error;
    return { problem: problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail: error.message }) };
  }
}

/** Small parts can add up to a document beyond the limits. */
function parsed(claims: JsonObject) {
  const { document, problem } = parseDocument(claims);
  return problem ? { problem } : { claims: document };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(encoded: string): Disclosure {
  let text: string;
  let content: unknown;
  try {
    text = strictUtf8.decode(base64urlnopad.decode(encoded));
    content = JSON.parse(text);
  } catch {
    throw new Unacceptable('A disclosure is not JSON in base64url.');
  }
  // As a member of an object it is held against the limits for documents, and against members that are there twice.
  const { document, problem } = parseDocument(`{"disclosure":${text}}`);
  if (problem || !Array.isArray(content) || !document || Object.keys(document).length !== 1)
    throw new Unacceptable('A disclosure is not an array of acceptable JSON.');
  const [salt, ...rest] = content as unknown[];
  if (typeof salt !== 'string' || rest.length < 1 || rest.length > 2)
    throw new Unacceptable('A disclosure is not of a salt and a value, with or without a name.');
  if (rest.length === 1) return { salt, value: rest[0] };
  const [name, value] = rest;
  if (typeof name !== 'string') throw new Unacceptable('The name of a disclosed claim is not text.');
  return { salt, name, value };
}

/** Names that belong to the format, at any level; `__proto__` is a name that no object here may have. */
const reserved = new Set(['_sd', '...', '_sd_alg', '__proto__']);

class Processing {
  used = 0;
  readonly #known: ReadonlyMap<string, Disclosure>;
  readonly #seen = new Set<string>();

  constructor(known: ReadonlyMap<string, Disclosure>) {
    this.#known = known;
  }

  /** The disclosure behind a digest; undefined for what was kept back and for decoys. */
  #find(digest: unknown): Disclosure | undefined {
    if (typeof digest !== 'string') throw new Unacceptable('A digest is not text.');
    if (this.#seen.has(digest)) throw new Unacceptable('A digest is there twice.');
    this.#seen.add(digest);
    const found = this.#known.get(digest);
    if (found) this.used += 1;
    return found;
  }

  object(value: JsonObject, depth: number): JsonObject {
    if (depth > limits.depth) throw new Unacceptable(`The claims are deeper than ${limits.depth} levels.`);
    const { _sd: digests = [], ...members } = value;
    if (!Array.isArray(digests)) throw new Unacceptable('The digests are not in an array.');
    const result: JsonObject = {};
    for (const [name, member] of Object.entries(members)) {
      if (reserved.has(name)) throw new Unacceptable('A claim has a name that belongs to the format.');
      result[name] = this.#value(member, depth);
    }
    for (const digest of digests) {
      const found = this.#find(digest);
      if (!found) continue;
      const { name } = found;
      if (name === undefined) throw new Unacceptable('An element of an array is disclosed as a claim.');
      if (reserved.has(name)) throw new Unacceptable('A disclosed claim has a name that belongs to the format.');
      if (depth === 0 && neverDisclosable.has(name)) throw new Unacceptable(`"${name}" cannot be kept back.`);
      if (Object.hasOwn(members, name) || Object.hasOwn(result, name))
        throw new Unacceptable('A disclosed claim is there already.');
      result[name] = this.#value(found.value, depth);
    }
    return result;
  }

  #value(value: unknown, depth: number): unknown {
    if (Array.isArray(value)) return this.#array(value, depth + 1);
    return isObject(value) ? this.object(value, depth + 1) : value;
  }

  #array(items: readonly unknown[], depth: number): unknown[] {
    if (depth > limits.depth) throw new Unacceptable(`The claims are deeper than ${limits.depth} levels.`);
    const result: unknown[] = [];
    for (const item of items) {
      if (!isObject(item) || !Object.hasOwn(item, '...')) {
        result.push(this.#value(item, depth));
        continue;
      }
      if (Object.keys(item).length !== 1) throw new Unacceptable('A digest of an array has other members beside it.');
      const found = this.#find(item['...']);
      if (!found) continue;
      if (found.name !== undefined) throw new Unacceptable('A claim is disclosed as an element of an array.');
      result.push(this.#value(found.value, depth));
    }
    return result;
  }
}
