import type { Queryable } from '../database/transaction.ts';

export async function insertExchange(db: Queryable, idSha256: Buffer, session: string): Promise<void> {
  await db.query('insert into exchange (id_sha256, session_id) values ($1, $2)', [idSha256, session]);
}
