import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Agent, Dispatcher } from 'undici';
import { isOwnAddress, isPublicAddress } from './address.ts';
import { checkUrl } from './check-url.ts';
import {
  defaultMaxBytes,
  defaultTimeoutMs,
  FetchFailed,
  FetchRefused,
  type GuardedFetch,
  readBounded,
} from './fetch.ts';
import { createPublicLookup } from './public-lookup.ts';
import { createTurns } from './turns.ts';

export type GuardedFetchSettings = {
  /** Origins such as `http://127.0.0.1:18999` that may be fetched by http and may lie on loopback or a private network. */
  allowLoopback?: readonly string[];
  timeoutMs?: number;
  maxBytes?: number;
  /** How names become addresses, unless by name servers (of strangers) and the system's resolver (of origins named above). */
  lookup?: typeof systemLookup;
};

const maxRedirects = 3;
/** However many addresses strangers name, so many are contacted at a time; each takes a connection and its memory. */
const mostAtOnce = 256;

/**
 * Gives the fetch that a server uses for addresses that strangers name (DID documents, status lists). It connects only to
 * addresses that were checked after DNS, so that a name that changes its answer between check and use gains nothing.
 */
export function createGuardedFetch(settings: GuardedFetchSettings = {}): GuardedFetch {
  const { allowLoopback = [], timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes, lookup } = settings;
  const inTurn = createTurns(mostAtOnce);
  // As large as the rest of a service that may never contact anybody: loaded when it first does.
  let client: Promise<Client> | undefined;
  const load = async (): Promise<Client> => {
    const { Agent, request } = await import('undici');
    const strangers = new Agent(settingsOf(lookup ?? createPublicLookup(), isPublicAddress));
    return { request, strangers, named: new Agent(settingsOf(lookup ?? systemLookup, isOwnAddress)) };
  };

  return async (target, options = {}) => {
    client ??= load();
    const { request, strangers, named } = await client;
    const signal = AbortSignal.timeout(options.timeoutMs ?? timeoutMs);
    const headers: Record<string, string> = {
      ...options.headers,
      accept: options.accept ?? 'application/json',
      'accept-encoding': 'identity',
    };
    if (options.etag) headers['if-none-match'] = options.etag;
    const { post } = options;
    const message = post ? { method: 'POST' as const, body: post.body } : {};
    let { url, named: isNamed } = checkUrl(target, allowLoopback);
    const get = async () => {
      for (let redirects = 0; ; redirects++) {
        checkLiteral(url, isNamed ? isOwnAddress : isPublicAddress);
        const answer = await request(url, {
          dispatcher: isNamed ? named : strangers,
          headers: { ...headers, ...post?.headers },
          signal,
          ...message,
        });
        const location = redirectOf(answer);
        if (location === undefined) {
          const body = await readBounded(answer.body, options.maxBytes ?? maxBytes);
          return { status: answer.statusCode, headers: headersOf(answer.headers), body, url: url.href };
        }
        answer.body.on('error', () => {}).destroy();
        if (post) throw new FetchRefused('REDIRECT', 'The address redirects what was sent to it.');
        if (redirects === maxRedirects) throw new FetchRefused('REDIRECT', 'The address redirects too often.');
        const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
        if (next?.origin !== url.origin) throw new FetchRefused('REDIRECT', 'The address redirects to another host.');
        url = checkUrl(next.href, allowLoopback).url;
      }
    };
    try {
      return await inTurn(get, signal);
    } catch (error) {
      throw asFetchError(error, signal);
    }
  };
}

type Check = (address: string) => boolean;

type Client = { request: typeof import('undici')['request']; strangers: Agent; named: Agent };

function settingsOf(lookup: typeof systemLookup, isAllowed: Check): Agent.Options {
  const checked: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(new FetchFailed('DNS', 'The host has no address.', { cause: error }), '', 0);
      // One forbidden address among several is reason enough: which one would be used is the attacker's choice.
      if (addresses.length === 0 || !addresses.every(({ address }) => isAllowed(address)))
        return callback(new FetchRefused('ADDRESS', 'The host has an address that must not be contacted.'), '', 0);
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
  return {
    connect: { lookup: checked, timeout: defaultTimeoutMs },
    connections: 8,
    pipelining: 1,
    maxHeaderSize: 16_384,
  };
}

// A literal address is connected to without a lookup, and the machine's own name is one (RFC 6761 §6.3).
function checkLiteral(url: URL, isAllowed: Check): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address = /(?:^|\.)localhost\.?$/.test(host) ? '127.0.0.1' : host;
  if (isIP(address) && !isAllowed(address)) throw new FetchRefused('ADDRESS', 'This address must not be contacted.');
}

type Answer = Dispatcher.ResponseData;

function redirectOf({ statusCode, headers }: Answer): string | undefined {
  const { location } = headers;
  return [301, 302, 303, 307, 308].includes(statusCode) && typeof location === 'string' ? location : undefined;
}

function headersOf(raw: Answer['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) for (const one of [value ?? []].flat()) headers.append(name, one);
  return headers;
}

function asFetchError(error: unknown, signal: AbortSignal): Error {
  if (error instanceof FetchRefused || error instanceof FetchFailed) return error;
  if (signal.aborted) return new FetchFailed('TIMEOUT', 'The host took too long to answer.', { cause: error });
  return new FetchFailed('NETWORK', 'The host could not be reached.', { cause: error });
}
