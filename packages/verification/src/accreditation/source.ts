import { FetchFailed, FetchRefused, type GuardedFetch } from '@symbolon/dids';
import { envelopedJwt, isObject, parseDocument } from '@symbolon/securing/verify';
import { keptFor } from './kept.ts';

/** An accreditation document whose proof held, and the DID that it is of. */
export type GenuineDocument = { credential: Record<string, unknown>; issuer: string };

/** Presentations and credentials that others publish about accreditations, as they were fetched. */
export type AccreditationSource = {
  /**
   * Gives the credentials at an address, each as JSON or JWT: those in a presentation, or the one that is there. Asks again where the
   * copy at hand is older than a minute; who cannot wait longer than `patienceMs` gets that copy, or nothing. Never throws.
   */
  get(url: string, patienceMs: number): Promise<readonly string[]>;
  /** Signatures that held a moment ago, by the text of the document: a chain is the same for all certificates of a centre. */
  genuine: { get(text: string): GenuineDocument | undefined; set(text: string, document: GenuineDocument): void };
};

/** What is kept between visits. Every signature is checked again, so that the store need not be trusted. */
export type StoredDocuments = { url: string; documents: readonly string[]; confirmedAt: number };
export type AccreditationStorage = {
  read(url: string): Promise<StoredDocuments | undefined>;
  write(documents: StoredDocuments): Promise<void>;
};

type Kept = StoredDocuments & { etag?: string };

/** A presentation with a chain is a few kilobytes. */
const maxBytes = 200_000;
/** More than a chain and its withdrawals would only buy computing time. */
const mostDocuments = 16;
const freshMs = 60_000;
/** An address that did not answer is not asked by every request. */
const silentMs = 5_000;
/** As long as a status list may be old. */
const staleMs = 30 * 24 * 60 * 60 * 1000;

/** Makes a source that keeps what it fetched, within bounds: what strangers publish is of their choice. */
export function accreditationSource({
  fetch,
  now,
  storage,
}: {
  fetch: GuardedFetch;
  now: () => Date;
  storage?: AccreditationStorage;
}): AccreditationSource {
  const kept = keptFor<Kept>({ maximum: 500, maximumSize: 4_000_000 });
  const genuine = keptFor<{ document: GenuineDocument; until: number }>({ maximum: 1_000, maximumSize: 8_000_000 });
  const silent = keptFor<number>({ maximum: 500, maximumSize: 200_000 });
  const asking = new Map<string, Promise<readonly string[]>>();
  const time = () => now().getTime();

  async function ask(url: string): Promise<readonly string[]> {
    const copy: Kept | undefined = kept.get(url) ?? (await storage?.read(url).catch(() => undefined));
    try {
      const etag = copy?.etag;
      const reply = await fetch(url, { accept: 'application/vp, application/vc', maxBytes, ...(etag ? { etag } : {}) });
      if (reply.status === 304 && copy) return keep({ ...copy, confirmedAt: time() });
      // An address that has nothing has answered.
      if (reply.status === 404 || reply.status === 410) return keep({ url, documents: [], confirmedAt: time() });
      const documents = reply.status === 200 ? credentialsIn(new TextDecoder().decode(reply.body)) : undefined;
      if (!documents) return useCopy(url, copy);
      const newTag = reply.headers.get('etag');
      return keep({ url, documents, confirmedAt: time(), ...(newTag ? { etag: newTag } : {}) });
    } catch (error) {
      if (error instanceof FetchFailed || error instanceof FetchRefused) return useCopy(url, copy);
      throw error;
    }
  }

  function keep(entry: Kept): readonly string[] {
    kept.set(entry.url, entry, JSON.stringify(entry.documents).length);
    const { etag: _, ...stored } = entry;
    void storage?.write(stored).catch(() => undefined);
    return entry.documents;
  }

  function useCopy(url: string, copy: StoredDocuments | undefined): readonly string[] {
    silent.set(url, time(), url.length);
    return copy && time() - copy.confirmedAt <= staleMs ? copy.documents : [];
  }

  return {
    genuine: {
      get(text) {
        const found = genuine.get(text);
        return found && time() <= found.until ? found.document : undefined;
      },
      set: (text, document) => genuine.set(text, { document, until: time() + freshMs }, text.length),
    },
    async get(url, patienceMs) {
      const copy = kept.get(url);
      if (copy && time() - copy.confirmedAt <= freshMs) return copy.documents;
      if (time() - (silent.get(url) ?? 0) < silentMs) return copy?.documents ?? [];
      const question = asking.get(url) ?? ask(url).finally(() => asking.delete(url));
      asking.set(url, question);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const patience = new Promise<readonly string[]>((resolve) => {
        timer = setTimeout(() => resolve(copy?.documents ?? []), patienceMs);
      });
      return Promise.race([question, patience]).finally(() => clearTimeout(timer));
    },
  };
}

const compactJwt = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Gives the credentials in a presentation, or the one credential that a text is; undefined where it is neither. */
export function credentialsIn(text: string): string[] | undefined {
  const trimmed = text.trim();
  if (compactJwt.test(trimmed)) return [trimmed];
  const { document } = parseDocument(trimmed);
  if (!document) return undefined;
  const types = [document.type].flat();
  if (!types.includes('VerifiablePresentation')) {
    return types.includes('VerifiableCredential') || envelopedJwt(document) ? [trimmed] : undefined;
  }
  return [document.verifiableCredential ?? []]
    .flat()
    .slice(0, mostDocuments)
    .flatMap((each) => (typeof each === 'string' ? [each] : isObject(each) ? [JSON.stringify(each)] : []));
}
