import type { IssuerContext } from '../context.ts';
import { removeEndedRequests } from '../oid4vci/authorization/store.ts';
import { removeEndedNonces, removeEndedSessions } from './session-store.ts';

/** The queue's name for removing what wallets have left. */
export const removeExpiredTask = 'remove-expired';

const day = 86_400_000;
const hour = 3_600_000;

/** Removes sessions of wallets a day after their end, so that a late notification is still understood, requests an hour after it, so that
 * a code that comes again is still known, and used nonces. */
export async function removeExpired({ pool, clock, log }: IssuerContext): Promise<void> {
  const now = clock();
  const sessions = await removeEndedSessions(pool, new Date(now.getTime() - day));
  const nonces = await removeEndedNonces(pool, now);
  const requests = await removeEndedRequests(pool, new Date(now.getTime() - hour));
  if (sessions + nonces + requests > 0) log.info({ event: 'expired.removed', sessions, nonces, requests });
}
