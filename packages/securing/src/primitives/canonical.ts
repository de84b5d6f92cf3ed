import { loadContextDocument } from '@symbolon/contexts';
import jsonld from 'jsonld';
import { canonize } from 'rdf-canonize';
import type { JsonObject } from './json.ts';
import type { Digest } from './platform.ts';

/** Answers for held contexts only; there is no network behind it. */
async function documentLoader(url: string) {
  const document = await loadContextDocument(url);
  if (!document) throw new Error('This context is not held here.');
  // `static` lets the library keep the processed context for later documents. It writes into what it is given, hence the copy.
  return { contextUrl: null, documentUrl: url, document: structuredClone(document), tag: 'static' };
}

/** A document that JSON-LD or RDFC-1.0 refuses. `term` is the member at fault where the library names it. */
export class TransformationError extends Error {
  readonly term: string | undefined;

  constructor(message: string, term: string | undefined, cause: unknown) {
    super(message, { cause });
    this.name = 'TransformationError';
    this.term = term;
  }
}

/**
 * Gives the canonical N-Quads of a document (RDFC-1.0) in safe mode: a member that no context defines is an error, as it would not be
 * signed. Throws `TransformationError`. Call `parseDocument` and `jsonLdProblems` before: this takes time that grows fast.
 */
export async function canonicalize(document: JsonObject, digest: Digest): Promise<string> {
  try {
    const dataset = await jsonld.toRDF(document, {
      documentLoader,
      base: null,
      safe: true,
      rdfDirection: 'i18n-datatype',
      produceGeneralizedRdf: false,
    });
    return await canonize(dataset, { algorithm: 'RDFC-1.0', messageDigestAlgorithm: digest, rejectURDNA2015: true });
  } catch (error) {
    throw asTransformationError(error);
  }
}

function asTransformationError(error: unknown): TransformationError {
  const { details } = error as {
    details?: { event?: { code?: string; details?: { property?: unknown; term?: unknown } } };
  };
  const { event } = details ?? {};
  const term = event?.details?.property ?? event?.details?.term;
  const name = typeof term === 'string' && term.length < 200 ? term : undefined;
  const reason =
    event?.code === 'invalid property' && name
      ? `No context defines "${name}".`
      : `JSON-LD refuses the document (${event?.code ?? codeOf(error)}).`;
  return new TransformationError(reason, name, error);
}

const codeOf = (error: unknown) => (error as { details?: { code?: string } }).details?.code ?? 'not canonicalizable';
