import { label } from './blank-nodes.ts';
import type { Compiler } from './compile.ts';
import type { ContextSource } from './context-source.ts';
import type { Digest } from './hash.ts';
import type { JsonObject } from './json.ts';
import { type Node, order } from './quads.ts';
import { HandOver } from './reasons.ts';
import { NotCompiled } from './scope.ts';
import { Walk } from './walk.ts';

/** The statements of a document, with canonical labels and in canonical order. */
export type Walked = { readonly nodes: readonly Node[]; readonly blankNodes: number };

/** Memory for compiled contexts is bounded: beyond this they are compiled anew as they are met. */
const mostScopes = 500;
/** What one document may have compiled: an attacker would vary contexts and types. */
const mostCompiled = 60;

/** Walks documents by compiled contexts, and compiles those that are missing. */
export class CompiledContexts {
  readonly #contexts: ContextSource;
  #compiler: Compiler | undefined;

  constructor(contexts: ContextSource) {
    this.#contexts = contexts;
  }

  /** Gives the statements at once, or why there are none. */
  walk(document: JsonObject, digest: Digest): Walked | HandOver | NotCompiled | undefined {
    if (!this.#compiler) return undefined;
    try {
      const walk = new Walk();
      walk.document(document, this.#compiler.initial);
      const nodes = order(walk.nodes, walk.hasDirections);
      const { blanks } = walk;
      return { nodes: blanks.length > 0 ? label(nodes, blanks, digest) : nodes, blankNodes: blanks.length };
    } catch (error) {
      if (error instanceof HandOver || error instanceof NotCompiled) return error;
      throw error;
    }
  }

  /** Gives the same after compiling what is missing. */
  async compileAndWalk(document: JsonObject, digest: Digest): Promise<Walked | HandOver | undefined> {
    const { Compiler } = await import('./compile.ts');
    if (!this.#compiler || this.#compiler.size > mostScopes) this.#compiler = new Compiler(this.#contexts);
    for (let count = 0; count < mostCompiled; count++) {
      const result = this.walk(document, digest);
      if (!(result instanceof NotCompiled)) return result;
      await this.#compiler.compile(result.missing);
    }
    return undefined;
  }
}
