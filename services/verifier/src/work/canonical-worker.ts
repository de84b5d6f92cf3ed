import { parentPort } from 'node:worker_threads';
import { canonicalize, TransformationError } from '@symbolon/securing/verify';
import type { Job, JobAnswer } from './job.ts';

// It has text to work on and nothing else: no keys, no network, nothing that is lost when it is stopped.
parentPort?.on('message', async ({ id, document, digest }: Job) => {
  parentPort?.postMessage({ id, begun: true } satisfies JobAnswer);
  parentPort?.postMessage({ id, ...(await answer(document, digest)) } satisfies JobAnswer);
});
// The general libraries are loaded by the first document; this one, which they refuse, takes nobody's time.
await answer({}, 'SHA-256');
parentPort?.postMessage('ready');

async function answer(document: Job['document'], digest: Job['digest']): Promise<Omit<JobAnswer, 'id'>> {
  try {
    return { text: await canonicalize(document, digest) };
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof TransformationError)) return { fault: message };
    return { refused: { reason: message, ...(error.term === undefined ? {} : { term: error.term }) } };
  }
}
