/// <reference lib="webworker" />
import type { StoreRequest, StoreResponse } from './messages.ts';

declare const self: ServiceWorkerGlobalScope;
// Written in at build time. Names of files hold a hash of their content.
declare const __PAGE_FILES__: string[];
declare const __LARGE_FILES__: string[];

const page = ['/', '/icon.svg', '/manifest.webmanifest'];
const pageFiles = __PAGE_FILES__;
const largeFiles = __LARGE_FILES__;
const cacheName = 'page';

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      const missing = [];
      for (const file of pageFiles) if (!(await cache.match(file))) missing.push(file);
      await cache.addAll(missing);
      // Last, so that a page never stands in the cache without the files that it names.
      await cache.addAll(page.map((path) => new Request(path, { cache: 'no-cache' })));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      const wanted = new Set([...page, ...pageFiles, ...largeFiles]);
      for (const request of await cache.keys())
        if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
      await self.clients.claim();
    })(),
  );
});

/** Answers for the page and its files alone; checks, lists and everything else go to the network as they are. */
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (page.includes(url.pathname)) return event.respondWith(fromCache(url.pathname, request));
  if (pageFiles.includes(url.pathname) || largeFiles.includes(url.pathname))
    event.respondWith(fromCache(url.pathname, request));
});

async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(path);
  if (kept) return kept;
  const answer = await fetch(request);
  // A large file is kept once it was used; a code decoder that was needed once will be needed again.
  if (answer.ok && answer.status === 200) await cache.put(path, answer.clone());
  return answer;
}

/** "Make ready": also what is large and rarely needed, but for fonts, which are kept when a device needs one. */
self.addEventListener('message', (event: ExtendableMessageEvent) => {
  const request = event.data as StoreRequest;
  if (request.ask !== 'store-files') return;
  const respond = (response: StoreResponse) => event.ports[0]?.postMessage(response);
  event.waitUntil(
    storeAll(
      largeFiles.filter((file) => !/\.woff2?$/.test(file)),
      respond,
    ).catch(() => respond({ failed: true })),
  );
});

async function storeAll(files: string[], respond: (response: StoreResponse) => void): Promise<void> {
  const cache = await caches.open(cacheName);
  const all = [...page, ...pageFiles, ...files];
  for (const [index, file] of all.entries()) {
    if (!(await cache.match(file))) await cache.add(file);
    respond({ percent: Math.round((100 * (index + 1)) / all.length) });
  }
}
