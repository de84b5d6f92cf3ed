import { CompiledContexts, type Walked } from './compiled.ts';
import { type ContextSource, heldContexts } from './context-source.ts';
import type { Digest } from './hash.ts';
import type { JsonObject } from './json.ts';
import { linesOf, textOf } from './quads.ts';
import { HandOver } from './reasons.ts';
import { NotCompiled } from './scope.ts';
import held from './tables/held.json' with { type: 'json' };
import type { Tables } from './tables/tables.ts';

/** The statements of a document as lines of canonical N-Quads, each with its newline, in canonical order (RDFC-1.0 §5). */
export type Statements = {
  readonly lines: readonly string[];
  /** How many blank nodes there are: their canonical labels depend on all of the text, so a template must have none. */
  readonly blankNodes: number;
};

/** Gives canonical forms by the contexts of one source, in the safe mode of JSON-LD: what no context defines is refused. */
export type Canonicalizer = {
  /**
   * Gives the canonical N-Quads of a document (RDFC-1.0); throws or rejects with `TransformationError`. Call `parseDocument` and
   * `jsonLdProblems` before: what is handed to the general libraries takes time that grows fast.
   */
  canonicalize(document: JsonObject, digest: Digest): string | Promise<string>;
  /** The same at once; undefined where its contexts are not compiled yet, or it is not covered. Never throws. */
  canonicalizeNow(document: JsonObject, digest: Digest): string | undefined;
  /** The single statements, by which a template can be made; undefined as above. */
  statements(document: JsonObject, digest: Digest): Statements | undefined;
};

const canonicalizers = new WeakMap<ContextSource, Canonicalizer>();

/** Gives the canonicalizer of a source, the same one each time, as it keeps compiled contexts. */
export function canonicalizerFor(contexts: ContextSource = heldContexts): Canonicalizer {
  let canonicalizer = canonicalizers.get(contexts);
  if (!canonicalizer) {
    canonicalizer = createCanonicalizer(contexts);
    canonicalizers.set(contexts, canonicalizer);
  }
  return canonicalizer;
}

let isGenericOnly = false;

/** From here on all documents take the general libraries (jsonld.js and rdf-canonize), in this thread. */
export function useGenericPath(): void {
  isGenericOnly = true;
}

function createCanonicalizer(contexts: ContextSource): Canonicalizer {
  const isHeld = contexts.urls === heldContexts.urls;
  const compiled = new CompiledContexts(contexts, isHeld ? (held as unknown as Tables) : undefined);
  const walk = (document: JsonObject, digest: Digest): Walked | HandOver | undefined => {
    if (isGenericOnly) return undefined;
    const result = compiled.walk(document, digest);
    return result instanceof NotCompiled ? undefined : result;
  };
  const later = async (document: JsonObject, digest: Digest, isHandedOver: boolean): Promise<string> => {
    const result = isHandedOver || isGenericOnly ? undefined : await compiled.compileAndWalk(document, digest);
    if (result && 'nodes' in result) return textOf(result.nodes);
    const { canonicalizeGenerically } = await import('./generic.ts');
    return canonicalizeGenerically(document, digest, contexts);
  };
  return {
    canonicalize(document, digest) {
      const result = walk(document, digest);
      if (result && 'nodes' in result) return textOf(result.nodes);
      if (contexts.elsewhere) return contexts.elsewhere(document, digest);
      return later(document, digest, result instanceof HandOver);
    },
    canonicalizeNow(document, digest) {
      const result = walk(document, digest);
      return result && 'nodes' in result ? textOf(result.nodes) : undefined;
    },
    statements(document, digest) {
      const result = walk(document, digest);
      if (!result || !('nodes' in result)) return undefined;
      return { lines: linesOf(result.nodes), blankNodes: result.blankNodes };
    },
  };
}
