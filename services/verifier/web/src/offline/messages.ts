/** Asks the service worker to keep every file of the page, not only those used so far. */
export type StoreRequest = { ask: 'store-files' };
export type StoreResponse = { percent: number } | { failed: true };
