import {
  parseTrustList,
  type StoredStatusList,
  type TrustList,
  type TrustRegistry,
  trustRegistry,
} from '@symbolon/verification';
import { ownFetch } from './own-origin.ts';
import { readStored, writeStored } from './storage.ts';

/** What `/.well-known/trust-bundle` holds: who is known here, and their latest signed status lists. */
type TrustBundle = { trustList: TrustList; statusLists: StoredStatusList[] };

type Kept = { list: TrustList; fetchedAt: number };

const path = '/.well-known/trust-bundle';
const largest = 16_000_000;
/** A list this young is used at once; an older one is asked for again first. */
const young = 60_000;

let current: { kept: Kept; registry: TrustRegistry } | undefined;

/**
 * Who is known here: the trust list of this page's own service, the stored one where there is no network. A list with a
 * lower sequence than one seen before is an old one played back, and is not taken. Nobody is known where there is none.
 */
export async function knownIssuers(): Promise<TrustRegistry> {
  const stored = current?.kept ?? (await readStored<Kept>('trust', 'bundle'));
  if (current && Date.now() - current.kept.fetchedAt < young) return current.registry;
  const fetched = await fetchBundle(stored ? 2000 : 8000).catch(() => undefined);
  const kept = newer(stored, fetched && { list: fetched.trustList, fetchedAt: Date.now() });
  if (!kept) return trustRegistry([]);
  if (kept !== stored) await writeStored('trust', 'bundle', kept).catch(() => undefined);
  current = { kept, registry: trustRegistry([kept.list]) };
  return current.registry;
}

function newer(stored: Kept | undefined, fetched: Kept | undefined): Kept | undefined {
  if (!stored || !fetched) return fetched ?? stored;
  return fetched.list.id === stored.list.id && fetched.list.sequence < stored.list.sequence ? stored : fetched;
}

/** Fetches the bundle. Rejects where it cannot be had or is not well formed. */
export async function fetchBundle(timeoutMs: number): Promise<TrustBundle> {
  const answer = await ownFetch(path, { accept: 'application/json', timeoutMs, maxBytes: largest });
  if (answer.status !== 200) throw new Error(`The trust bundle was answered with HTTP status ${answer.status}`);
  const bundle = JSON.parse(new TextDecoder().decode(answer.body)) as Partial<TrustBundle>;
  return { trustList: parseTrustList(bundle.trustList), statusLists: bundle.statusLists ?? [] };
}
