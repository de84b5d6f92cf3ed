import type { Queryable } from '../database/transaction.ts';
import type { Claim } from './claim.ts';

/** What one wallet is in the middle of: from a redeemed code, or a begun exchange, to the credential. */
export type Session = {
  id: string;
  claimId: string;
  generation: number;
  institutionId: string;
  dpopJkt: string | null;
  client: string | null;
  expires: Date;
  credentialId: string;
  /** How many copies it has got. */
  copies: number;
};

/** The columns of a session, from `wallet_session` joined with its `claim`. */
export const sessionColumns = `wallet_session.id, claim_id as "claimId", wallet_session.generation,
  wallet_session.institution_id as "institutionId", dpop_jkt as "dpopJkt", client, wallet_session.expires,
  claim.credential_id as "credentialId",
  (select count(*)::integer from holder_credential
   where holder_credential.claim_id = claim.id and session_id = wallet_session.id) as copies`;

export type NewSession = {
  id: string;
  claim: Pick<Claim, 'id' | 'generation' | 'institutionId'>;
  dpopJkt?: string | undefined;
  client?: string | undefined;
  created: Date;
  expires: Date;
};

export async function insertSession(db: Queryable, session: NewSession): Promise<void> {
  const { id, claim, dpopJkt = null, client = null, created, expires } = session;
  await db.query(
    `insert into wallet_session (id, claim_id, generation, institution_id, dpop_jkt, client, created, expires)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, claim.id, claim.generation, claim.institutionId, dpopJkt, client, created, expires],
  );
}

/** Gives the session of an access token of this institution, while it lasts. */
export async function findSessionByToken(
  db: Queryable,
  institutionId: string,
  accessTokenSha256: Buffer,
  now: Date,
): Promise<Session | undefined> {
  const { rows } = await db.query<Session>({
    name: 'session-by-token',
    text: `select ${sessionColumns} from wallet_session join claim on claim.id = claim_id
     where wallet_session.institution_id = $1 and access_token_sha256 = $2 and wallet_session.expires > $3`,
    values: [institutionId, accessTokenSha256, now],
  });
  return rows[0];
}

/** Lets a session last until a moment, where it would end before. */
export async function extendSession(db: Queryable, session: string, until: Date): Promise<void> {
  await db.query('update wallet_session set expires = greatest(expires, $2) where id = $1', [session, until]);
}

/**
 * Makes a c_nonce the session's own. False where another session used it before: an answer that was overheard is worth
 * nothing elsewhere.
 */
export async function useNonce(db: Queryable, nonceSha256: Buffer, session: string, expires: Date): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'use-nonce',
    text: `insert into nonce_use (nonce_sha256, session_id, expires) values ($1, $2, $3)
     on conflict (nonce_sha256) do update set expires = nonce_use.expires where nonce_use.session_id = $2`,
    values: [nonceSha256, session, expires],
  });
  return rowCount === 1;
}

/** How long a session that is bound to a key can be taken up again, in milliseconds from its begin. */
export const refreshLifetime = 30 * 86_400_000;

/**
 * Puts a new access token in the place of the one before, in a session of this key that began after a moment; gives when it ends.
 * Undefined where there is no such session, or its claim was opened anew.
 */
export async function renewAccessToken(
  db: Queryable,
  { institutionId, id, dpopJkt }: { institutionId: string; id: string; dpopJkt: string },
  { accessTokenSha256, expires, begunAfter }: { accessTokenSha256: Buffer; expires: Date; begunAfter: Date },
): Promise<Date | undefined> {
  const { rows } = await db.query<{ expires: Date }>(
    `update wallet_session set access_token_sha256 = $4, expires = greatest(wallet_session.expires, $5)
     from claim
     where wallet_session.id = $2 and wallet_session.institution_id = $1 and dpop_jkt = $3
       and wallet_session.created > $6 and claim.id = claim_id and claim.generation = wallet_session.generation
     returning wallet_session.expires`,
    [institutionId, id, dpopJkt, accessTokenSha256, expires, begunAfter],
  );
  return rows[0]?.expires;
}

/** Removes sessions that ended before a moment and cannot be taken up again, with their exchanges; gives how many there were. */
export async function removeEndedSessions(db: Queryable, before: Date): Promise<number> {
  const { rowCount } = await db.query(
    'delete from wallet_session where expires < $1 and (dpop_jkt is null or created < $2)',
    [before, new Date(before.getTime() - refreshLifetime)],
  );
  return rowCount ?? 0;
}

export async function removeEndedNonces(db: Queryable, before: Date): Promise<number> {
  const { rowCount } = await db.query('delete from nonce_use where expires < $1', [before]);
  return rowCount ?? 0;
}

/** Keeps what a wallet told last. */
export async function storeNotification(db: Queryable, session: string, event: string): Promise<void> {
  await db.query('update wallet_session set notification = $2 where id = $1', [session, event]);
}

/** Notes that a DPoP proof was used; false where it was used before (RFC 9449 §11.1). */
export async function useDpopProof(db: Queryable, sha256: Buffer, expires: Date): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'use-dpop-proof',
    text: 'insert into nonce_use (nonce_sha256, session_id, expires) values ($1, null, $2) on conflict do nothing',
    values: [sha256, expires],
  });
  return rowCount === 1;
}
