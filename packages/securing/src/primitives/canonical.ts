import { loadContextDocument } from '@symbolon/contexts';
import ContextResolver from 'jsonld/lib/ContextResolver.js';
import context from 'jsonld/lib/context.js';
import events from 'jsonld/lib/events.js';
import expansion from 'jsonld/lib/expand.js';
import rdf from 'jsonld/lib/toRdf.js';
import { canonize } from 'rdf-canonize';
import { asArray, type JsonObject } from './json.ts';
import type { Digest } from './platform.ts';

// The library writes into the contexts it is given, so it gets copies; the same ones each time, as it finds processed contexts by identity.
const copies = new Map<string, object>();

/** Answers for held contexts only; there is no network behind it. */
async function documentLoader(url: string) {
  let document = copies.get(url);
  if (!document) {
    const held = await loadContextDocument(url);
    if (!held) throw new Error('This context is not held here.');
    document = structuredClone(held);
    copies.set(url, document);
  }
  // `static` lets the library keep the processed context for later documents.
  return { contextUrl: null, documentUrl: url, document, tag: 'static' };
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

// The parts of the library are used, not its front, which would bring a network loader, framing and compaction into a page: half its weight.
const options = {
  documentLoader,
  base: null,
  safe: true,
  rdfDirection: 'i18n-datatype',
  produceGeneralizedRdf: false,
  keepFreeFloatingNodes: false,
  eventHandler: events.setupEventHandler({ options: { safe: true } }),
};
const processedContexts = new Map<string, unknown>();

/** JSON-LD 1.1 expansion as `jsonld.expand` does it. The library may write into what it expands, hence the copy. */
async function expand(document: JsonObject): Promise<unknown[]> {
  const contextResolver = new ContextResolver({ sharedCache: processedContexts });
  const activeCtx = context.getInitialContext(options);
  const expanded = await expansion.expand({
    activeCtx,
    element: structuredClone(document),
    options: { ...options, contextResolver },
  });
  return expanded === null ? [] : asArray(expanded);
}

/**
 * Gives the canonical N-Quads of a document (RDFC-1.0) in safe mode: a member that no context defines is an error, as it would not be
 * signed. Throws `TransformationError`. Call `parseDocument` and `jsonLdProblems` before: this takes time that grows fast.
 */
export async function canonicalize(document: JsonObject, digest: Digest): Promise<string> {
  try {
    const dataset = rdf.toRDF(await expand(document), options);
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
