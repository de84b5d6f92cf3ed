import type {
  AccreditationStorage,
  StatusListStorage,
  StoredDocuments,
  StoredStatusList,
} from '@symbolon/verification';

const stores = ['status-lists', 'trust', 'dids', 'accreditations'] as const;

let opening: Promise<IDBDatabase> | undefined;

/** The page's database on this device. Rejects where the browser keeps none, as in some private windows. */
function database(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('symbolon', 2);
    request.onupgradeneeded = () => {
      const { result } = request;
      for (const store of stores) if (!result.objectStoreNames.contains(store)) result.createObjectStore(store);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function ask<Result>(
  store: (typeof stores)[number],
  mode: IDBTransactionMode,
  question: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const request = question((await database()).transaction(store, mode).objectStore(store));
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** What the database holds under the key; undefined where there is nothing or no database. */
export async function readStored<Value>(store: (typeof stores)[number], key: string): Promise<Value | undefined> {
  return ask(store, 'readonly', (objects) => objects.get(key) as IDBRequest<Value | undefined>).catch(() => undefined);
}

/** Rejects where the device has no room or no database. */
export async function writeStored(store: (typeof stores)[number], key: string, value: unknown): Promise<void> {
  await ask(store, 'readwrite', (objects) => objects.put(value, key));
}

/** Status lists as they were fetched, kept between visits: only whole lists, nothing of the certificates checked. */
export const storedStatusLists: StatusListStorage = {
  read: (url) => readStored<StoredStatusList>('status-lists', url),
  write: (list) => writeStored('status-lists', list.url, list),
};

/** What institutions publish of their accreditations, kept between visits. */
export const storedAccreditations: AccreditationStorage = {
  read: (url) => readStored<StoredDocuments>('accreditations', url),
  write: (documents) => writeStored('accreditations', documents.url, documents),
};
