import { type ContextDocument, loadContextDocument } from './jsonld.ts';

// Both define @vocab, under which every misspelt word has a meaning and safe mode can stop nothing. W3C's test suites
// name them; no credential may. That is why they have a door of their own.
const documents = new Map<string, ContextDocument>([
  [
    'https://www.w3.org/ns/credentials/examples/v2',
    { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } },
  ],
  [
    'https://www.w3.org/ns/credentials/undefined-terms/v2',
    { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/undefined-term#' } },
  ],
]);

/** The URLs that the public test suites name beyond `contextUrls`. */
export const conformanceContextUrls: ReadonlySet<string> = new Set(documents.keys());

/** Gives any held document, those of the test suites too; for a conformance instance only. */
export async function loadConformanceContext(url: string): Promise<ContextDocument | undefined> {
  return documents.get(url) ?? loadContextDocument(url);
}
