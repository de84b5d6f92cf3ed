import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { asArray, isObject } from './json.ts';
import type { WithinLimits } from './limits.ts';

// Where another credential may stand inside, with a context of its own.
const credentialMembers = new Set(['verifiableCredential', 'endorsement']);
// A text with its language and direction (VCDM 2.0 §11.1.2).
const languageKeywords = new Set(['@value', '@language', '@direction']);
// What an object may hold that only points to another.
const reference = new Set(['id', 'type']);
// Each new order of contexts costs tens of milliseconds, so an attacker would vary it: 2,800 of them took 27 seconds.
const contextLimits = { list: 10, lists: 4, nesting: 3 } as const;
const mostProblems = 20;

// RFC 6901 §3.
const escapable = /[~/]/;
const escapeMember = (member: string) => member.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Gives what in a document would let JSON and its signed meaning drift apart. A signature covers RDF statements, not members, so:
 * contexts are held URLs only (a context inside the document can swap signed terms), and members are terms only (`credentialStatus`
 * spelled as its full IRI, or moved below `@included`, signs the same and is read by nobody).
 */
export function jsonLdProblems(
  { document, isPlain }: Pick<WithinLimits, 'document' | 'isPlain'>,
  held: ReadonlySet<string>,
): ProblemDetails[] {
  if (isPlain && areContextsGood(document['@context'], held)) return [];
  const rules = new Rules(document.id, held);
  if (asArray(document['@context']).length === 0) rules.add('The document names no @context.', '/@context');
  rules.visit(document, '', true);
  return rules.problems;
}

/** Whether these are contexts as nearly all documents have them: a short list of held ones, none twice. */
function areContextsGood(contexts: unknown, held: ReadonlySet<string>): boolean {
  if (!Array.isArray(contexts) || contexts.length === 0 || contexts.length > contextLimits.list) return false;
  return contexts.every((url, index) => typeof url === 'string' && held.has(url) && contexts.indexOf(url) === index);
}

class Rules {
  readonly problems: ProblemDetails[] = [];
  readonly #rootId: unknown;
  readonly #held: ReadonlySet<string>;
  readonly #lists = new Set<string>();

  constructor(rootId: unknown, held: ReadonlySet<string>) {
    this.#rootId = rootId;
    this.#held = held;
  }

  add(detail: string, pointer: string): void {
    if (this.problems.length < mostProblems) this.problems.push(problemDetails('UNSUPPORTED', { detail, pointer }));
  }

  /** `isCredential`: a credential may stand here, with its own context. `nesting` counts the contexts around. */
  visit(value: unknown, pointer: string, isCredential: boolean, nesting = 0): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.visit(item, `${pointer}/${index}`, isCredential, nesting);
    }
    if (!isObject(value)) return;
    // A second object with the document's id could carry away its status or dates: to RDF both are one.
    if (
      pointer !== '' &&
      this.#rootId !== undefined &&
      value.id === this.#rootId &&
      Object.keys(value).some((name) => !reference.has(name))
    )
      this.add('An object inside has the id of the document itself.', pointer);
    const within = '@context' in value ? nesting + 1 : nesting;
    for (const [member, inner] of Object.entries(value)) {
      const here = `${pointer}/${escapable.test(member) ? escapeMember(member) : member}`;
      if (member === '@context') this.#contexts(inner, here, isCredential, within);
      else if (member.startsWith('@') && !languageKeywords.has(member))
        this.add('Keywords of JSON-LD are not understood here.', here);
      else if (member.includes(':')) this.add('Members are named by their term, not by an IRI.', here);
      else this.visit(inner, here, credentialMembers.has(member), within);
    }
  }

  #contexts(value: unknown, pointer: string, allowed: boolean, nesting: number): void {
    // `null` would take all meaning away again.
    const list = Array.isArray(value) ? value : [value];
    this.#lists.add(JSON.stringify(list));
    if (!allowed) this.add('A context may stand only at the top of a credential.', pointer);
    else if (list.length > contextLimits.list || new Set(list).size < list.length)
      this.add(`A document names each context once, and at most ${contextLimits.list}.`, pointer);
    else if (nesting > contextLimits.nesting || this.#lists.size > contextLimits.lists)
      this.add('Too many credentials with contexts of their own stand inside one another.', pointer);
    else this.#urls(list, pointer);
  }

  #urls(list: unknown[], pointer: string): void {
    for (const [index, url] of list.entries()) {
      const here = `${pointer}/${index}`;
      if (typeof url !== 'string')
        this.add('A context must be a URL; definitions inside the document are not accepted.', here);
      else if (!this.#held.has(url)) this.add('This context is not held here, and contexts are never fetched.', here);
    }
  }
}
