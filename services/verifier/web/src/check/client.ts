import type { Outcome } from './outcome.ts';

/** What the worker is asked. Bytes are of an opened file; `svg` and the like are told apart by the page. */
export type CheckRequest =
  | { ask: 'check'; text: string; form: 'paper' | 'document' }
  | { ask: 'open'; bytes: Uint8Array; kind: 'pdf' | 'png' | 'svg' }
  | { ask: 'store' };

export type CheckResponse =
  | { answer: 'outcome'; outcome: Outcome }
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

/** Judges a certificate, off the main thread. */
export async function check(text: string, form: 'paper' | 'document'): Promise<Outcome> {
  const response = await request({ ask: 'check', text, form });
  return response.answer === 'outcome' ? response.outcome : { kind: 'fault', code: 'check-failed' };
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
