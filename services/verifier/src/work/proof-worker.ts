import { parentPort } from 'node:worker_threads';
import { type VerificationMethodLookup, verifyDataIntegrity, verifyPresentation } from '@symbolon/securing/verify';
import type { Job, JobAnswer } from './job.ts';

const missing: VerificationMethodLookup = async () => {
  throw new Error('A key was asked for that had not been looked up.');
};

// Keys are looked up before, so that this thread needs no network and can be stopped at any time.
parentPort?.on('message', async ({ id, kind, input, options, keys }: Job) => {
  parentPort?.postMessage({ id, begun: true } satisfies JobAnswer);
  const known = new Map(keys);
  const verificationMethod: VerificationMethodLookup = async (didUrl, purpose) =>
    known.get(didUrl) ?? missing(didUrl, purpose);
  const answer: JobAnswer = { id };
  try {
    answer.result =
      kind === 'presentation'
        ? await verifyPresentation(input, { ...options, verificationMethod } as Parameters<
            typeof verifyPresentation
          >[1])
        : await verifyDataIntegrity(input, { ...options, verificationMethod });
  } catch (error) {
    answer.fault = (error as Error).message;
  }
  parentPort?.postMessage(answer);
});
parentPort?.postMessage('ready');
