import { PaperRefusal } from '../refusal.ts';

/** Gives the JSON-LD context document at exactly this URL, or undefined. */
export type ContextDocument = (url: string) => object | undefined;

type Definition = { '@id'?: string; '@type'?: string; '@context'?: unknown; propagate: boolean };
type Terms = Map<string, Definition>;
type ContextObject = Record<string, unknown>;

// CBOR-LD 1.0, the fixed part of the term codec map; odd numbers say that the value is an array.
const KEYWORDS =
  '@context @type @id @value @direction @graph @included @index @json @language @list @nest @reverse @base @container @default @embed @explicit @none @omitDefault @prefix @preserve @protected @requireAll @set @version @vocab @propagate';
const keywordIds = new Map(KEYWORDS.split(' ').map((keyword, index) => [keyword, index * 2] as const));
const FIRST_TERM_ID = 100;

/**
 * The numbers of a document's terms. They are given out as contexts become active while the document is walked
 * (CBOR-LD 1.0, term assignment), so an instance serves one document and is asked in the document's order.
 */
export class TermNumbers {
  private readonly ids = new Map(keywordIds);
  private readonly names = new Map([...keywordIds].map(([name, id]) => [id, name] as const));
  private next = FIRST_TERM_ID;
  private readonly contextDocument: ContextDocument;

  constructor(contextDocument: ContextDocument) {
    this.contextDocument = contextDocument;
  }

  /** Even number of a term; undefined when no active context has named it yet. */
  idOf(term: string): number | undefined {
    return this.ids.get(term);
  }

  termOf(id: number): string {
    const term = this.names.get(id);
    if (term === undefined) throw new PaperRefusal('damaged', 'a term number that no context gives');
    return term;
  }

  /** Resolves one context entry and numbers its terms, in the order of their names. */
  load(context: unknown): ContextObject {
    const resolved = typeof context === 'string' ? this.fetchContext(context) : context;
    if (typeof resolved !== 'object' || resolved === null || Array.isArray(resolved)) {
      throw new PaperRefusal('damaged', 'a context of a kind that no paper credential holds');
    }
    for (const term of Object.keys(resolved).sort()) {
      if (keywordIds.has(term) || (resolved as ContextObject)[term] === null || this.ids.has(term)) continue;
      this.ids.set(term, this.next);
      this.names.set(this.next, term);
      this.next += 2;
    }
    return resolved as ContextObject;
  }

  private fetchContext(url: string): unknown {
    const document = this.contextDocument(url) as { '@context'?: unknown } | undefined;
    if (document === undefined) throw new PaperRefusal('newer', 'a context that this program does not hold');
    return document['@context'];
  }
}

/** The terms that hold at one place of a document: its contexts, those of its types and of the property above. */
export class ActiveTerms {
  readonly numbers: TermNumbers;
  private readonly terms: Terms;
  private readonly previous: ActiveTerms | undefined;

  constructor(numbers: TermNumbers, terms: Terms = new Map(), previous?: ActiveTerms) {
    this.numbers = numbers;
    this.terms = terms;
    this.previous = previous;
  }

  definition(term: string): Omit<Definition, 'propagate'> {
    return this.terms.get(term) ?? {};
  }

  typeTerms(): string[] {
    return [
      '@type',
      ...[...this.terms].filter(([, definition]) => definition['@id'] === '@type').map(([term]) => term),
    ];
  }

  embedded(context: unknown): ActiveTerms {
    return this.with(this.terms, context, true);
  }

  /** JSON-LD 1.1 §4.1.8: type-scoped contexts apply in the order of the types' names and end with the node. */
  typeScoped(types: Iterable<string>): ActiveTerms {
    let active: ActiveTerms = this;
    for (const type of [...new Set(types)].sort()) {
      const context = active.terms.get(type)?.['@context'];
      if (context !== undefined)
        active = new ActiveTerms(this.numbers, active.with(active.terms, context, false).terms, this);
    }
    return active;
  }

  propertyScoped(term: string): ActiveTerms {
    return this.with(this.propagating(), this.terms.get(term)?.['@context'], true);
  }

  private with(terms: Terms, contexts: unknown, propagateByDefault: boolean): ActiveTerms {
    let active = terms;
    for (const entry of contexts === undefined ? [] : Array.isArray(contexts) ? contexts : [contexts]) {
      const context = this.numbers.load(entry);
      const propagate = typeof context['@propagate'] === 'boolean' ? context['@propagate'] : propagateByDefault;
      const merged: Terms = new Map(active);
      for (const [term, value] of Object.entries(context)) {
        if (keywordIds.has(term)) continue;
        if (value === null) merged.delete(term);
        else merged.set(term, define(value, context, active, propagate));
      }
      active = merged;
    }
    return new ActiveTerms(this.numbers, active, this);
  }

  /** What still holds below a property: terms of a type's own context fall back to what they were before. */
  private propagating(): Terms {
    const kept: Terms = new Map();
    for (const [term, definition] of this.terms) {
      let at: ActiveTerms | undefined = this;
      let found: Definition | undefined = definition;
      while (found && !found.propagate) {
        at = at?.previous;
        found = at?.terms.get(term);
      }
      if (found) kept.set(term, found);
    }
    return kept;
  }
}

function define(value: unknown, context: ContextObject, active: Terms, propagate: boolean): Definition {
  const given = (typeof value === 'string' ? { '@id': value } : value) as Definition;
  const definition: Definition = { propagate };
  if (given['@context'] !== undefined) definition['@context'] = given['@context'];
  if (given['@id'] !== undefined) definition['@id'] = expand(given['@id'], context, active);
  if (given['@type'] !== undefined) definition['@type'] = expand(given['@type'], context, active);
  return definition;
}

/** Compact IRI → IRI. Only one step: none of the contexts pinned in this house nests prefixes. */
function expand(iri: string, context: ContextObject, active: Terms): string {
  const colon = iri.indexOf(':');
  if (colon < 0) return iri;
  const prefix = iri.slice(0, colon);
  const own = context[prefix];
  const base =
    typeof own === 'string' ? own : ((own as Definition | undefined)?.['@id'] ?? active.get(prefix)?.['@id']);
  return base === undefined ? iri : base + iri.slice(colon + 1);
}
