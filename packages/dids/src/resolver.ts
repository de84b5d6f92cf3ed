import { type DIDResolutionResult, Resolver } from 'did-resolver';
import type { GuardedFetch } from './fetch/fetch.ts';
import { resolveDidJwk } from './methods/did-jwk.ts';
import { resolveDidKey } from './methods/did-key.ts';
import { didWebResolver } from './methods/did-web.ts';
import { failure } from './methods/result.ts';

/** Resolves DIDs of the methods key, jwk and web. Never throws: what went wrong is in `didResolutionMetadata.error`. */
export type DidResolver = {
  resolve(did: string): Promise<Resolution>;
  /** Gives a result that is at hand and current, without a promise; undefined where it has to be found. */
  atHand?(did: string): DIDResolutionResult | undefined;
};

/** What came of it, and for how long its host says that a fetched document may be kept. */
export type Resolution = DIDResolutionResult & { keepForMs?: number };

/**
 * Gives a resolver. `fetch` is used for did:web alone; `allowLoopback` names origins such as `http://localhost:4001`
 * whose did:web documents are fetched by http. Concurrent questions for one DID share one answer.
 */
export function createDidResolver(options: { fetch: GuardedFetch; allowLoopback?: readonly string[] }): DidResolver {
  const web = didWebResolver(options.fetch, options.allowLoopback ?? []);
  const resolver = new Resolver({ key: resolveDidKey, jwk: resolveDidJwk, web });
  const underWay = new Map<string, Promise<Resolution>>();
  return {
    resolve(did) {
      if (did.length > 2_000) return Promise.resolve(failure('invalidDid', 'The DID is too long.'));
      const shared = underWay.get(did);
      if (shared) return shared;
      const result = resolver.resolve(did).finally(() => underWay.delete(did));
      underWay.set(did, result);
      return result;
    },
  };
}
