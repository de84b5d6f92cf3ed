import type { Queryable } from '../../database/transaction.ts';
import type { Client } from './request.ts';

/** A request of a wallet on its way to a code. */
export type AuthorizationRequest = Client & {
  id: string;
  institutionId: string;
  codeChallenge: string;
  configurations: string[];
  detailed: boolean;
  offeredClaim: string | null;
  dpopJkt: string | null;
  account: Buffer | null;
  claimId: string | null;
  generation: number | null;
  expires: Date;
};

const columns = `id, institution_id as "institutionId", client_id as "clientId", authenticated, redirect_uri as "redirectUri",
  wallet_state as "walletState", code_challenge as "codeChallenge", configurations, detailed,
  offered_claim as "offeredClaim", dpop_jkt as "dpopJkt", account, claim_id as "claimId", generation, expires`;

type New = Omit<AuthorizationRequest, 'account' | 'claimId' | 'generation'>;

export async function insertRequest(
  db: Queryable,
  request: New,
  { requestUriSha256, created }: { requestUriSha256: Buffer | null; created: Date },
): Promise<void> {
  const { id, institutionId, clientId, authenticated, redirectUri, walletState, codeChallenge } = request;
  const { configurations, detailed, offeredClaim, dpopJkt, expires } = request;
  await db.query(
    `insert into authorization_request
       (id, institution_id, client_id, authenticated, redirect_uri, wallet_state, code_challenge, configurations, detailed,
        offered_claim, dpop_jkt, request_uri_sha256, created, expires)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      institutionId,
      clientId,
      authenticated,
      redirectUri,
      walletState,
      codeChallenge,
      configurations,
      detailed,
      offeredClaim,
      dpopJkt,
      requestUriSha256,
      created,
      expires,
    ],
  );
}

type Use = { institutionId: string; now: Date };

async function change(db: Queryable, set: string, where: string, values: unknown[]) {
  const { rows } = await db.query<AuthorizationRequest>(
    `update authorization_request set ${set} where ${where} returning ${columns}`,
    values,
  );
  return rows[0];
}

/** Takes up a pushed request, once: undefined where it was taken up, is over, or is another wallet's or institution's. */
export const takePushed = (
  db: Queryable,
  { institutionId, now }: Use,
  { requestUriSha256, clientId, expires }: { requestUriSha256: Buffer; clientId: string; expires: Date },
): Promise<AuthorizationRequest | undefined> =>
  change(
    db,
    'request_uri_sha256 = null, expires = $5',
    'institution_id = $1 and request_uri_sha256 = $2 and client_id = $3 and expires > $4',
    [institutionId, requestUriSha256, clientId, now, expires],
  );

/** Ties a request to the browser that is sent to the identity provider. */
export const tieToBrowser = (
  db: Queryable,
  id: string,
  { browserSha256, providerStateSha256 }: { browserSha256: Buffer; providerStateSha256: Buffer },
): Promise<AuthorizationRequest | undefined> =>
  change(db, 'browser_sha256 = $2, provider_state_sha256 = $3', 'id = $1 and browser_sha256 is null', [
    id,
    browserSha256,
    providerStateSha256,
  ]);

/** Takes up the answer of the identity provider, once, and in the browser that was sent to it alone. */
export const takeProviderAnswer = (
  db: Queryable,
  { institutionId, now }: Use,
  { browserSha256, providerStateSha256 }: { browserSha256: Buffer; providerStateSha256: Buffer },
): Promise<AuthorizationRequest | undefined> =>
  change(
    db,
    'provider_state_sha256 = null',
    'institution_id = $1 and provider_state_sha256 = $2 and browser_sha256 = $3 and expires > $4',
    [institutionId, providerStateSha256, browserSha256, now],
  );

/** Notes who signed in. */
export async function noteAccount(db: Queryable, id: string, account: Buffer): Promise<void> {
  await db.query('update authorization_request set account = $2 where id = $1', [id, account]);
}

/** Gives the request of a browser whose person has signed in and has not chosen yet. */
export async function findSignedIn(
  db: Queryable,
  { institutionId, now }: Use,
  browserSha256: Buffer,
): Promise<(AuthorizationRequest & { account: Buffer }) | undefined> {
  const { rows } = await db.query<AuthorizationRequest & { account: Buffer }>(
    `select ${columns} from authorization_request
     where institution_id = $1 and browser_sha256 = $2 and account is not null and code_sha256 is null and expires > $3
     order by created desc limit 1`,
    [institutionId, browserSha256, now],
  );
  return rows[0];
}

/** Ends the person's part with a code, or without one; undefined where it has ended before. */
export const storeCode = (
  db: Queryable,
  id: string,
  code: { sha256: Buffer; claimId: string; generation: number; expires: Date },
): Promise<AuthorizationRequest | undefined> =>
  change(
    db,
    'browser_sha256 = null, code_sha256 = $2, claim_id = $3, generation = $4, expires = $5',
    'id = $1 and browser_sha256 is not null and code_sha256 is null',
    [id, code.sha256, code.claimId, code.generation, code.expires],
  );

export async function removeRequest(db: Queryable, id: string): Promise<void> {
  await db.query('delete from authorization_request where id = $1', [id]);
}

/** Uses a code up: undefined where there is none, it is over or another institution's, or it was used before. */
export const takeCode = (
  db: Queryable,
  { institutionId, now }: Use,
  codeSha256: Buffer,
  sessionId: string,
): Promise<AuthorizationRequest | undefined> =>
  change(db, 'session_id = $3', 'institution_id = $1 and code_sha256 = $2 and session_id is null and expires > $4', [
    institutionId,
    codeSha256,
    sessionId,
    now,
  ]);

/** Ends the session of a code that comes again, where it has got nothing yet (RFC 6749 §4.1.2). */
export async function endSessionOfCode(db: Queryable, institutionId: string, codeSha256: Buffer): Promise<void> {
  await db.query(
    `delete from wallet_session using authorization_request
     where authorization_request.institution_id = $1 and code_sha256 = $2 and session_id = wallet_session.id
       and not exists (select from claim where claimed_by = wallet_session.id)`,
    [institutionId, codeSha256],
  );
}

/** Opens the session of a wallet for an open claim; undefined where that is open no more. Says whether the credential is paused. */
export async function openSession(
  db: Queryable,
  { claimId, generation }: { claimId: string; generation: number },
  session: {
    id: string;
    accessTokenSha256: Buffer;
    dpopJkt: string | null;
    client: string | null;
    created: Date;
    expires: Date;
    expiresWhilePaused: Date;
  },
): Promise<Date | undefined> {
  const { id, accessTokenSha256, dpopJkt, client, created, expires, expiresWhilePaused } = session;
  const { rows } = await db.query<{ expires: Date }>(
    `insert into wallet_session
       (id, claim_id, generation, institution_id, access_token_sha256, dpop_jkt, client, created, expires)
     select $3, claim.id, claim.generation, claim.institution_id, $4, $5, $6, $7,
            case when credential.suspended is null then $8::timestamptz else $9 end
     from claim join credential
       on credential.institution_id = claim.institution_id and credential.id = claim.credential_id
     where claim.id = $1 and claim.generation = $2 and claim.revoked is null and claimed is null and claim.expires > $7
     returning expires`,
    [claimId, generation, id, accessTokenSha256, dpopJkt, client, created, expires, expiresWhilePaused],
  );
  return rows[0]?.expires;
}

/** Removes requests that have ended, and gives how many there were. */
export async function removeEndedRequests(db: Queryable, before: Date): Promise<number> {
  const { rowCount } = await db.query('delete from authorization_request where expires < $1', [before]);
  return rowCount ?? 0;
}
