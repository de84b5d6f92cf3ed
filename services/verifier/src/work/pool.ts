import { Worker } from 'node:worker_threads';
import { OutOfTime } from '@symbolon/verification';
import type { Job, JobAnswer } from './job.ts';

/** Work that was stopped sooner than this says more about the machine than about the document. */
const fairTime = 1_000;

type Waiting = {
  job: Job;
  /** When a thread began with it. */
  begun?: number;
  /** Nobody waits for it any more. */
  over?: boolean;
  settle: (end: { answer: JobAnswer } | { error: Error }) => void;
};

/** Runs jobs in threads of their own and stops whatever takes too long. */
export type Pool = {
  /** Starts a thread before it is needed. */
  warm(): void;
  /**
   * Gives the answer of a job, or throws OutOfTime at the limit; its `busy` says that the job had not had its fair time,
   * because the threads were busy with others.
   */
  run(job: Omit<Job, 'id'>): Promise<JobAnswer>;
  close(): Promise<void>;
};

/** Gives a pool of `size` threads. A thread is ended to stop its job: work on JSON-LD does not yield and cannot be asked to. */
export function createPool({ size, limitMs }: { size: number; limitMs: number }): Pool {
  const queue: Waiting[] = [];
  // A thread takes a job only once it is ready: one that starts slowly would else be ended with the job that gave up on it,
  // and on a busy machine no thread would ever be ready.
  const threads = new Map<Worker, Waiting | 'starting' | undefined>();
  let nextId = 0;
  let closed = false;

  function start(): void {
    const worker = new Worker(new URL('./canonical-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    worker.unref();
    threads.set(worker, 'starting');
    worker.on('message', (message: JobAnswer | 'ready') => {
      if (message === 'ready') {
        threads.set(worker, undefined);
        return next();
      }
      const waiting = jobOf(worker);
      if (waiting?.job.id !== message.id) return;
      // What nobody waits for must not go on for ever.
      if (message.begun && waiting.over) void worker.terminate();
      else if (message.begun) waiting.begun = performance.now();
      else finish(worker, { answer: message });
    });
    // Where memory ran out; the end of the thread settles its job.
    worker.on('error', () => {});
    worker.on('exit', () => finish(worker, { error: new OutOfTime() }));
  }

  function jobOf(worker: Worker): Waiting | undefined {
    const job = threads.get(worker);
    return job === 'starting' ? undefined : job;
  }

  function finish(worker: Worker, end: { answer: JobAnswer } | { error: Error }): void {
    jobOf(worker)?.settle(end);
    if ('answer' in end) threads.set(worker, undefined);
    else threads.delete(worker);
    next();
  }

  function next(): void {
    while (queue.length > 0 && !closed) {
      const worker = [...threads].find(([, job]) => job === undefined)?.[0];
      if (!worker) {
        const starting = [...threads.values()].filter((job) => job === 'starting').length;
        if (threads.size < size && starting < queue.length) start();
        return;
      }
      const waiting = queue.shift()!;
      threads.set(worker, waiting);
      worker.postMessage(waiting.job);
    }
  }

  function stop(waiting: Waiting): void {
    const had = waiting.begun === undefined ? 0 : performance.now() - waiting.begun;
    waiting.over = true;
    waiting.settle({ error: had >= Math.min(fairTime, limitMs) ? new OutOfTime() : new OutOfTime(true) });
    const place = queue.indexOf(waiting);
    if (place >= 0) queue.splice(place, 1);
    const worker = [...threads].find(([, other]) => other === waiting)?.[0];
    if (worker && waiting.begun !== undefined) void worker.terminate();
  }

  return {
    warm() {
      if (threads.size === 0) start();
    },
    run(job) {
      return new Promise((resolve, reject) => {
        nextId += 1;
        const waiting: Waiting = {
          job: { ...job, id: nextId },
          settle(end) {
            clearTimeout(timer);
            if ('answer' in end) resolve(end.answer);
            else reject(end.error);
          },
        };
        const timer = setTimeout(() => stop(waiting), limitMs);
        queue.push(waiting);
        next();
      });
    },
    async close() {
      closed = true;
      await Promise.all([...threads.keys()].map((worker) => worker.terminate()));
    },
  };
}
