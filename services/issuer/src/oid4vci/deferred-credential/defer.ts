import { randomBytes } from 'node:crypto';
import { sha256 } from '../../claims/claim.ts';
import { extendSession, type Session } from '../../claims/session-store.ts';
import type { IssuerContext } from '../../context.ts';
import { type Client, transaction } from '../../database/transaction.ts';
import { ProtocolError } from '../protocol-error.ts';
import { type DeferredCredential, insertDeferred } from './store.ts';

/** Seconds after which a wallet asks again: what waits, waits for a person. */
const interval = 3600;
/** How long a wallet may wait, in seconds: its access token is good so long. */
export const deferredLifetime = 30 * 86_400;
/** Requests of one session that wait at the same time. */
const mostWaiting = 10;

export type Deferral = { transaction_id: string; interval: number };
export const deferral = (transactionId: string): Deferral => ({ transaction_id: transactionId, interval });

/**
 * Keeps a request whose credential cannot be handed out yet (OID4VCI 1.0 §8.3), and the session for as long as it waits.
 * `alsoRecord` runs in the same transaction. Throws `credential_request_denied` where too many wait already.
 */
export async function defer(
  { pool, clock, log }: IssuerContext,
  session: Session,
  request: DeferredCredential,
  alsoRecord: (client: Client) => Promise<void>,
): Promise<Deferral> {
  const transactionId = randomBytes(32).toString('base64url');
  const created = clock();
  await transaction(pool, async (client) => {
    await alsoRecord(client);
    // First, so that requests of one session take turns and are counted rightly.
    await extendSession(client, session.id, new Date(created.getTime() + deferredLifetime * 1000));
    const limits = { created, most: mostWaiting };
    if (!(await insertDeferred(client, sha256(transactionId), session.id, request, limits))) {
      throw new ProtocolError('credential_request_denied', 'Too many requests of this wallet wait already');
    }
  });
  log.info({ event: 'credential.deferred', institution: session.institutionId, claim: session.claimId });
  return deferral(transactionId);
}
