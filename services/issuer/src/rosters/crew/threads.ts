import { Worker } from 'node:worker_threads';
import type { IssuerContext } from '../../context.ts';
import type { Lane } from '../../status/reserve.ts';
import type { Chunk } from '../issue-chunk.ts';
import type { Crew } from './crew.ts';
import type { FromThread, ThreadData, ToThread } from './messages.ts';

/** While one chunk of a thread waits for the disk, it works on the other. */
const chunksAThread = 2;
/** A chunk is some megabytes; what is more than this is not needed, and V8 would not give it back. */
const heapMegabytes = 80;
/** A thread that has nothing to do for so long gives its memory back. */
const idleMs = 20_000;

type Job = { chunk: Chunk; resolve(): void; reject(error: Error): void };
type Place = { number: number; worker: Worker | undefined; jobs: Map<number, Job>; idle: NodeJS.Timeout | undefined };

/**
 * Gives a crew of threads, each with connections of its own to the database. They are started with the first chunk and
 * end when there has been nothing to do for a while; one that ends by itself is started again with the next chunk, and its
 * chunks are refused.
 */
export function threadCrew(context: IssuerContext, count: number, sealingKey: Uint8Array): Crew {
  const places: Place[] = Array.from({ length: count }, (_, number) => ({
    number,
    worker: undefined,
    jobs: new Map(),
    idle: undefined,
  }));
  const lanes = count * chunksAThread;
  const line: Job[] = [];
  let lastId = 0;

  function handOut(): void {
    for (;;) {
      const [place] = places.toSorted((a, b) => a.jobs.size - b.jobs.size);
      if (!place || place.jobs.size >= chunksAThread) return;
      const job = line.shift();
      if (!job) return;
      give(place, job);
    }
  }

  function give(place: Place, job: Job): void {
    clearTimeout(place.idle);
    place.worker ??= start(place);
    lastId += 1;
    const used = new Set([...place.jobs.keys()].map((id) => id % chunksAThread));
    // Its number says which of the thread's two chunks it is, and so from which indexes it draws.
    while (used.has(lastId % chunksAThread)) lastId += 1;
    place.jobs.set(lastId, job);
    const lane: Lane = { number: place.number * chunksAThread + (lastId % chunksAThread), of: lanes };
    send(place.worker, { kind: 'issue', id: lastId, chunk: job.chunk, lane });
  }

  function start(place: Place): Worker {
    const { passphrase: _, adminKey: __, ...config } = context.config;
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: { config, sealingKey, software: context.software } satisfies ThreadData,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 8 },
    });
    worker.on('message', (message: FromThread) => void hear(place, worker, message));
    worker.on('error', (error) => lose(place, worker, error));
    worker.on('exit', (code) => lose(place, worker, new Error(`A thread that issues ended with code ${code}.`)));
    return worker;
  }

  async function hear(place: Place, worker: Worker, message: FromThread): Promise<void> {
    if (message.kind === 'log') {
      for (const { level, event } of message.lines) context.log[level](event);
      return;
    }
    const { id } = message;
    if (message.kind === 'opinion') {
      const failure = await giveOpinion(message.asked);
      return send(worker, { kind: 'opinion', id, ...(failure === undefined ? {} : { failure }) });
    }
    const job = place.jobs.get(id);
    place.jobs.delete(id);
    if (message.kind === 'done') job?.resolve();
    else job?.reject(Object.assign(new Error(message.message), message.code ? { code: message.code } : {}));
    handOut();
    if (place.jobs.size === 0) place.idle = setTimeout(() => void dismiss(place), idleMs).unref();
  }

  function lose(place: Place, worker: Worker, error: Error): void {
    if (place.worker !== worker) return;
    place.worker = undefined;
    const lost = [...place.jobs.values()];
    place.jobs.clear();
    for (const job of lost) job.reject(error);
    handOut();
  }

  async function dismiss(place: Place): Promise<void> {
    const { worker } = place;
    place.worker = undefined;
    await worker?.terminate();
  }

  return {
    lanes,
    issue: (chunk) =>
      new Promise((resolve, reject) => {
        line.push({ chunk, resolve, reject });
        handOut();
      }),
    async stop() {
      for (const place of places) clearTimeout(place.idle);
      await Promise.all(places.map(dismiss));
    },
  };
}

const send = (worker: Worker, message: ToThread) => worker.postMessage(message);

/** Has the libraries of others look at a credential in this thread; gives what is wrong, if anything. */
async function giveOpinion(asked: Extract<FromThread, { kind: 'opinion' }>['asked']): Promise<string | undefined> {
  try {
    const { secondOpinion } = await import('@symbolon/securing/second-opinion');
    await secondOpinion(...asked);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown fault';
  }
}
