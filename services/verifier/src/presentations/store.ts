import type { Pool } from '@symbolon/postgres';
import type { Asked } from './asked.ts';

export type ResponseMode = 'direct_post' | 'direct_post.jwt';
export type State = 'waiting' | 'answered' | 'declined' | 'withdrawn';

/** A request that a wallet can still answer. */
export type Open = {
  id: string;
  asked: Asked;
  responseMode: ResponseMode;
  decryptionKey: Uint8Array | null;
  expires: Date;
  refused: number;
};

/** A request as the asking side sees it. */
export type Kept = {
  id: string;
  asked: Asked;
  state: State;
  created: Date;
  expires: Date;
  lastRefusal: string | null;
  protocol: string | null;
  answer: unknown;
};

type NewRequest = {
  id: string;
  askerDigest: Buffer;
  walletDigest: Buffer;
  asked: Asked;
  responseMode: ResponseMode;
  decryptionKey: Uint8Array | undefined;
  created: Date;
  expires: Date;
  removeAfter: Date;
  callbackUrl: string | undefined;
};

export async function storeRequest(pool: Pool, request: NewRequest): Promise<void> {
  await pool.query({
    name: 'store-request',
    text: `insert into verifier.presentation_request
       (id, asker_token_sha256, wallet_token_sha256, asked, response_mode, decryption_key, created, expires, remove_after,
        callback_url)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      request.id,
      request.askerDigest,
      request.walletDigest,
      JSON.stringify(request.asked),
      request.responseMode,
      request.decryptionKey ? Buffer.from(request.decryptionKey) : null,
      request.created,
      request.expires,
      request.removeAfter,
      request.callbackUrl ?? null,
    ],
  });
}

/** What the asking side may see; undefined where there is no such request, or it is another's. */
export async function findForAsker(pool: Pool, id: string, askerDigest: Buffer): Promise<Kept | undefined> {
  const { rows } = await pool.query<Kept>({
    name: 'request-for-asker',
    text: `select id, asked, state, created, expires, last_refusal as "lastRefusal", protocol, answer
       from verifier.presentation_request
      where id = $1 and asker_token_sha256 = $2`,
    values: [id, askerDigest],
  });
  return rows[0];
}

/** The request behind a wallet's link with how it stands; undefined where there is none. */
export async function findForWallet(pool: Pool, walletDigest: Buffer): Promise<(Open & { state: State }) | undefined> {
  const { rows } = await pool.query<Open & { state: State }>({
    name: 'request-for-wallet',
    text: `select id, asked, response_mode as "responseMode", decryption_key as "decryptionKey", expires, refused, state
       from verifier.presentation_request
      where wallet_token_sha256 = $1`,
    values: [walletDigest],
  });
  return rows[0];
}

/**
 * Ends a request with its answer or with the word that there is none. Says whether this was what ended it: of several at once, and of
 * any number one after another, exactly one is.
 */
export async function endRequest(
  pool: Pool,
  id: string,
  end: { state: Exclude<State, 'waiting'>; at: Date; removeAfter: Date; protocol?: string; answer?: object },
): Promise<boolean> {
  const { state, at, removeAfter, protocol, answer } = end;
  const { rowCount } = await pool.query({
    name: 'end-request',
    text: `update verifier.presentation_request
        set state = $2, ended = $3, remove_after = $4, protocol = $5, answer = $6, decryption_key = null,
            callback_next = case when callback_url is not null and $2 <> 'withdrawn' then $3::timestamptz end
      where id = $1 and state = 'waiting' and expires > $3`,
    values: [id, state, at, removeAfter, protocol ?? null, answer === undefined ? null : JSON.stringify(answer)],
  });
  return rowCount === 1;
}

/** Counts an answer that was refused. Says false where there were too many already, or the request has ended. */
export async function countRefusal(pool: Pool, id: string, code: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'count-refusal',
    text: `update verifier.presentation_request
        set refused = refused + 1, last_refusal = $2
      where id = $1 and state = 'waiting' and refused < 20`,
    values: [id, code],
  });
  return rowCount === 1;
}

export async function removeExpired(pool: Pool, now: Date): Promise<number> {
  const { rowCount } = await pool.query('delete from verifier.presentation_request where remove_after <= $1', [now]);
  return rowCount ?? 0;
}

export type Callback = { id: string; url: string; state: State; verdict: string | null; ended: Date; tries: number };

/** Takes callbacks that are due, and puts them off so that no other instance takes them too while they are being delivered. */
export async function takeCallbacks(pool: Pool, now: Date, putOffTo: Date): Promise<Callback[]> {
  const { rows } = await pool.query<Callback>(
    `update verifier.presentation_request
        set callback_tries = callback_tries + 1, callback_next = $2
      where id in (select id from verifier.presentation_request
                    where callback_next <= $1
                    order by callback_next
                    limit 20
                      for update skip locked)
      returning id, callback_url as url, state, answer->>'verdict' as verdict, ended, callback_tries as tries`,
    [now, putOffTo],
  );
  return rows;
}

/** Says when a callback is to be tried again; null: it has arrived, or will not be tried any more. */
export async function scheduleCallback(pool: Pool, id: string, next: Date | null): Promise<void> {
  await pool.query('update verifier.presentation_request set callback_next = $2 where id = $1', [id, next]);
}
