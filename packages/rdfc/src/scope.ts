import { isAbsoluteIri } from './n-quads.ts';

/** What a term stands for. `other`: something that is not covered. */
export const kinds = { property: 0, id: 1, type: 2, context: 3, other: 4 } as const;
export type Kind = (typeof kinds)[keyof typeof kinds];

/** What becomes of a text: a literal, an IRI, an IRI or a term, a JSON literal. */
export const coercions = { literal: 0, id: 1, vocab: 2, json: 3 } as const;
export type Coercion = (typeof coercions)[keyof typeof coercions];

/** How several values stand together. */
export const containers = { set: 0, list: 1, language: 2, graph: 3 } as const;
export type Container = (typeof containers)[keyof typeof containers];

/** A term definition as jsonld.js makes it (JSON-LD 1.1 API §4.2), without what only compaction needs. */
export type Definition = {
  readonly iri: string | null;
  readonly type?: string;
  readonly container?: readonly string[];
  readonly language?: string | null;
  readonly direction?: string | null;
  /** Number of its scoped context. */
  readonly context?: number;
  readonly isPrefix?: true;
  readonly isReverse?: true;
};

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const xsd = 'http://www.w3.org/2001/XMLSchema#';
export const i18n = 'https://www.w3.org/ns/i18n#';
export const datatypes = {
  json: `"^^<${rdf}JSON>`,
  boolean: `"^^<${xsd}boolean>`,
  integer: `"^^<${xsd}integer>`,
  double: `"^^<${xsd}double>`,
} as const;
// Literals of these are written by rules of their own, or are equal to literals that are written in another way.
const peculiarTypes = new Set([`${xsd}double`, `${xsd}string`, `${rdf}langString`, `${rdf}JSON`]);

/** The middle of a line. All predicates are known once the contexts are, so they are sorted beforehand and compared by rank. */
export type Predicate = { readonly text: string; rank: number };

const predicates = new Map<string, Predicate>();
let isRanked = true;

function predicateOf(iri: string): Predicate {
  let predicate = predicates.get(iri);
  if (!predicate) {
    predicate = { text: ` <${iri}> `, rank: 0 };
    predicates.set(iri, predicate);
    isRanked = false;
  }
  return predicate;
}

