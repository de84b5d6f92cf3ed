import type { Recognition } from '@symbolon/recognition';
import type { Place } from '@symbolon/verification/worth';
import type { Checked, Given, Outcome } from './outcome.ts';

/** What the worker is asked. Bytes are of an opened file; `svg` and the like are told apart by the page. */
export type CheckRequest =
  | { ask: 'check'; given: Given; others: Given[] }
  | { ask: 'worth'; given: Given; others: Given[]; place: Place }
  | { ask: 'open'; bytes: Uint8Array; kind: 'pdf' | 'png' | 'svg' }
  | { ask: 'store' };

/** `names`: of the frameworks that the answer speaks of. */
export type Worth = { recognition: Recognition; names: Record<string, string>; collected: string };

export type CheckResponse =
  | { answer: 'outcome'; outcome: Outcome }
  | { answer: 'worth'; worth: Worth | undefined }
  /** The credentials that a file carries, as text. */
  | { answer: 'opened'; documents: string[] }
  | { answer: 'stored' }
  | { answer: 'failed' };

export type Message<Content> = { id: number } & Content;

let worker: Worker | undefined;
let id = 0;
const waiting = new Map<number, { respond: (response: CheckResponse) => void; fail: (error: Error) => void }>();

/** Starts loading the code that checks, before there is anything to check. */
export function warmUp(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Message<CheckResponse>>) =>
    waiting.get(data.id)?.respond(data),
  );
  worker.addEventListener('error', () => {
    for (const { fail } of waiting.values()) fail(new Error('The checking worker has stopped'));
    waiting.clear();
    // A later check starts a fresh one.
    worker?.terminate();
    worker = undefined;
  });
  return worker;
}

function request(content: CheckRequest): Promise<CheckResponse> {
  id += 1;
  const message: Message<CheckRequest> = { id, ...content };
  return new Promise((resolve, reject) => {
    waiting.set(message.id, {
      respond: (response) => {
        waiting.delete(message.id);
        resolve(response);
      },
      fail: reject,
    });
    warmUp().postMessage(message);
  });
}

/** Judges a certificate with what was shown together with it, off the main thread. */
export async function check(given: Given, others: Given[] = []): Promise<Outcome> {
  const response = await request({ ask: 'check', given, others });
  return response.answer === 'outcome' ? response.outcome : { kind: 'fault', code: 'check-failed' };
}

/** Says what a certificate is worth in a place; undefined where it is not one to rely on. Rejects where that could not be found out. */
export async function askWorth({ given, along = [] }: Checked, place: Place): Promise<Worth | undefined> {
  if (!given) return undefined;
  const response = await request({ ask: 'worth', given, others: along.flatMap((each) => each.given ?? []), place });
  if (response.answer !== 'worth') throw new Error('What it is worth could not be found out');
  return response.worth;
}

/** The credentials inside a PDF or a baked picture, as text. Rejects when they cannot be looked for. */
export async function credentialsIn(bytes: Uint8Array, kind: 'pdf' | 'png' | 'svg'): Promise<string[]> {
  const response = await request({ ask: 'open', bytes, kind });
  // A fault of this page must not pass for a file that holds nothing.
  if (response.answer !== 'opened') throw new Error('The file could not be looked into');
  return response.documents;
}

/** Fetches and stores trust list and status lists for checks without internet; rejects where not all could be had. */
export async function storeLists(): Promise<void> {
  const response = await request({ ask: 'store' });
  if (response.answer !== 'stored') throw new Error('The lists could not be stored');
}
