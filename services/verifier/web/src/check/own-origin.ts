import { type DIDResolutionResult, type DidResolver, FetchFailed, type GuardedFetch } from '@symbolon/dids';
import { createBrowserFetch } from '@symbolon/dids/browser-fetch';
import { readStored, writeStored } from './storage.ts';

const isLoopback = (url: URL) => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);

/**
 * The page's fetch: https alone, but on a developer's machine, where this page itself stands on loopback, loopback
 * origins too.
 */
export const pageFetch: GuardedFetch = (url, options) => {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const allowLoopback = target && isLoopback(new URL(location.origin)) && isLoopback(target) ? [target.origin] : [];
  return createBrowserFetch({ allowLoopback })(url, options);
};

/** Fetch from this page's own address, which is trusted as the page itself is. */
export const ownFetch: GuardedFetch = (path, options) =>
  createBrowserFetch({ allowLoopback: [location.origin] })(new URL(path, location.origin).href, options);

type Kept = { result: DIDResolutionResult; fetchedAt: number };

/** As long as a stored document may say whose key it is when nobody can be asked; the trust list lasts as long. */
const longest = 90 * 86_400_000;

/**
 * Resolves did:web through this page's own service (DID Resolution's HTTP binding), because hosts of DID documents need
 * not allow other pages to read them. Only the issuer's DID is sent. Without network the answer is the one stored before, else `unreachable`.
 */
export function viaOwnService(local: DidResolver): DidResolver {
  return {
    async resolve(did) {
      if (!did.startsWith('did:web:')) return local.resolve(did);
      try {
        const accept = 'application/ld+json;profile="https://w3id.org/did-resolution"';
        const answer = await ownFetch(`/1.0/identifiers/${did}`, { accept, timeoutMs: 3000 });
        const result = JSON.parse(new TextDecoder().decode(answer.body)) as DIDResolutionResult;
        if (result.didDocument)
          await writeStored('dids', did, { result, fetchedAt: Date.now() }).catch(() => undefined);
        return result.didResolutionMetadata.error === 'unreachable' ? await storedOr(did, result) : result;
      } catch (error) {
        if (error instanceof FetchFailed || error instanceof SyntaxError) return storedOr(did, unreachable);
        throw error;
      }
    },
  };
}

async function storedOr(did: string, otherwise: DIDResolutionResult): Promise<DIDResolutionResult> {
  const kept = await readStored<Kept>('dids', did);
  return kept && Date.now() - kept.fetchedAt < longest ? kept.result : otherwise;
}

const unreachable: DIDResolutionResult = {
  didResolutionMetadata: { error: 'unreachable' },
  didDocument: null,
  didDocumentMetadata: {},
};
