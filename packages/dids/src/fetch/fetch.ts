/** What a fetch gave: the last answer after redirects within the same origin. A 4xx or 5xx is an answer too. */
export type FetchAnswer = { status: number; headers: Headers; body: Uint8Array; url: string };

export type GuardedFetchOptions = {
  accept?: string;
  /** Entity tag of the copy at hand; sent as `If-None-Match`, so that the answer may be 304 without a body. */
  etag?: string;
  maxBytes?: number;
  timeoutMs?: number;
  /** Sent along to the same origin only, as an access token is. */
  headers?: Record<string, string>;
  /** Sends this instead of asking; a redirect is then refused, because a message is meant for one address. */
  post?: { body: string; headers: Record<string, string> };
};

/**
 * The only door to the network for packages that verify.
 * Throws `FetchRefused` where a rule forbids the address or the answer, `FetchFailed` where the network did not give one.
 */
export type GuardedFetch = (url: string, options?: GuardedFetchOptions) => Promise<FetchAnswer>;

/** A rule of ours forbids this address or this answer; trying again will not help. */
export class FetchRefused extends Error {
  readonly code: 'URL' | 'SCHEME' | 'USERINFO' | 'PORT' | 'ADDRESS' | 'REDIRECT' | 'TOO_LARGE';

  constructor(code: FetchRefused['code'], message: string) {
    super(message);
    this.name = 'FetchRefused';
    this.code = code;
  }
}

/** The other side did not answer; a later try may succeed. */
export class FetchFailed extends Error {
  readonly code: 'TIMEOUT' | 'NETWORK' | 'DNS';

  constructor(code: FetchFailed['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FetchFailed';
    this.code = code;
  }
}

/** A DID document or status list of honest size is far below this. */
export const defaultMaxBytes = 1_000_000;
export const defaultTimeoutMs = 5_000;

/** Reads a body and stops at the limit, so that an endless or inflated answer never fills the memory. */
export async function readBounded(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new FetchRefused('TOO_LARGE', `The answer is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
