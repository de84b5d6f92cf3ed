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
   * Gives the answer of a job within `timeMs`, or throws OutOfTime; its `busy` says that the job had not had its fair time,
   * because the threads were busy with others.
   */
  run(job: Omit<Job, 'id'>, timeMs: number): Promise<JobAnswer>;
  close(): Promise<void>;
};

/** Gives a pool of `size` threads. A thread is ended to stop its job: work on JSON-LD does not yield and cannot be asked to. */
export function createPool({ size, limitMs }: { size: number; limitMs: number }): Pool {
  const queue: Waiting[] = [];
  const threads = new Map<Worker, Waiting | undefined>();
  let nextId = 0;
  let closed = false;

  function start(): Worker {
    const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    worker.unref();
    threads.set(worker, undefined);
    worker.on('message', (message: JobAnswer) => {
      const waiting = threads.get(worker);
      if (waiting?.job.id !== message.id) return;
      // What nobody waits for must not go on for ever.
      if (message.begun && waiting.over) void worker.terminate();
      else if (message.begun) waiting.begun = performance.now();
      else finish(worker, { answer: message });
    });
    // Where memory ran out; the end of the thread settles its job.
    worker.on('error', () => {});
    worker.on('exit', () => finish(worker, { error: new OutOfTime() }));
    return worker;
  }

  function finish(worker: Worker, end: { answer: JobAnswer } | { error: Error }): void {
    threads.get(worker)?.settle(end);
    if ('error' in end) threads.delete(worker);
    else threads.set(worker, undefined);
    next();
  }

  function next(): void {
    while (queue.length > 0 && !closed) {
      const idle = [...threads].find(([, waiting]) => waiting === undefined)?.[0];
      const worker = idle ?? (threads.size < size ? start() : undefined);
      if (!worker) return;
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
    run(job, timeMs) {
      return new Promise((resolve, reject) => {
        nextId += 1;
        const time = Math.min(timeMs, limitMs);
        const waiting: Waiting = {
          job: { ...job, id: nextId },
          settle(end) {
            clearTimeout(timer);
            if ('answer' in end) resolve(end.answer);
            else reject(end.error);
          },
        };
        const timer = setTimeout(() => stop(waiting), time);
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
