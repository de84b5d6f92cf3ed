import type { Service } from '@symbolon/service';
import type { PresentationContext } from '../context.ts';
import { type Callback, scheduleCallback, takeCallbacks } from '../store.ts';
import { callbackHeaders, callbackSecret } from './sign.ts';

/** Seconds until each further try; after the last one it is for the asking side to ask. */
const pauses = [5, 30, 120, 600, 1_800];
/** Longer than one delivery may take. */
const leaseMs = 30_000;

/**
 * Delivers the callbacks that are due. They say that a request has ended and with what verdict, nothing of the person: the answer is
 * fetched with the token of the asking side. Another instance may do the same at the same time; each callback is taken by one.
 */
export async function deliverCallbacks(context: PresentationContext, log: Service['log']): Promise<void> {
  const { pool, now } = context;
  const due = await takeCallbacks(pool, now(), new Date(now().getTime() + leaseMs));
  await Promise.all(due.map((callback) => deliver(callback, context, log)));
}

async function deliver(callback: Callback, context: PresentationContext, log: Service['log']): Promise<void> {
  const { pool, now, identity } = context;
  const { id, tries } = callback;
  const status = await send(callback, context, callbackSecret(identity.callbackKey, id)).catch(() => undefined);
  const arrived = status !== undefined && status >= 200 && status < 300;
  const pause = pauses[tries - 1];
  await scheduleCallback(pool, id, arrived || pause === undefined ? null : new Date(now().getTime() + pause * 1_000));
  log.info({ event: arrived ? 'callback.delivered' : 'callback.failed', request: id, tries, status });
}

/** Gives the status of the answer. The address is one that the settings allow, and the fetch lets no other be reached through it. */
async function send(callback: Callback, { fetch, now }: PresentationContext, secret: string): Promise<number> {
  const { id, url, state, verdict, ended } = callback;
  const body = JSON.stringify({
    type: `presentation.${state}`,
    timestamp: ended.toISOString(),
    data: { id, state, ...(verdict === null ? {} : { verdict }) },
  });
  const headers = callbackHeaders({ id, body, secret, now: now() });
  const answer = await fetch(url, { post: { body, headers }, timeoutMs: 10_000, maxBytes: 100_000 });
  return answer.status;
}
