// A thread of the crew: issues chunks of rosters with a pool of its own, as the service itself would.
import { parentPort, workerData } from 'node:worker_threads';
import { openPool } from '@symbolon/postgres';
import type { IssuerContext, Log } from '../../context.ts';
import type { SecondOpinion } from '../../issuance/second-opinion.ts';
import { openKeyRing } from '../../keys/key-ring.ts';
import { issueChunk } from '../issue-chunk.ts';
import type { FromThread, LogLine, ThreadData, ToThread } from './messages.ts';

const { config, sealingKey, software } = workerData as ThreadData;
const tell = (message: FromThread) => parentPort!.postMessage(message);

/** Lines for the log, which the first thread writes; those of one turn of the event loop go together. */
const lines: LogLine[] = [];
const tellLines = () => tell({ kind: 'log', lines: lines.splice(0) });
const logAs = (level: keyof Log) => (event: Record<string, unknown>) => {
  if (lines.push({ level, event }) === 1) setImmediate(tellLines);
};
// A line a row, which would be sent to be thrown away.
const isQuiet = !['info', 'debug', 'trace'].includes(config.logLevel);

/** Questions to the libraries of others, which are loaded once a process: in its first thread. */
const asked = new Map<number, { resolve(): void; reject(error: Error): void }>();
let lastQuestion = 0;
const secondOpinion: SecondOpinion = (...question) =>
  new Promise((resolve, reject) => {
    lastQuestion += 1;
    asked.set(lastQuestion, { resolve, reject });
    tell({ kind: 'opinion', id: lastQuestion, asked: question });
  });

const pool = openPool({ connectionString: config.databaseUrl, max: 3 });
const keys = openKeyRing(pool, '', async () => sealingKey);
const world = {
  pool,
  config: { ...config, passphrase: '', adminKey: undefined },
  clock: () => new Date(),
  secondOpinion,
  ...(software === undefined ? {} : { software }),
};
const log: Log = { info: isQuiet ? () => {} : logAs('info'), warn: logAs('warn'), error: logAs('error') };

parentPort!.on('message', async (message: ToThread) => {
  const { id } = message;
  if (message.kind === 'opinion') {
    const question = asked.get(id);
    asked.delete(id);
    if (message.failure === undefined) question?.resolve();
    else question?.reject(new Error(message.failure));
    return;
  }
  try {
    const context: IssuerContext = { ...world, keys: await keys, log };
    await issueChunk(context, message.chunk, message.lane);
    tell({ kind: 'done', id });
  } catch (error) {
    const { message: text, code } = error as { message?: string; code?: unknown };
    tell({ kind: 'failed', id, message: String(text), ...(typeof code === 'string' ? { code } : {}) });
  }
});
