import { setTimeout as sleep } from 'node:timers/promises';
import type { IssuerContext } from '../context.ts';
import { requireRoster } from './change.ts';
import { type Progress, progressOf } from './preview.ts';

const LOOK_EVERY_MS = 500;
/** A line in between keeps proxies from closing a quiet connection, and shows that nobody is at work any more. */
const SAY_SOMETHING_AFTER_MS = 10_000;
/** A browser comes back by itself, and then shows again that it may. */
const LONGEST_MS = 10 * 60_000;

const event = (progress: Progress) => `id: ${progress.version}\nevent: progress\ndata: ${JSON.stringify(progress)}\n\n`;

/**
 * Gives the progress of a roster as server-sent events: one at once, one for each change, and one now and then; it ends
 * when the roster is done. Only the roster's version is read while nothing changes.
 */
export async function* rosterEvents(
  context: IssuerContext,
  institutionId: string,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const until = Date.now() + LONGEST_MS;
  let [seen, said] = [-1, 0];
  yield 'retry: 2000\n\n';
  while (!signal.aborted && Date.now() < until) {
    const roster = await requireRoster(context, institutionId, id);
    if (roster.version !== seen || Date.now() - said >= SAY_SOMETHING_AFTER_MS) {
      [seen, said] = [roster.version, Date.now()];
      yield event(await progressOf(context.pool, roster, context.clock()));
    }
    if (roster.state === 'done') return;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
