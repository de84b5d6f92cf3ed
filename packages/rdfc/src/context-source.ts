import { contextUrls, loadContextDocument } from '@symbolon/contexts';
import type { Digest } from './hash.ts';
import type { JsonObject } from './json.ts';

/** The contexts that a document may name, and their documents. */
export type ContextSource = {
  readonly urls: ReadonlySet<string>;
  load(url: string): Promise<object | undefined>;
  /**
   * Where what the tables do not cover is canonicalized: in a thread, say, that can be stopped. In this thread when absent. It may
   * reject with `TransformationError`, and with what it is stopped by.
   */
  readonly elsewhere?: (document: JsonObject, digest: Digest) => Promise<string>;
};

/** What is held here. A conformance instance brings its own, with the contexts of the public test suites. */
export const heldContexts: ContextSource = { urls: contextUrls, load: loadContextDocument };
