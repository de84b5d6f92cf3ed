import { parentPort } from 'node:worker_threads';
import { type Job, layOut } from './layout.ts';

/** What the worker is asked for, by a number that the answer repeats. */
export type Asked = Job & { id: number };
export type Done = { id: number; file: Uint8Array } | { id: number; failure: string };

parentPort!.on('message', async (job: Asked) => {
  let done: Done;
  try {
    done = { id: job.id, file: await layOut(job) };
  } catch (error) {
    done = { id: job.id, failure: error instanceof Error ? error.message : String(error) };
  }
  parentPort!.postMessage(done);
});
