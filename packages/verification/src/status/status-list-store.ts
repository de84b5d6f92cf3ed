import type { GuardedFetch } from '@symbolon/dids';
import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import type { TokenStatusList } from '@symbolon/status-list';
import { startTimeLimit } from '../time-limit.ts';

/** A status list whose signature held, ready to be asked. */
export type OpenedStatusList = {
  document: Record<string, unknown>;
  bits: Uint8Array;
  /** The entries that a newer one takes the place of, where a Status List Token tells them. */
  refresh?: TokenStatusList;
  ttl: number;
  /** Milliseconds since 1970 at which the list ends, where it does. */
  validUntil?: number;
};

/** Opens what was fetched: proof, controller, data model, bitstring. Gives the problem where one of them is not good. */
export type OpenStatusList = (text: string) => Promise<OpenedStatusList | { problem: ProblemDetails }>;

/** A list as it is kept between visits. Its signature is checked again when it is read, so that the store need not be trusted. */
export type StoredStatusList = { url: string; text: string; etag?: string; confirmedAt: number };

/** Where lists outlive the program, for example IndexedDB in a page. A failing storage is as good as an empty one. */
export type StatusListStorage = {
  read(url: string): Promise<StoredStatusList | undefined>;
  write(list: StoredStatusList): Promise<void>;
};

export type KnownStatusList = {
  list: OpenedStatusList;
  /** When the issuer last gave or confirmed this list. */
  confirmedAt: Date;
  /** Confirmed within the list's own `ttl`. */
  fresh: boolean;
  /** Why it could not be confirmed now. */
  problem?: ProblemDetails;
};

export type StatusListStore = {
  /**
   * Gives the list where the copy at hand is fresh, without a promise; undefined where the issuer has to be asked. The answer is the same
   * object until the issuer is asked again.
   */
  atHand(url: string): KnownStatusList | undefined;
  /**
   * Gives the list, asking the issuer when the copy at hand is older than its `ttl`; or why there is none. Never throws.
   * Who cannot wait longer than `patienceMs` gets the copy at hand; the question goes on for those who come after.
   */
  get(url: string, open: OpenStatusList, patienceMs: number): Promise<KnownStatusList | { problem: ProblemDetails }>;
  /** Gives the lists at hand as they were fetched, to hand them to a page that will be offline. */
  known(): StoredStatusList[];
};

export type StatusListStoreOptions = {
  fetch: GuardedFetch;
  now: () => Date;
  storage?: StatusListStorage;
  /** Bytes of inflated lists and their texts that are kept in memory. */
  maxMemory?: number;
  /** Milliseconds that one fetch may take. */
  timeoutMs?: number;
};

/** `fresh` is the answer for as long as the list is. */
type Kept = { list: OpenedStatusList; stored: StoredStatusList; size: number; fresh: KnownStatusList };

/** A random list of a million entries is 170 kB as text; this leaves room for the larger ones of others. */
const maxBytes = 4 * 1024 * 1024;
/** Whatever an issuer asks for: not more than a question a second, not less than one a day. */
const [shortestTtl, longestTtl] = [1_000, 24 * 60 * 60 * 1000];
/** After a failed question the host is left alone for so long; who asks meanwhile gets the copy at hand at once. */
const retryAfter = 3_000;

/**
 * Gives a store of status lists. Concurrent questions for one list share one fetch, an unchanged list is confirmed by its
 * ETag, memory is bounded, and an answer that cannot be used (unsigned, foreign, cut) never replaces a good list.
 */
