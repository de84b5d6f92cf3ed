import type { DIDResolutionResult, DidResolver } from '@symbolon/dids';

/** A resolver that keeps copies. `renew` drops the copy of a DID and says whether there was one. */
export type CachedDidResolver = DidResolver & {
  atHand(did: string): DIDResolutionResult | undefined;
  renew(did: string): boolean;
};

type Kept = {
  result: DIDResolutionResult;
  size: number;
  fetched: number;
  freshUntil: number;
  /** How often it was asked for before its time, and until when that counts. */
  renewals: number;
  renewedUntil: number;
};

/** Errors that say that a host could not be reached. One that says that it has no such document was reached. */
const passing = new Set(['unreachable', 'internalError']);
/** Whatever the host asks for: a key that was withdrawn is believed for so long at most. */
const longestFresh = 10 * 60_000;
/** A key that is missing has the copy renewed, but not without end: so often within `freshMs`. */
const mostRenewals = 4;

/**
 * Keeps DID documents that had to be fetched: for as long as their host says (RFC 9111 `max-age`), but `freshMs` at least and ten
 * minutes at most. Within that time the copy is given at once; after it the host is asked again and the copy is given only if the
 * host does not answer, for `staleMs` at most. A host that says that there is no document any more has answered. Memory is bounded by the
 * `maximum` of documents and by their `maximumSize` together, in characters of JSON: what they hold is the choice of strangers.
 */
export function cachedDidResolver(
  resolver: DidResolver,
  { now, freshMs = 2_000, staleMs = 24 * 60 * 60 * 1000, maximum = 2_000, maximumSize = 4_000_000 }: DidCacheOptions,
): CachedDidResolver {
  const kept = new Map<string, Kept>();
  // What stands in the DID itself costs no fetch, but reading it costs as much as verifying with it.
  const constant = new Map<string, DIDResolutionResult>();
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

  async function read(did: string): Promise<DIDResolutionResult> {
    const result = await resolver.resolve(did);
    if (result.didDocument) {
      constant.set(did, result);
      if (constant.size > maximum) constant.delete(constant.keys().next().value!);
    }
    return result;
  }

  async function ask(did: string): Promise<DIDResolutionResult> {
    const time = now().getTime();
    const copy = kept.get(did);
    const { keepForMs = 0, ...result } = await resolver.resolve(did);
    if (result.didDocument) {
      const { length } = JSON.stringify(result.didDocument);
      const freshUntil = time + Math.min(Math.max(keepForMs, freshMs), longestFresh);
      const { renewals, renewedUntil } =
        copy && time <= copy.renewedUntil ? copy : { renewals: 0, renewedUntil: time + freshMs };
      keep(did, { result, size: length, fetched: time, freshUntil, renewals, renewedUntil });
      return result;
    }
    const usable = copy && time - copy.fetched <= staleMs && passing.has(result.didResolutionMetadata.error ?? '');
    return usable ? copy.result : result;
  }

  const atHand = (did: string): DIDResolutionResult | undefined => {
    const copy = kept.get(did);
    if (!copy) return constant.get(did);
    return now().getTime() <= copy.freshUntil ? copy.result : undefined;
  };

  return {
    atHand,
    renew(did) {
      const copy = kept.get(did);
      if (!copy || copy.renewals >= mostRenewals) return false;
      copy.renewals += 1;
      copy.freshUntil = 0;
      return true;
    },
    async resolve(did) {
      return atHand(did) ?? (did.startsWith('did:web:') ? ask(did) : read(did));
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
