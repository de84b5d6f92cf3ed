import type { PresentationContext } from './context.ts';
import { digestOf } from './secrets.ts';
import { findForWallet, type Open } from './store.ts';
import { notOpen } from './wallet-error.ts';

/** The most answers to one request that are looked at; each costs computing time. */
const mostRefusals = 20;

/** Gives the request of a wallet's link while it can be answered. Throws a WalletError that says why it cannot. */
export async function findOpen(walletToken: string, { pool, now }: PresentationContext): Promise<Open> {
  const found = await findForWallet(pool, digestOf(walletToken));
  if (!found) throw notOpen('There is no such request, or it has been removed.', 404);
  if (found.state !== 'waiting') throw notOpen('This request has ended; an answer is taken once.', 410);
  if (found.expires <= now()) throw notOpen('This request has expired.', 410);
  if (found.refused >= mostRefusals) throw notOpen('Too many answers to this request were refused.', 410);
  return found;
}
