import context, { type ActiveContext } from 'jsonld/lib/context.js';
import type { ContextSource } from './context-source.ts';
import { processorFor } from './generic.ts';
import { createTerm, type Definition, type Missing, nextPlace, Scope, type Term } from './scope.ts';

/** Scopes are made of the active contexts of jsonld.js, so that meaning has one source. Two with the same content are one. */
export class Compiler {
  readonly initial: Scope;
  readonly #contexts: ContextSource;
  readonly #scopes = new Map<string, Scope>();
  readonly #numbers = new Map<Scope, number>();
  readonly #activeContexts = new Map<Scope, ActiveContext>();
  readonly #terms = new Map<string, Term>();
  // Scoped contexts, by identity, or by URL.
  readonly #scopedContexts: unknown[] = [];
  readonly #scopedNumbers = new Map<unknown, number>();

  constructor(contexts: ContextSource) {
    this.#contexts = contexts;
    this.initial = this.#scope(context.getInitialContext(processorFor(contexts).options));
  }

  /** How many scopes there are. */
  get size(): number {
    return this.#scopes.size;
  }

  /** Every scope, in the order in which they were made. */
  get scopes(): readonly Scope[] {
    return [...this.#numbers.keys()];
  }

  /** Compiles what a walk has missed. What JSON-LD refuses is kept as refused. */
  async compile(missing: Missing): Promise<void> {
    const { scope } = missing;
    if (missing.by === 'urls') {
      let place = scope.byUrl;
      for (const url of missing.urls) place = nextPlace(place, url);
      const known = missing.urls.every((url) => this.#contexts.urls.has(url));
      place.scope = known ? await this.#process(scope, [...missing.urls], {}) : null;
      return;
    }
    const scoped = this.#scopedContexts[missing.context];
    if (missing.by === 'type') scope.byType[missing.context] = await this.#process(scope, scoped, { propagate: false });
    else scope.byProperty[missing.context] = await this.#process(scope, scoped, { overrideProtected: true });
  }

  async #process(
    scope: Scope,
    localCtx: unknown,
    how: { propagate?: boolean; overrideProtected?: boolean },
  ): Promise<Scope | null> {
    const { options } = processorFor(this.#contexts);
    const activeCtx = this.#activeContexts.get(scope)!;
    try {
      return this.#scope(await context.process({ activeCtx, localCtx, options, ...how }));
    } catch {
      return null;
    }
  }

  #scope(active: ActiveContext): Scope {
    const previous = active.previousContext && this.#scope(active.previousContext);
    const definitions: [string, Definition][] = [];
    for (const [name, mapping] of active.mappings) definitions.push([name, this.#definition(mapping ?? {})]);
    definitions.sort(([a], [b]) => (a < b ? -1 : 1));
    const defaults = ['@vocab', '@base', '@language', '@direction'] as const;
    const given = defaults.map((name) => (name in active ? (active[name] ?? null) : ''));
    const signature = JSON.stringify([
      definitions,
      given,
      Object.keys(active.protected).sort(),
      previous ? this.#numbers.get(previous) : -1,
    ]);
    let scope = this.#scopes.get(signature);
    if (!scope) {
      const terms = definitions.map(([name, definition]): [string, Term] => [name, this.#term(definition)]);
      scope = new Scope(
        terms,
        previous,
        given.every((each) => each === ''),
      );
      this.#scopes.set(signature, scope);
      this.#numbers.set(scope, this.#numbers.size);
      this.#activeContexts.set(scope, active);
    }
    return scope;
  }

  #definition(mapping: Readonly<Record<string, unknown>>): Definition {
    const definition: Record<string, unknown> = { iri: mapping['@id'] ?? null };
    if (mapping['@type'] !== undefined) definition.type = mapping['@type'];
    if (mapping['@container'] !== undefined) definition.container = mapping['@container'];
    if (mapping['@language'] !== undefined) definition.language = mapping['@language'];
    if (mapping['@direction'] !== undefined) definition.direction = mapping['@direction'];
    if (mapping['@context'] !== undefined) definition.context = this.#scopedNumber(mapping['@context']);
    if (mapping._prefix === true) definition.isPrefix = true;
    if (mapping.reverse === true) definition.isReverse = true;
    return definition as unknown as Definition;
  }

  #scopedNumber(scoped: unknown): number {
    let number = this.#scopedNumbers.get(scoped);
    if (number === undefined) {
      number = this.#scopedContexts.push(scoped) - 1;
      this.#scopedNumbers.set(scoped, number);
    }
    return number;
  }

  #term(definition: Definition): Term {
    const key = JSON.stringify(definition);
    let term = this.#terms.get(key);
    if (!term) {
      term = createTerm(definition);
      this.#terms.set(key, term);
    }
    return term;
  }
}
