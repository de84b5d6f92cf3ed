import { type Session, sessionColumns } from '../claims/session-store.ts';
import type { Queryable } from '../database/transaction.ts';

export type Exchange = { state: 'pending' | 'active' | 'complete'; session: Session };

export async function insertExchange(db: Queryable, idSha256: Buffer, session: string): Promise<void> {
  await db.query('insert into exchange (id_sha256, session_id) values ($1, $2)', [idSha256, session]);
}

/** Gives an exchange while it lasts, by the SHA-256 of its id. */
export async function findExchange(db: Queryable, idSha256: Buffer, now: Date): Promise<Exchange | undefined> {
  const { rows } = await db.query<{ state: Exchange['state'] } & Session>(
    `select state, ${sessionColumns}
     from exchange join wallet_session on wallet_session.id = exchange.session_id join claim on claim.id = claim_id
     where id_sha256 = $1 and wallet_session.expires > $2`,
    [idSha256, now],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { state, ...session } = row;
  return { state, session };
}

/** Notes that a wallet was asked who it is. */
export async function activateExchange(db: Queryable, idSha256: Buffer): Promise<void> {
  await db.query(`update exchange set state = 'active' where id_sha256 = $1 and state = 'pending'`, [idSha256]);
}

/** Ends an exchange; false where another answer ended it first. */
export async function completeExchange(db: Queryable, idSha256: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    `update exchange set state = 'complete' where id_sha256 = $1 and state <> 'complete'`,
    [idSha256],
  );
  return rowCount === 1;
}
