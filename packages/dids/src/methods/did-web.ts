import type { DIDDocument, DIDResolutionResult } from 'did-resolver';
import { FetchRefused, type GuardedFetch } from '../fetch/fetch.ts';
import { document, failure } from './result.ts';

// A hundred keys take 30 kB. One credential can name a hundred DIDs, so this is also what limits the memory that it costs.
const maxDocumentBytes = 64_000;
const maxDocumentDepth = 16;
// A host as did:web allows it: labels of letters, digits and hyphens, then a port written %3A. No userinfo, no IP literal in brackets.
const hostForm = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:%3a\d{1,5})?$/i;
const segmentForm = /^(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+$/;

/**
 * Gives the URL of the document of a did:web (did:web method §2.5.2), or undefined where the DID is not well formed.
 * The scheme is https, except for origins in `allowLoopback`: `did:web:localhost%3A4001:institutions:demo` →
 * `http://localhost:4001/institutions/demo/did.json`.
 */
export function didWebUrl(did: string, allowLoopback: readonly string[] = []): string | undefined {
  if (!did.startsWith('did:web:') || did.length > 2_000) return undefined;
  const [host = '', ...segments] = did.slice('did:web:'.length).split(':');
  if (!hostForm.test(host) || !segments.every((segment) => segmentForm.test(segment) && !isDots(segment)))
    return undefined;
  const authority = decodeURIComponent(host).toLowerCase();
  const path = segments.length === 0 ? '/.well-known' : `/${segments.join('/')}`;
  const scheme = allowLoopback.includes(`http://${authority}`) ? 'http' : 'https';
  return URL.canParse(`${scheme}://${authority}${path}`) ? `${scheme}://${authority}${path}/did.json` : undefined;
}

// Dots and encoded slashes would make a path that another DID owns.
const isDots = (segment: string) => /^(?:\.|%2e){1,2}$/i.test(segment) || /%(?:2f|5c|00)/i.test(segment);

/** did:web: the document is fetched by the guarded fetch; it must call itself by the DID that was asked for. */
export function didWebResolver(
  fetch: GuardedFetch,
  allowLoopback: readonly string[],
): (did: string) => Promise<DIDResolutionResult & { keepForMs?: number }> {
  return async (did) => {
    const url = didWebUrl(did, allowLoopback);
    if (!url) return failure('invalidDid', 'This did:web is not well formed.');
    let answer: Awaited<ReturnType<GuardedFetch>>;
    try {
      answer = await fetch(url, {
        accept: 'application/did+json, application/did+ld+json, application/json',
        maxBytes: maxDocumentBytes,
      });
    } catch (error) {
      const reason =
        error instanceof FetchRefused
          ? 'its address is not allowed or its answer is not acceptable'
          : 'it did not answer';
      return failure('unreachable', `The DID document could not be fetched: ${reason}.`);
    }
    // The host has answered: this is no trouble of the network, and trying again will not help.
    if (answer.status === 404 || answer.status === 410)
      return failure('notFound', 'The host holds no DID document at the address of this did:web; ask the issuer.');
    if (answer.status !== 200)
      return failure('unreachable', `The DID document could not be fetched: status ${answer.status}.`);
    const found = read(did, answer.body);
    const keepForMs = lifetimeOf(answer.headers.get('cache-control'));
    return found.didDocument && keepForMs !== undefined ? { ...found, keepForMs } : found;
  };
}

/** `max-age` of RFC 9111 §5.2.2.1 in milliseconds; undefined where the host does not say. */
function lifetimeOf(cacheControl: string | null): number | undefined {
  if (cacheControl === null) return undefined;
  if (/(?:^|[\s,])no-(?:store|cache)\b/i.test(cacheControl)) return 0;
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})\b/i.exec(cacheControl)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

function read(did: string, body: Uint8Array) {
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return failure('invalidDidDocument', 'The DID document is not JSON.');
  }
  if (typeof found !== 'object' || found === null || (found as DIDDocument).id !== did)
    return failure('invalidDidDocument', 'The DID document does not call itself by the DID that was asked for.');
  if (isDeeper(found, maxDocumentDepth)) return failure('invalidDidDocument', 'The DID document is nested too deep.');
  return document(found as DIDDocument);
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));
