import type { Client, Queryable } from '../database/transaction.ts';
import { type Claim, redemptions, txCodeAttempts } from './claim.ts';
import type { NewSession } from './session-store.ts';

const columns = `id, institution_id as "institutionId", credential_id as "credentialId", generation,
  with_tx_code as "withTxCode", wrong_tx_codes as "wrongTxCodes", redeemed, created, expires, revoked, claimed,
  claimed_by as "claimedBy", wallet`;

/** Gives the claims of some credentials of an institution. */
export async function findClaims(db: Queryable, institutionId: string, credentialIds: string[]): Promise<Claim[]> {
  const { rows } = await db.query<Claim>(
    `select ${columns} from claim where institution_id = $1 and credential_id = any($2)`,
    [institutionId, credentialIds],
  );
  return rows;
}

/** Gives the claim behind the address of its page, by the SHA-256 of its token. */
export async function findClaimByToken(db: Queryable, tokenSha256: Buffer): Promise<Claim | undefined> {
  const { rows } = await db.query<Claim>({
    name: 'claim-by-token',
    text: `select ${columns} from claim where token_sha256 = $1`,
    values: [tokenSha256],
  });
  return rows[0];
}

/** Gives the claim of an institution whose offer holds this pre-authorized code, by the code's SHA-256. */
export async function findClaimByCode(
  db: Queryable,
  institutionId: string,
  codeSha256: Buffer,
): Promise<Claim | undefined> {
  const { rows } = await db.query<Claim>(
    `select ${columns} from claim where institution_id = $1 and code_sha256 = $2`,
    [institutionId, codeSha256],
  );
  return rows[0];
}

export async function findClaim(db: Queryable, institutionId: string, id: string): Promise<Claim | undefined> {
  const { rows } = await db.query<Claim>(`select ${columns} from claim where institution_id = $1 and id = $2`, [
    institutionId,
    id,
  ]);
  return rows[0];
}

export type NewClaim = {
  id: string;
  credentialId: string;
  tokenSha256: Buffer;
  codeSha256: Buffer;
};

/** Makes claims for credentials that have none; gives the ids of those credentials for which one was made. */
export async function insertClaims(
  client: Client,
  institutionId: string,
  { created, expires, withTxCode }: { created: Date; expires: Date; withTxCode: boolean },
  claims: NewClaim[],
): Promise<string[]> {
  const { rows } = await client.query<{ credentialId: string }>(
    `insert into claim (institution_id, created, expires, with_tx_code, id, credential_id, token_sha256, code_sha256)
     select $1, $2, $3, $4, * from unnest($5::uuid[], $6::text[], $7::bytea[], $8::bytea[])
     on conflict (institution_id, credential_id) do nothing
     returning credential_id as "credentialId"`,
    [
      institutionId,
      created,
      expires,
      withTxCode,
      claims.map(({ id }) => id),
      claims.map(({ credentialId }) => credentialId),
      claims.map(({ tokenSha256 }) => tokenSha256),
      claims.map(({ codeSha256 }) => codeSha256),
    ],
  );
  return rows.map(({ credentialId }) => credentialId);
}

/** Begins the next generation of a claim: nothing of the one before opens it any more. */
export async function renewClaimRow(
  client: Client,
  id: string,
  next: { generation: number; tokenSha256: Buffer; codeSha256: Buffer; expires: Date; withTxCode: boolean },
): Promise<void> {
  await client.query(
    `update claim set generation = $2, token_sha256 = $3, code_sha256 = $4, expires = $5, with_tx_code = $6,
            wrong_tx_codes = 0, redeemed = 0, revoked = null, claimed = null, claimed_by = null, wallet = null
     where id = $1`,
    [id, next.generation, next.tokenSha256, next.codeSha256, next.expires, next.withTxCode],
  );
}

/** Takes a claim back; false where it was taken back before. */
export async function revokeClaimRow(client: Client, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await client.query('update claim set revoked = $2 where id = $1 and revoked is null', [id, at]);
  return rowCount === 1;
}

/** Counts a try of the transaction code and gives how many there were, also where others try at the same moment. */
export async function countTxCodeTry(db: Queryable, { id, generation }: Claim): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `update claim set wrong_tx_codes = wrong_tx_codes + 1 where id = $1 and generation = $2
     returning wrong_tx_codes as count`,
    [id, generation],
  );
  // Opened anew in the meantime: this code is of no use any more.
  return rows[0]?.count ?? Number.POSITIVE_INFINITY;
}

/** Takes back the count of a try that was right. */
export async function forgiveTxCodeTry(db: Queryable, { id, generation }: Claim): Promise<void> {
  await db.query(
    'update claim set wrong_tx_codes = greatest(wrong_tx_codes - 1, 0) where id = $1 and generation = $2',
    [id, generation],
  );
}

/**
 * Gives the open claim of an institution whose offer holds this pre-authorized code, and counts a try of its transaction code in the
 * same step where it has one; `wrongTxCodes` then says which try it is. Undefined where none is open.
 */
export async function findClaimAndCountTry(
  db: Queryable,
  institutionId: string,
  codeSha256: Buffer,
  now: Date,
): Promise<Claim | undefined> {
  const { rows } = await db.query<Claim>({
    name: 'claim-by-code-with-try',
    text: `update claim set wrong_tx_codes = wrong_tx_codes + with_tx_code::integer
     where institution_id = $1 and code_sha256 = $2 and revoked is null and claimed is null and expires > $3
       and wrong_tx_codes < $4 and redeemed < $5
     returning ${columns}`,
    values: [institutionId, codeSha256, now, txCodeAttempts, redemptions],
  });
  return rows[0];
}

export type NewAccess = Pick<NewSession, 'id' | 'dpopJkt' | 'client' | 'created' | 'expires'> & {
  accessTokenSha256: Buffer;
  /** When it ends where the credential is paused, for which a wallet may wait. */
  expiresWhilePaused: Date;
};

/**
 * Puts the next pre-authorized code in the place of one that is redeemed, takes back the count of a try that was right, and opens
 * the session of the wallet; gives when that ends. Undefined where another wallet was first: of two that hold one code, exactly one
 * gets it.
 */
export async function redeemCode(
  db: Queryable,
  { id, generation, institutionId, redeemed, withTxCode }: Claim,
  { codeSha256, nextSha256 }: { codeSha256: Buffer; nextSha256: Buffer },
  access: NewAccess,
): Promise<Date | undefined> {
  const { rows } = await db.query<{ expires: Date }>({
    name: 'redeem-code',
    text: `with redeemed as (
       update claim set code_sha256 = $4, redeemed = redeemed + 1,
              wrong_tx_codes = greatest(wrong_tx_codes - $5::integer, 0)
       where id = $1 and redeemed = $2 and code_sha256 = $3 and revoked is null and claimed is null
       returning (select suspended is not null and credential.revoked is null from credential
                  where credential.institution_id = claim.institution_id and credential.id = credential_id) as paused)
     insert into wallet_session
       (id, claim_id, generation, institution_id, access_token_sha256, dpop_jkt, client, created, expires)
     select $6, $1, $7, $8, $9, $10, $11, $12, case when paused then $14::timestamptz else $13 end from redeemed
     returning expires`,
    values: [
      id,
      redeemed,
      codeSha256,
      nextSha256,
      withTxCode ? 1 : 0,
      access.id,
      generation,
      institutionId,
      access.accessTokenSha256,
      access.dpopJkt ?? null,
      access.client ?? null,
      access.created,
      access.expires,
      access.expiresWhilePaused,
    ],
  });
  return rows[0]?.expires;
}
