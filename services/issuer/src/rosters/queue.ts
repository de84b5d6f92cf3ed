import { Logger, run, runMigrations } from 'graphile-worker';
import { removeExpired, removeExpiredTask } from '../claims/expire.ts';
import type { IssuerContext } from '../context.ts';
import { noteAllHolders, noteHoldersTask } from '../oid4vci/identity-provider/accounts.ts';
import type { Crew } from './crew/crew.ts';
import { issueRoster } from './issue-rows.ts';
import { enqueueAbandoned, issueTask, leaveWork, takeWork } from './work-store.ts';

/** How often it is looked for work that a killed process has left. */
const LOOK_EVERY_MS = 5_000;

type QueueContext = Pick<IssuerContext, 'pool'> & { log: Pick<IssuerContext['log'], 'warn'> };

export type Queue = { stop(): Promise<void> };

/** Makes the queue's own tables. Needed before anything can be approved. */
export async function prepareQueue({ pool, log }: QueueContext): Promise<void> {
  await runMigrations({ pgPool: pool, logger: quiet(log) });
}

/**
 * Starts working: rosters are taken from the queue until `stop`, which ends after the current chunks. Long ones are shared
 * out to the crew, where there is one.
 */
export async function startQueue(context: IssuerContext, crew?: Crew): Promise<Queue> {
  const { pool, log } = context;
  const stopping = new AbortController();
  const runner = await run({
    pgPool: pool,
    concurrency: 2,
    pollInterval: 2_000,
    noHandleSignals: true,
    logger: quiet(log),
    crontab: `*/5 * * * * ${removeExpiredTask}\n*/5 * * * * ${noteHoldersTask}`,
    taskList: {
      [removeExpiredTask]: () => removeExpired(context),
      [noteHoldersTask]: () => noteAllHolders(context),
      [issueTask]: async (payload) =>
        issueAlone(context, idOf(payload), { signal: stopping.signal, ...(crew ? { crew } : {}) }),
    },
  });
  const look = () =>
    enqueueAbandoned(pool).catch((error) =>
      log.warn({ event: 'queue.unreachable', code: (error as { code?: string }).code }),
    );
  await look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await runner.stop();
      await crew?.stop();
    },
  };
}

/** Issues a roster unless another process is at it; the mark goes with its connection, however the process ends. */
async function issueAlone(
  context: IssuerContext,
  id: string,
  work: { signal: AbortSignal; crew?: Crew },
): Promise<void> {
  const { pool, log } = context;
  const client = await pool.connect();
  let broken: Error | undefined;
  client.on('error', (error) => {
    broken = error;
  });
  try {
    if (!(await takeWork(client, id))) return;
    await issueRoster(context, id, work);
  } catch (error) {
    log.error({ event: 'roster.stopped', roster: id, err: error });
    throw error;
  } finally {
    // A connection that could not give the mark back is closed, which does.
    await leaveWork(client, id).catch((error) => {
      broken ??= error as Error;
    });
    client.release(broken);
  }
}

const idOf = (payload: unknown): string => (payload as { id: string }).id;

/** The queue's own log lines hold payloads and stack traces; what matters of them is logged by the work itself. */
const quiet = (log: QueueContext['log']) =>
  new Logger(() => (level) => {
    if (level === 'error') log.warn({ event: 'queue.error' });
  });
