import { contextUrls, loadContextDocument } from '@symbolon/contexts';
import ContextResolver from 'jsonld/lib/ContextResolver.js';
import context from 'jsonld/lib/context.js';
import events from 'jsonld/lib/events.js';
import expansion from 'jsonld/lib/expand.js';
import rdf from 'jsonld/lib/toRdf.js';
import { canonize } from 'rdf-canonize';
import { platform } from '#platform';
import { asArray, copyJson, type JsonObject } from './json.ts';
import type { Digest } from './platform.ts';

/** The contexts that a document may name, and their documents. */
export type ContextSource = {
  readonly urls: ReadonlySet<string>;
  load(url: string): Promise<object | undefined>;
};

/** What is held here. A conformance instance brings its own, with the contexts of the public test suites. */
export const heldContexts: ContextSource = { urls: contextUrls, load: loadContextDocument };

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
const processors = new WeakMap<ContextSource, { options: object; sharedCache: Map<string, unknown> }>();

function processorFor(contexts: ContextSource) {
  let processor = processors.get(contexts);
  if (!processor) {
    const options = {
      documentLoader: documentLoader(contexts),
      base: null,
      safe: true,
      rdfDirection: 'i18n-datatype',
      produceGeneralizedRdf: false,
      keepFreeFloatingNodes: false,
      eventHandler: events.setupEventHandler({ options: { safe: true } }),
    };
    processor = { options, sharedCache: new Map() };
    processors.set(contexts, processor);
  }
  return processor;
}

/** Answers for the held contexts only; there is no network behind it. */
function documentLoader(contexts: ContextSource) {
  // The library writes into what it is given, so it gets copies; the same ones each time, as it finds processed contexts by identity.
  const copies = new Map<string, object>();
  return async (url: string) => {
    let document = copies.get(url);
    if (!document) {
      const held = contexts.urls.has(url) ? await contexts.load(url) : undefined;
      if (!held) throw new Error('This context is not held here.');
      document = structuredClone(held);
      copies.set(url, document);
    }
    // `static` lets the library keep the processed context for later documents.
    return { contextUrl: null, documentUrl: url, document, tag: 'static' };
  };
}

/** RDF statements of a document: JSON-LD 1.1 expansion and deserialization, as `jsonld.toRDF` does them. */
async function statements(document: JsonObject, contexts: ContextSource): Promise<object> {
  const { options, sharedCache } = processorFor(contexts);
  const contextResolver = new ContextResolver({ sharedCache });
  const activeCtx = context.getInitialContext(options);
  // The library may write into what it expands.
  const element = copyJson(document);
  const expanded = await expansion.expand({ activeCtx, element, options: { ...options, contextResolver } });
  return rdf.toRDF(expanded === null ? [] : asArray(expanded), options);
}

/**
 * Gives the canonical N-Quads of a document (RDFC-1.0) in safe mode: a member that no context defines is an error, as it would not be
 * signed. Throws `TransformationError`. Call `parseDocument` and `jsonLdProblems` before: this takes time that grows fast.
 */
export async function canonicalize(
  document: JsonObject,
  digest: Digest,
  contexts: ContextSource = heldContexts,
): Promise<string> {
  try {
    const dataset = await statements(document, contexts);
    const createMessageDigest = () => messageDigest(digest);
    return await canonize(dataset, { algorithm: 'RDFC-1.0', createMessageDigest, rejectURDNA2015: true });
  } catch (error) {
    throw asTransformationError(error);
  }
}

/** The hash of RDFC-1.0 §4.8, by the platform's own digest: the library's would need WebCrypto, which a page on http has not. */
function messageDigest(digest: Digest) {
  let text = '';
  return {
    update(more: string) {
      text += more;
    },
    async digest() {
      let hex = '';
      for (const byte of await platform.digest(digest, text)) hex += byte.toString(16).padStart(2, '0');
      return hex;
    },
  };
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