/** To be called before ranks are compared. */
export function rankPredicates(): void {
  if (isRanked) return;
  const sorted = [...predicates.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
  for (const [rank, predicate] of sorted.entries()) predicate.rank = rank;
  isRanked = true;
}

export const rdfType = predicateOf(`${rdf}type`);
export const rdfFirst = predicateOf(`${rdf}first`);
export const rdfRest = predicateOf(`${rdf}rest`);
export const rdfNil = `<${rdf}nil>`;

/** A term, ready for the walk. */
export type Term = {
  readonly kind: Kind;
  readonly predicate: Predicate;
  /** The term as a type or as an object: its IRI in angle brackets; empty where it is none. */
  readonly reference: string;
  readonly coercion: Coercion;
  readonly container: Container;
  /** What stands behind a text: the quotation mark, datatype or language. */
  readonly literalEnd: string;
  /** The same for what is no text; empty where the value itself tells. */
  readonly typedEnd: string;
  /** `literalEnd` without its direction, where it has one. */
  readonly twinEnd: string;
  /** What a language map adds to the language; empty where there is no direction. */
  readonly direction: string;
  /** Number of its scoped context; -1 where it has none. */
  readonly context: number;
  readonly definition: Definition;
};

const languageTag = /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/;
export const isLanguageTag = (tag: string): boolean => languageTag.test(tag);

/** Gives the term of a definition. */
export function createTerm(definition: Definition): Term {
  const { iri, type, language, direction, context } = definition;
  const isIri = iri !== null && isAbsoluteIri(iri);
  const isTyped = type !== undefined && !type.startsWith('@');
  const tag = !isTyped && language ? `@${language}` : '';
  const directed = !isTyped && direction ? `^^<${i18n}${language ?? ''}_${direction}>` : '';
  return {
    kind: kindOf(definition, isIri),
    predicate: predicateOf(isIri ? iri : ''),
    reference: isIri && !iri.startsWith('_:') ? `<${iri}>` : '',
    coercion:
      type === '@id'
        ? coercions.id
        : type === '@vocab'
          ? coercions.vocab
          : type === '@json'
            ? coercions.json
            : coercions.literal,
    container: containerOf(definition) ?? containers.set,
    literalEnd: `"${isTyped ? `^^<${type}>` : directed || tag}`,
    typedEnd: isTyped ? `"^^<${type}>` : '',
    twinEnd: directed ? `"${tag}` : '',
    direction: direction ?? '',
    context: context ?? -1,
    definition,
  };
}

function kindOf(definition: Definition, isIri: boolean): Kind {
  const { iri, type, language, context, isReverse } = definition;
  if (iri === '@id') return kinds.id;
  if (iri === '@type') return kinds.type;
  if (iri === '@context') return kinds.context;
  const container = containerOf(definition);
  if (!isIri || iri?.startsWith('_:') || isReverse || container === undefined) return kinds.other;
  if (iri === `${rdf}type` || (type !== undefined && peculiarTypes.has(type))) return kinds.other;
  if (type !== undefined && !type.startsWith('@') && !isAbsoluteIri(type)) return kinds.other;
  if (language && !isLanguageTag(language)) return kinds.other;
  const isPlain = container === containers.set;
  if (!isPlain && (type === '@json' || (context !== undefined && container !== containers.graph))) return kinds.other;
  return kinds.property;
}

/** Undefined for a container that is not covered: @index, @id, @type. */
function containerOf({ container = [] }: Definition): Container | undefined {
  const [first, ...more] = container.filter((each) => each !== '@set');
  if (first === undefined) return containers.set;
  if (more.length > 0) return undefined;
  if (first === '@graph') return containers.graph;
  if (first === '@list') return containers.list;
  return first === '@language' ? containers.language : undefined;
}

/** An active context (JSON-LD 1.1 API §4.1): what each member means at some place, and which contexts are reached from there. */
export class Scope {
  readonly terms: ReadonlyMap<string, Term>;
  /** What holds again in the next node below, where this was made by a type (JSON-LD 1.1 §4.1.5). */
  readonly previous: Scope | undefined;
  /** False where the context has defaults or names of keywords that are not covered. */
  readonly isCovered: boolean;
  /** Terms by which IRIs can be abbreviated; undefined where there are none. */
  readonly prefixes: ReadonlySet<string> | undefined;
  /** What it becomes by the scoped context of a type or a property, by its number. `null`: JSON-LD refuses that. */
  readonly byType: (Scope | null | undefined)[] = [];
  readonly byProperty: (Scope | null | undefined)[] = [];
  /** What it becomes by a list of contexts, found one URL after the other. */
  readonly byUrl: UrlNode = { scope: undefined, next: new Map() };

  constructor(definitions: Iterable<[string, Term]>, previous: Scope | undefined, isPlain: boolean) {
    const terms = new Map(definitions);
    const prefixes = new Set<string>();
    let isCovered = isPlain;
    for (const [name, { kind, definition }] of terms) {
      if (definition.isPrefix) prefixes.add(name);
      const { iri } = definition;
      if (iri?.startsWith('@') && !(kind === kinds.id && name === 'id') && !(kind === kinds.type && name === 'type'))
        isCovered = false;
    }
    for (const [keyword, term] of keywords) terms.set(keyword, term);
    this.terms = terms;
    this.previous = previous;
    this.isCovered = isCovered;
    this.prefixes = prefixes.size > 0 ? prefixes : undefined;
  }
}

export type UrlNode = { scope: Scope | null | undefined; readonly next: Map<string, UrlNode> };

const keywords = ['@id', '@type', '@context'].map((iri): [string, Term] => [iri, createTerm({ iri })]);

/** Gives the place behind one more URL of a list. */
export function nextPlace(place: UrlNode, url: string): UrlNode {
  let next = place.next.get(url);
  if (!next) {
    next = { scope: undefined, next: new Map() };
    place.next.set(url, next);
  }
  return next;
}

/** Where a walk came to a scope that is not there yet. */
export type Missing = { readonly scope: Scope } & (
  | { readonly by: 'type' | 'property'; readonly context: number }
  | { readonly by: 'urls'; readonly urls: readonly string[] }
);

export class NotCompiled extends Error {
  readonly missing: Missing;

  constructor(missing: Missing) {
    super('A context is not compiled yet.');
    this.name = 'NotCompiled';
    this.missing = missing;
  }
}
