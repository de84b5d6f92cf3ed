import type { DIDResolutionResult, DidResolver } from '@symbolon/dids';

/** Errors that say that a host could not be reached, not that the DID is wrong. */
const passing = new Set(['unreachable', 'notFound', 'internalError']);

/** A resolver that keeps copies. `renew` drops the copy of a DID and says whether there was one. */
export type CachedDidResolver = DidResolver & { renew(did: string): boolean };

type Kept = { result: DIDResolutionResult; size: number; fetched: number; freshUntil: number };

/**
 * Keeps DID documents that had to be fetched. Within `freshMs` the copy is given at once; after it the host is asked again
 * and the copy is given only if the host does not answer, for `staleMs` at most. Memory is bounded by the `maximum` of documents and by
 * their `maximumSize` together, in characters of JSON: what they hold is the choice of strangers.
 */
export function cachedDidResolver(
  resolver: DidResolver,
  { now, freshMs = 2_000, staleMs = 24 * 60 * 60 * 1000, maximum = 2_000, maximumSize = 4_000_000 }: DidCacheOptions,
): CachedDidResolver {
  const kept = new Map<string, Kept>();
  let size = 0;

  function forget(did: string): void {
    size -= kept.get(did)?.size ?? 0;
    kept.delete(did);
  }

  function keep(did: string, entry: Kept): void {
    forget(did);
    kept.set(did, entry);
    size += entry.size;
    for (const [oldest] of kept) {
      if (kept.size <= maximum && size <= maximumSize) break;
      forget(oldest);
    }
  }

  return {
    renew(did) {
      const copy = kept.get(did);
      if (copy) copy.freshUntil = 0;
      return copy !== undefined;
    },
    async resolve(did) {
      // What stands in the DID itself costs no fetch.
      if (!did.startsWith('did:web:')) return resolver.resolve(did);
      const time = now().getTime();
      const copy = kept.get(did);
      if (copy && time <= copy.freshUntil) return copy.result;
      const result = await resolver.resolve(did);
      if (result.didDocument) {
        const { length } = JSON.stringify(result.didDocument);
        keep(did, { result, size: length, fetched: time, freshUntil: time + freshMs });
        return result;
      }
      const usable = copy && time - copy.fetched <= staleMs && passing.has(result.didResolutionMetadata.error ?? '');
      return usable ? copy.result : result;
    },
  };
}

export type DidCacheOptions = {
  now: () => Date;
  freshMs?: number;
  staleMs?: number;
  maximum?: number;
  maximumSize?: number;
};
