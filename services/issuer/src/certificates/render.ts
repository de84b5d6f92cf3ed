import { Worker } from 'node:worker_threads';
import { Problem } from '@symbolon/problem';
import type { Job } from './layout.ts';
import type { Asked, Done } from './worker.ts';

type Waiting = { resolve(file: Uint8Array): void; reject(error: Error): void };

// A page takes tens of milliseconds; what takes a minute will not end.
const TIME_LIMIT = 60_000;
// Beyond this many, answers would come after those who asked have left.
const QUEUE_LIMIT = 200;

let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, Waiting>();

/**
 * Lays certificates out as one PDF, or a badge as SVG or PNG, in a thread of its own, because a page would hold up everybody
 * else for tens of milliseconds. Throws Problem 503 while too many wait, and Error where a page could not be made.
 */
export function render(job: Job): Promise<Uint8Array> {
  if (waiting.size >= QUEUE_LIMIT) {
    throw new Problem(503, 'Too many certificates are being made at the moment', {
      detail: 'Try again in a minute.',
      headers: { 'retry-after': '60' },
    });
  }
  worker ??= start();
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(new Error('making a certificate took too long')), TIME_LIMIT).unref();
    const end = () => {
      clearTimeout(timer);
      waiting.delete(id);
      // While somebody waits the process stays; an idle worker must not hold it.
      if (waiting.size === 0) worker?.unref();
    };
    waiting.set(id, {
      resolve: (file) => {
        end();
        resolve(file);
      },
      reject: (error) => {
        end();
        reject(error);
      },
    });
    worker!.ref();
    worker!.postMessage({ id, ...job } satisfies Asked);
  });
}

function start(): Worker {
  const started = new Worker(new URL('./worker.ts', import.meta.url));
  started.on('message', (done: Done) => {
    const job = waiting.get(done.id);
    if ('file' in done) job?.resolve(done.file);
    else job?.reject(new Error(done.failure));
  });
  started.on('error', fail);
  started.unref();
  return started;
}

/** Everybody who waits is told, and the next job starts a new thread. */
function fail(error: Error): void {
  const lost = worker;
  worker = undefined;
  for (const job of [...waiting.values()]) job.reject(new Error('certificates cannot be made', { cause: error }));
  void lost?.terminate();
}
