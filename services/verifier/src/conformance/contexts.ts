import { createHash } from 'node:crypto';
import { contextUrls } from '@symbolon/contexts';
import { conformanceContextUrls, loadConformanceContext } from '@symbolon/contexts/conformance';
import { type ContextSource, isObject, type JsonObject } from '@symbolon/securing/verify';

/** A document whose inline contexts were given names, and where the names are looked up. */
export type Named = { document: JsonObject; contexts: ContextSource };

/**
 * The test suites write contexts into documents, which nothing else here accepts. So each is given a name of its own and
 * held under it for one request: JSON-LD gives both forms the same meaning, and the rules of the house stay as they are.
 */
export function nameInlineContexts(input: JsonObject): Named {
  const inline = new Map<string, object>();
  const nameOf = (context: unknown): unknown => {
    if (!isObject(context)) return context;
    const url = `urn:inline:${createHash('sha256').update(JSON.stringify(context)).digest('hex')}`;
    inline.set(url, { '@context': context });
    return url;
  };
  const rename = (document: JsonObject): JsonObject => {
    const context = document['@context'];
    const inside = document.verifiableCredential;
    return {
      ...document,
      ...(Array.isArray(context) ? { '@context': context.map(nameOf) } : {}),
      ...(Array.isArray(inside)
        ? { verifiableCredential: inside.map((each) => (isObject(each) ? rename(each) : each)) }
        : {}),
      ...(isObject(inside) ? { verifiableCredential: rename(inside) } : {}),
    };
  };
  const document = rename(input);
  const urls = new Set([...contextUrls, ...conformanceContextUrls, ...inline.keys()]);
  return { document, contexts: { urls, load: async (url) => inline.get(url) ?? loadConformanceContext(url) } };
}
