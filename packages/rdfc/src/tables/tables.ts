import { createTerm, type Definition, type Missing, nextPlace, Scope, type Term } from '../scope.ts';

/** Compiled contexts as data: what `Compiler` made of jsonld.js's contexts, so that neither is needed at the start. */
export type Tables = {
  readonly definitions: readonly Definition[];
  readonly scopes: readonly ScopeTable[];
};

export type ScopeTable = {
  /** The scope that it differs least from; -1 for the empty one. */
  readonly like: number;
  /** Members that differ, each with the number of its definition; -1 where it has none. */
  readonly terms: Readonly<Record<string, number>>;
  readonly previous?: number;
  /** The scopes reached from here, by the number of the scoped context. */
  readonly byType: readonly (readonly [context: number, scope: number])[];
  readonly byProperty: readonly (readonly [context: number, scope: number])[];
  readonly byUrls: readonly (readonly [urls: readonly string[], scope: number])[];
};

/** The scopes of tables, each made when a walk comes to it. */
export class TabledScopes {
  readonly initial: Scope;
  readonly #tables: Tables;
  readonly #scopes: (Scope | undefined)[] = [];
  readonly #numbers = new Map<Scope, number>();
  readonly #terms: (Term | undefined)[] = [];

  constructor(tables: Tables) {
    this.#tables = tables;
    this.initial = this.#scope(0);
  }

  /** Makes what a walk has missed; false where the tables do not have it. */
  complete(missing: Missing): boolean {
    const { scope } = missing;
    const table = this.#tables.scopes[this.#numbers.get(scope)!]!;
    if (missing.by === 'urls') {
      const { urls } = missing;
      const found = table.byUrls.find(
        ([list]) => list.length === urls.length && list.every((url, at) => url === urls[at]),
      );
      if (!found) return false;
      let place = scope.byUrl;
      for (const url of urls) place = nextPlace(place, url);
      place.scope = this.#scope(found[1]);
      return true;
    }
    const found = table[missing.by === 'type' ? 'byType' : 'byProperty'].find(
      ([context]) => context === missing.context,
    );
    if (!found) return false;
    (missing.by === 'type' ? scope.byType : scope.byProperty)[missing.context] = this.#scope(found[1]);
    return true;
  }

  #scope(number: number): Scope {
    let scope = this.#scopes[number];
    if (!scope) {
      const { previous } = this.#tables.scopes[number]!;
      scope = new Scope(this.#termsOf(number), previous === undefined ? undefined : this.#scope(previous), true);
      this.#scopes[number] = scope;
      this.#numbers.set(scope, number);
    }
    return scope;
  }

  #termsOf(number: number): Map<string, Term> {
    if (number < 0) return new Map();
    const { like, terms } = this.#tables.scopes[number]!;
    const all = this.#termsOf(like);
    for (const [name, definition] of Object.entries(terms)) {
      if (definition < 0) all.delete(name);
      else all.set(name, this.#term(definition));
    }
    return all;
  }

  #term(number: number): Term {
    let term = this.#terms[number];
    if (!term) {
      term = createTerm(this.#tables.definitions[number]!);
      this.#terms[number] = term;
    }
    return term;
  }
}
