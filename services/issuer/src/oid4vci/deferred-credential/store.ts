import type { HolderBinding } from '../../claims/holder/formats.ts';
import type { Queryable } from '../../database/transaction.ts';

type Confirmation = HolderBinding['confirmation'];

/** A request that waits until its credential can be handed out. */
export type DeferredCredential = { configuration: string; confirmations: Confirmation[]; protocol: string };

/** Keeps a request; false where the session has as many waiting as it may have. */
export async function insertDeferred(
  db: Queryable,
  transactionSha256: Buffer,
  session: string,
  { configuration, confirmations, protocol }: DeferredCredential,
  { created, most }: { created: Date; most: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into deferred_credential (transaction_sha256, session_id, configuration, confirmations, protocol, created)
     select $1, $2, $3, $4, $5, $6
     where (select count(*) from deferred_credential where session_id = $2) < $7`,
    [transactionSha256, session, configuration, JSON.stringify(confirmations), protocol, created, most],
  );
  return rowCount === 1;
}

/** Gives what a session waits for under a transaction, by the SHA-256 of its `transaction_id`. */
export async function findDeferred(
  db: Queryable,
  session: string,
  transactionSha256: Buffer,
): Promise<DeferredCredential | undefined> {
  const { rows } = await db.query<DeferredCredential>(
    `select configuration, confirmations, protocol from deferred_credential
     where session_id = $1 and transaction_sha256 = $2`,
    [session, transactionSha256],
  );
  return rows[0];
}

/** Ends a transaction; false where another request ended it first. */
export async function removeDeferred(db: Queryable, transactionSha256: Buffer): Promise<boolean> {
  const { rowCount } = await db.query('delete from deferred_credential where transaction_sha256 = $1', [
    transactionSha256,
  ]);
  return rowCount === 1;
}
