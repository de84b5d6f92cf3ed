import type { IssuerContext } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { type Crew, soloCrew } from './crew/crew.ts';
import { findRosterForWork, moveRoster, type Roster } from './store.ts';
import { countCredentials, countWaiting, endOfChunk } from './work-store.ts';

/** Rows that are issued together: enough that what is done once for all of them does not count, and soon on disk. */
const chunkSize = { least: 25, most: 250 };
/** So many for each lane at least, so that all end at about the same time. */
const chunksALane = 4;

/** Fewer rows are done before a thread would have loaded the program. */
const worthACrew = 200;

/** After so many rows a roster is long enough for the database to look at what has grown. */
const long = 500;

/**
 * Issues the approved rows of a roster, chunk by chunk, until none waits, it is paused, or `signal` says stop. A crew works
 * on several chunks at once: while one waits for the disk, others are signed. Throws where nothing can be issued at the
 * moment (the database, the keys); the rows go on waiting.
 */
export async function issueRoster(
  context: IssuerContext,
  id: string,
  { signal, crew: given }: { signal?: AbortSignal; crew?: Crew } = {},
): Promise<void> {
  const roster = await findRosterForWork(context.pool, id);
  if (!roster) return;
  const waiting = await countWaiting(context.pool, id);
  const crew = given && waiting > worthACrew ? given : soloCrew(context);
  const size = Math.min(chunkSize.most, Math.max(chunkSize.least, Math.ceil(waiting / crew.lanes / chunksALane)));
  const atWork = new Set<Promise<void>>();
  try {
    await handOut(context, roster, { crew, size, atWork, ...(signal ? { signal } : {}) });
  } finally {
    await Promise.allSettled(atWork);
  }
}

type Work = { crew: Crew; size: number; atWork: Set<Promise<void>>; signal?: AbortSignal };

async function handOut(context: IssuerContext, roster: Roster, { crew, size, atWork, signal }: Work): Promise<void> {
  const { id } = roster;
  let [after, handedOut] = [0, 0];
  while (!signal?.aborted && (await findRosterForWork(context.pool, id))?.state === 'issuing') {
    const end = await endOfChunk(context.pool, id, { after, size });
    if (end) {
      const chunk = crew.issue({ rosterId: id, after, upTo: end.number }).finally(() => atWork.delete(chunk));
      atWork.add(chunk);
      after = end.number;
      if (handedOut < long && handedOut + end.count >= long)
        chunk.then(() => countCredentials(context.pool)).catch(() => {});
      handedOut += end.count;
    } else if (atWork.size === 0) {
      // Rows before the last chunk may have been put back meanwhile.
      if (after === 0 && (await finish(context, roster))) return;
      after = 0;
    }
    if (atWork.size >= crew.lanes || (!end && atWork.size > 0)) await Promise.race(atWork);
  }
  await Promise.all(atWork);
}

/** Ends the roster, unless rows were approved a moment ago. */
function finish(context: IssuerContext, { id, institutionId }: Roster): Promise<boolean> {
  return transaction(context.pool, async (client) => {
    await moveRoster(client, id, ['issuing'], 'done');
    const late = await endOfChunk(client, id, { after: 0, size: 1 });
    if (late) await moveRoster(client, id, ['done'], 'issuing');
    else context.log.info({ event: 'roster.done', institution: institutionId, roster: id });
    return late === undefined;
  });
}
