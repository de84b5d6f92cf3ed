import { label } from './blank-nodes.ts';
import type { Compiler } from './compile.ts';
import type { ContextSource } from './context-source.ts';
import type { Digest } from './hash.ts';
import type { JsonObject } from './json.ts';
import { collate, type Node } from './quads.ts';
import { HandOver } from './reasons.ts';
import { NotCompiled, type Scope } from './scope.ts';
import { TabledScopes, type Tables } from './tables/tables.ts';
import { Walk } from './walk.ts';

/** The statements of a document, with canonical labels and in canonical order. */
export type Walked = { readonly nodes: readonly Node[]; readonly blankNodes: number };

/** Memory for compiled contexts is bounded: beyond this they are compiled anew as they are met. */
const mostScopes = 500;
/** What one document may have compiled: an attacker would vary contexts and types. */
const mostCompiled = 60;

/** Walks documents by contexts out of tables, and by others that are compiled as they are met. */
export class CompiledContexts {
  readonly #contexts: ContextSource;
  readonly #tabled: TabledScopes | undefined;
  #compiler: Compiler | undefined;

  constructor(contexts: ContextSource, tables: Tables | undefined) {
    this.#contexts = contexts;
    this.#tabled = tables && new TabledScopes(tables);
  }

  /** Gives the statements at once, or why there are none. */
  walk(document: JsonObject, digest: Digest): Walked | HandOver | NotCompiled | undefined {
    const tabled = this.#tabled;
    if (tabled) {
      for (;;) {
        const result = walkFrom(tabled.initial, document, digest);
        if (!(result instanceof NotCompiled)) return result;
        if (!tabled.complete(result.missing)) break;
      }
    }
    // The tables are left as they are: what they lack is compiled beside them, from the beginning.
    return this.#compiler && walkFrom(this.#compiler.initial, document, digest);
  }

  /** Gives the same after compiling what is missing; undefined where that is too much. */
  async compileAndWalk(document: JsonObject, digest: Digest): Promise<Walked | HandOver | undefined> {
    const { Compiler } = await import('./compile.ts');
    if (!this.#compiler || this.#compiler.size > mostScopes) this.#compiler = new Compiler(this.#contexts);
    const compiler = this.#compiler;
    for (let count = 0; count < mostCompiled; count++) {
      const result = walkFrom(compiler.initial, document, digest);
      if (!(result instanceof NotCompiled)) return result;
      await compiler.compile(result.missing);
    }
    return undefined;
  }
}

function walkFrom(initial: Scope, document: JsonObject, digest: Digest): Walked | HandOver | NotCompiled {
  try {
    const walk = new Walk();
    walk.document(document, initial);
    const { blanks } = walk;
    const nodes = collate(walk.nodes, walk.hasDirections);
    return { nodes: blanks.length > 0 ? label(nodes, blanks, digest) : nodes, blankNodes: blanks.length };
  } catch (error) {
    if (error instanceof HandOver || error instanceof NotCompiled) return error;
    throw error;
  }
}
