import { Worker } from 'node:worker_threads';
import { OutOfTime } from '@symbolon/verification';
import type { Job, JobAnswer } from './job.ts';

type Waiting = { job: Job; deadline: number; resolve: (answer: JobAnswer) => void; reject: (error: Error) => void };

/** Runs jobs in threads of their own and stops whatever takes too long, waiting included. */
export type Pool = { run(job: Omit<Job, 'id'>): Promise<JobAnswer>; close(): Promise<void> };

/**
 * Gives a pool of `size` threads, started when they are first needed. A job that is not done within `limitMs` is refused
 * with OutOfTime and its thread ended, because work on JSON-LD does not yield and cannot be asked to stop.
 */
export function createPool({ size, limitMs }: { size: number; limitMs: number }): Pool {
  const queue: Waiting[] = [];
  const threads = new Set<Worker>();
  const idle: Worker[] = [];
  let closed = false;
  let nextId = 0;

  function start(): Worker {
    const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    worker.unref();
    threads.add(worker);
    // A thread that fails (memory) takes its job with it; the job's own limit answers for it.
    worker.on('error', () => threads.delete(worker));
    return worker;
  }

  function next(): void {
    while (queue.length > 0 && !closed) {
      const worker = idle.pop() ?? (threads.size < size ? start() : undefined);
      if (!worker) return;
      const waiting = queue.shift()!;
      if (waiting.deadline > performance.now()) work(worker, waiting);
      else {
        idle.push(worker);
        waiting.reject(new OutOfTime());
      }
    }
  }

  function work(worker: Worker, { job, deadline, resolve, reject }: Waiting): void {
    const done = () => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      worker.unref();
    };
    const onMessage = (answer: JobAnswer) => {
      done();
      idle.push(worker);
      resolve(answer);
      next();
    };
    const onExit = () => {
      done();
      threads.delete(worker);
      reject(new OutOfTime());
      next();
    };
    const timer = setTimeout(() => worker.terminate(), deadline - performance.now());
    worker.on('message', onMessage);
    worker.on('exit', onExit);
    worker.ref();
    worker.postMessage(job);
  }

  return {
    run(job) {
      return new Promise((resolve, reject) => {
        nextId += 1;
        queue.push({ job: { ...job, id: nextId }, deadline: performance.now() + limitMs, resolve, reject });
        next();
        // Those who wait behind others are told in time, too.
        setTimeout(() => {
          const place = queue.findIndex((waiting) => waiting.reject === reject);
          if (place >= 0) queue.splice(place, 1)[0]!.reject(new OutOfTime());
        }, limitMs).unref();
      });
    },
    async close() {
      closed = true;
      await Promise.all([...threads].map((worker) => worker.terminate()));
    },
  };
}
