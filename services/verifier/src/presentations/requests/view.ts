import type { Answer } from '../answer/verify-answer.ts';
import type { Kept } from '../store.ts';

/** What the asking side sees. `expired` is no state of its own in the record: it comes with the time. */
export function viewOf({ id, asked, state, expires, lastRefusal, protocol, answer }: Kept, now: Date) {
  return {
    id,
    asked,
    state: state === 'waiting' && expires <= now ? ('expired' as const) : state,
    expires: expires.toISOString(),
    // An answer that was none to this request: the wallet was told, and may try again.
    ...(lastRefusal === null ? {} : { lastRefusal }),
    ...(protocol === null ? {} : { protocol }),
    ...(answer ? { answer: answer as Answer } : {}),
  };
}
