import { checkUrl } from './check-url.ts';
import {
  defaultMaxBytes,
  defaultTimeoutMs,
  FetchFailed,
  FetchRefused,
  type GuardedFetch,
  readBounded,
} from './fetch.ts';

/**
 * Gives the fetch that a page uses. The browser does the DNS; the page adds that nothing goes along (no cookies, no referrer), that
 * no redirect is followed, and the limits of size and time. `etag` becomes a revalidation by the browser's own cache, because
 * `If-None-Match` set by hand would cost a CORS preflight; the answer is then 200 with the body at hand.
 */
export function createBrowserFetch(
  settings: { allowLoopback?: readonly string[]; timeoutMs?: number; maxBytes?: number } = {},
): GuardedFetch {
  const { allowLoopback = [], timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes } = settings;
  return async (target, options = {}) => {
    const { url } = checkUrl(target, allowLoopback);
    const signal = AbortSignal.timeout(options.timeoutMs ?? timeoutMs);
    try {
      const answer = await fetch(url, {
        headers: { accept: options.accept ?? 'application/json' },
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        redirect: 'error',
        cache: 'no-cache',
        signal,
      });
      const body = answer.body
        ? await readBounded(chunksOf(answer.body), options.maxBytes ?? maxBytes)
        : new Uint8Array();
      return { status: answer.status, headers: answer.headers, body, url: url.href };
    } catch (error) {
      if (error instanceof FetchRefused) throw error;
      throw new FetchFailed(signal.aborted ? 'TIMEOUT' : 'NETWORK', 'The host could not be reached.', { cause: error });
    }
  };
}

// Safari's streams have no async iterator.
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
