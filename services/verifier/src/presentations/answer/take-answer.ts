import type { Service } from '@symbolon/service';
import type { PresentationContext } from '../context.ts';
import { countRefusal, endRequest, type Open } from '../store.ts';
import { busy, invalidRequest, notOpen, WalletError } from '../wallet-error.ts';
import { patient } from './patience.ts';
import type { Presented } from './presented.ts';
import { type Binding, verifyAnswer } from './verify-answer.ts';

/** How an answer came: the protocol by name, and what its presentations must be bound to. */
export type Came = { protocol: string; binding: Binding };

/** A message to a request, read: presentations, or the word that there will be none. */
export type Read = { presented: readonly Presented[] } | { declined: true };

/**
 * Takes what a wallet sent as the answer to a request: read, verified, then recorded if the request is still open, so that of several
 * answers that race for it one counts. Throws a WalletError where it is no answer, which is counted, or came second.
 */
export async function takeAnswer(
  request: Open,
  read: () => Promise<Read>,
  { protocol, binding }: Came,
  context: PresentationContext,
  log: Service['log'],
): Promise<void> {
  try {
    const message = await read();
    if ('declined' in message) {
      await end(request, { state: 'declined', protocol }, context);
      log.info({ event: 'presentation.declined', request: request.id, protocol });
      return;
    }
    const { environment, wasBusy } = patient(context.environment);
    const found = await verifyAnswer(message.presented, binding, request.asked, { ...context, environment });
    if (wasBusy()) throw busy();
    if ('refusal' in found) throw invalidRequest(found.detail, found.refusal);
    await end(request, { state: 'answered', protocol, answer: found }, context);
    const { verdict, reason } = found;
    log.info({ event: 'presentation.answered', request: request.id, protocol, verdict, reason });
  } catch (error) {
    // Counted, so that trying ends at some time, and the asking side learns of it.
    if (error instanceof WalletError && error.refusal) {
      await countRefusal(context.pool, request.id, error.refusal);
      log.info({ event: 'presentation.refused', request: request.id, protocol, refusal: error.refusal });
    }
    throw error;
  }
}

async function end(
  request: Open,
  how: { state: 'answered' | 'declined'; protocol: string; answer?: object },
  { pool, now, presentations }: PresentationContext,
): Promise<void> {
  const at = now();
  const removeAfter = new Date(at.getTime() + presentations.keepMinutes * 60_000);
  if (!(await endRequest(pool, request.id, { ...how, at, removeAfter })))
    throw notOpen('This request has ended; an answer is taken once.', 410);
}
