import { type ContextSource, canonicalizerFor, type Digest, heldContexts } from '@symbolon/rdfc';
import type { Awaitable } from './awaitable.ts';
import type { JsonObject } from './json.ts';

export { type ContextSource, heldContexts, TransformationError } from '@symbolon/rdfc';

/**
 * Gives the canonical N-Quads of a document (RDFC-1.0) in safe mode: a member that no context defines is an error, as it would not be
 * signed. Throws `TransformationError`. Call `parseDocument` and `jsonLdProblems` before: this may take time that grows fast.
 */
export function canonicalize(
  document: JsonObject,
  digest: Digest,
  contexts: ContextSource = heldContexts,
): Awaitable<string> {
  return canonicalizerFor(contexts).canonicalize(document, digest);
}
