import ContextResolver from 'jsonld/lib/ContextResolver.js';
import context from 'jsonld/lib/context.js';
import events from 'jsonld/lib/events.js';
import expansion from 'jsonld/lib/expand.js';
import rdf from 'jsonld/lib/toRdf.js';
import RDFC10 from 'rdf-canonize/lib/RDFC10Sync.js';
import { hexHash } from '#hash';
import type { ContextSource } from './context-source.ts';
import { TransformationError } from './error.ts';
import type { Digest } from './hash.ts';
import { copyJson, isObject, type JsonObject } from './json.ts';

// The parts of the library are used, not its front, which would bring a network loader, framing and compaction into a page: half its weight.
const processors = new WeakMap<ContextSource, { options: object; sharedCache: Map<string, unknown> }>();

/** Gives what the library is called with: its options, and a resolver that keeps processed contexts between calls. */
export function processorFor(contexts: ContextSource): { options: object } {
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
  const contextResolver = new ContextResolver({ sharedCache: processor.sharedCache });
  return { options: { ...processor.options, contextResolver } };
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
  const { options } = processorFor(contexts);
  const activeCtx = context.getInitialContext(options);
  // The library may write into what it expands.
  const element = copyJson(document);
  let expanded = await expansion.expand({ activeCtx, element, options });
  // JSON-LD 1.1 API §5.1.1: a document that is nothing but a graph is that graph.
  if (isObject(expanded) && '@graph' in expanded && Object.keys(expanded).length === 1) expanded = expanded['@graph'];
  if (expanded === null) expanded = [];
  refusePrototypeName(expanded);
  return rdf.toRDF(Array.isArray(expanded) ? expanded : [expanded], options);
}

/**
 * The library collects nodes in plain objects, by their ids. A reference to `__proto__`, relative and to be refused by what follows, would
 * give all objects of this process an `@id`, after which it refuses every document.
 */
function refusePrototypeName(expanded: unknown): void {
  if (typeof expanded !== 'object' || expanded === null) return;
  if ((expanded as JsonObject)['@id'] === '__proto__') throw new Error('A relative reference.');
  for (const value of Object.values(expanded)) refusePrototypeName(value);
}

/** Blank nodes that look alike are told apart by hashing their neighbours in all orders (RDFC-1.0 §4.8, §7.1): that is what is counted. */
const mostHashes = 10_000;

/** Gives the canonical N-Quads of any document by jsonld.js and rdf-canonize. Throws `TransformationError`. */
export async function canonicalizeGenerically(
  document: JsonObject,
  digest: Digest,
  contexts: ContextSource,
): Promise<string> {
  try {
    const dataset = await statements(document, contexts);
    let hashes = 0;
    const createMessageDigest = () => {
      if (++hashes > mostHashes) throw new Error('Too much work to tell the blank nodes apart.');
      return messageDigest(digest);
    };
    // The one that does not wait between hashes, which takes longer than they do. `timeout` 0: none, work is counted instead.
    return new RDFC10({ createMessageDigest, timeout: 0 }).main(dataset);
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
    digest: () => hexHash(digest, text),
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