export function createStatusListStore(options: StatusListStoreOptions): StatusListStore {
  const { fetch, now, storage, maxMemory = 64 * 1024 * 1024, timeoutMs = 1_500 } = options;
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, Promise<KnownStatusList | { problem: ProblemDetails }>>();
  const failed = new Map<string, { at: number; problem: ProblemDetails }>();
  let memory = 0;

  function keep(stored: StoredStatusList, list: OpenedStatusList): Kept {
    forget(stored.url);
    const size = list.bits.length + (list.refresh?.bytes.length ?? 0) + 2 * stored.text.length;
    const entry = { list, stored, size, fresh: { list, confirmedAt: new Date(stored.confirmedAt), fresh: true } };
    kept.set(stored.url, entry);
    memory += entry.size;
    for (const [url] of kept) {
      if (memory <= maxMemory || url === stored.url) break;
      forget(url);
    }
    return entry;
  }

  function forget(url: string): void {
    memory -= kept.get(url)?.size ?? 0;
    kept.delete(url);
  }

  async function recall(url: string, open: OpenStatusList): Promise<Kept | undefined> {
    const entry = kept.get(url);
    if (entry || !storage) return entry;
    const stored = await storage.read(url).catch(() => undefined);
    if (!stored || stored.url !== url) return undefined;
    const list = await open(stored.text);
    // A date ahead of the clock would make an old list look fresh for ever.
    return 'problem' in list
      ? undefined
      : keep({ ...stored, confirmedAt: Math.min(stored.confirmedAt, now().getTime()) }, list);
  }

  function isFresh({ list, stored }: Kept): boolean {
    const ttl = Math.min(Math.max(list.ttl, shortestTtl), longestTtl);
    const time = now().getTime();
    const age = time - stored.confirmedAt;
    // A list that ends before its time to live is of no use from then on, although there may be a newer one.
    const ended = list.validUntil !== undefined && age > shortestTtl && time > list.validUntil;
    return age <= ttl && !ended;
  }

  function answer(kept: Kept, problem?: ProblemDetails): KnownStatusList {
    if (problem) return { ...kept.fresh, fresh: false, problem };
    return isFresh(kept) ? kept.fresh : { ...kept.fresh, fresh: false };
  }

  async function ask(url: string, open: OpenStatusList): Promise<KnownStatusList | { problem: ProblemDetails }> {
    const old = await recall(url, open);
    if (old && answer(old).fresh) return answer(old);
    const lately = failed.get(url);
    const fetched = lately && now().getTime() - lately.at < retryAfter ? lately : await fetchList(url, old, open);
    if ('problem' in fetched) {
      remember(url, fetched.problem);
      return old ? answer(old, fetched.problem) : { problem: fetched.problem };
    }
    failed.delete(url);
    const entry = keep(fetched.stored, fetched.list);
    await storage?.write(entry.stored).catch(() => undefined);
    return { ...answer(entry), fresh: true };
  }

  function remember(url: string, problem: ProblemDetails): void {
    const lately = failed.get(url);
    if (!lately || now().getTime() - lately.at >= retryAfter) failed.set(url, { at: now().getTime(), problem });
    if (failed.size > 1_000) failed.delete(failed.keys().next().value!);
  }

  async function fetchList(url: string, old: Kept | undefined, open: OpenStatusList) {
    const confirmedAt = now().getTime();
    const etag = old?.stored.etag;
    try {
      const accept = 'application/vc, application/vc+jwt, application/statuslist+jwt, application/json';
      const reply = await fetch(url, { accept, maxBytes, timeoutMs, ...(etag ? { etag } : {}) });
      if (reply.status === 304 && old) return { list: old.list, stored: { ...old.stored, confirmedAt } };
      if (reply.status !== 200) return retrieval(`The issuer's server answered with HTTP status ${reply.status}.`);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(reply.body);
      const list = old && old.stored.text === text ? old.list : await open(text);
      if ('problem' in list) return list;
      const tag = reply.headers.get('etag');
      return { list, stored: { url, text, confirmedAt, ...(tag ? { etag: tag } : {}) } };
    } catch (error) {
      return retrieval((error as Error).message);
    }
  }

  function atHand(url: string): KnownStatusList | undefined {
    const copy = kept.get(url);
    return copy && isFresh(copy) ? copy.fresh : undefined;
  }

  return {
    atHand,
    async get(url, open, patienceMs) {
      const known = atHand(url);
      if (known) return known;
      let question = underWay.get(url);
      if (!question) {
        question = ask(url, open).finally(() => underWay.delete(url));
        underWay.set(url, question);
      }
      return startTimeLimit(patienceMs)
        .hold(question)
        .catch(() => {
          const { problem } = retrieval('The status list did not arrive in time.');
          const copy = kept.get(url);
          return copy ? answer(copy, problem) : { problem };
        });
    },
    known: () => [...kept.values()].map(({ stored }) => stored),
  };
}

const retrieval = (detail: string) => ({ problem: problemDetails('STATUS_RETRIEVAL_ERROR', { detail }) });
