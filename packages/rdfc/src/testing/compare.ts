import { CompiledContexts } from '../compiled.ts';
import { canonicalizeGenerically } from '../generic.ts';
import type { Digest } from '../hash.ts';
import type { JsonObject } from '../json.ts';
import { textOf } from '../quads.ts';
import { HandOver, type Reason } from '../reasons.ts';
import { NotCompiled } from '../scope.ts';
import held from '../tables/held.json' with { type: 'json' };
import type { Tables } from '../tables/tables.ts';
import { testContexts } from './contexts.ts';

/** How the walk and the general libraries compare for a document. */
export type Outcome =
  | 'same'
  | 'both refused'
  | `handed over: ${Reason | 'much to compile'}`
  | 'DISAGREEMENT: another text'
  | 'DISAGREEMENT: accepted what is refused';

const compiled = new CompiledContexts(testContexts, held as unknown as Tables);

/** Canonicalizes a document both ways. */
export async function compare(document: JsonObject, digest: Digest): Promise<Outcome> {
  const first = compiled.walk(document, digest);
  const isKnown = first !== undefined && !(first instanceof NotCompiled);
  const walked = isKnown ? first : await compiled.compileAndWalk(document, digest);
  const generic = await canonicalizeGenerically(document, digest, testContexts).catch(() => undefined);
  if (!walked || walked instanceof HandOver) {
    if (generic === undefined) return 'both refused';
    return `handed over: ${walked?.reason ?? 'much to compile'}`;
  }
  if (generic === undefined) return 'DISAGREEMENT: accepted what is refused';
  return textOf(walked.nodes) === generic ? 'same' : 'DISAGREEMENT: another text';
}
