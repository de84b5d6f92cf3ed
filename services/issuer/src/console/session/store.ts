import type { Pool } from '@symbolon/postgres';

export type Session = {
  institution: string;
  /** The API key that opened it: what is done in the console is logged as done with that key. */
  apiKey: string;
  keyLabel: string;
};

export async function storeSession(
  pool: Pool,
  session: { sha256: Buffer; apiKey: string; created: Date; expires: Date },
): Promise<void> {
  await pool.query(
    `insert into console_session (sha256, api_key_id, created, seen, expires)
     values ($1, $2, $3, $3, $4)`,
    [session.sha256, session.apiKey, session.created, session.expires],
  );
}

/** The session of a cookie, while it lasts and its key is not revoked. */
export async function findSession(
  pool: Pool,
  sha256: Buffer,
  now: Date,
  idleSince: Date,
): Promise<Session | undefined> {
  const { rows } = await pool.query<Session>(
    `select api_key.institution_id as institution, api_key.id as "apiKey", api_key.label as "keyLabel"
       from console_session join api_key on api_key.id = console_session.api_key_id
      where console_session.sha256 = $1
        and console_session.expires > $2 and console_session.seen > $3
        and api_key.revoked is null`,
    [sha256, now, idleSince],
  );
  return rows[0];
}

/** Notes that a session is in use, at most once a minute. */
export async function touchSession(pool: Pool, sha256: Buffer, now: Date): Promise<void> {
  await pool.query(
    `update console_session set seen = $2
      where sha256 = $1 and seen < $2::timestamptz - interval '1 minute'`,
    [sha256, now],
  );
}

export async function removeSession(pool: Pool, sha256: Buffer): Promise<void> {
  await pool.query('delete from console_session where sha256 = $1', [sha256]);
}

export async function removeEndedSessions(pool: Pool, now: Date, idleSince: Date): Promise<void> {
  await pool.query('delete from console_session where expires <= $1 or seen <= $2', [now, idleSince]);
}
