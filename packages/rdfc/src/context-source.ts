import { contextUrls, loadContextDocument } from '@symbolon/contexts';

/** The contexts that a document may name, and their documents. */
export type ContextSource = {
  readonly urls: ReadonlySet<string>;
  load(url: string): Promise<object | undefined>;
};

/** What is held here. A conformance instance brings its own, with the contexts of the public test suites. */
export const heldContexts: ContextSource = { urls: contextUrls, load: loadContextDocument };
