import { sha256 } from '../claims/claim.ts';
import { findSessionByToken, type Session } from '../claims/session-store.ts';
import type { IssuerContext } from '../context.ts';
import { invalidToken } from './protocol-error.ts';

type Asking = { headers: { authorization?: string | undefined } };

/** Gives the session of a request's access token (RFC 6750 §2.1). Throws `invalid_token`. */
export async function sessionOf(
  { pool, clock }: IssuerContext,
  institutionId: string,
  { headers }: Asking,
): Promise<Session> {
  const [, token] = /^Bearer +([\w.~+/=-]{1,500})$/i.exec(headers.authorization ?? '') ?? [];
  if (!token) throw invalidToken('Send the access token in the header Authorization');
  const session = await findSessionByToken(pool, institutionId, sha256(token), clock());
  if (!session) throw invalidToken('The access token is not known here, or it is over');
  return session;
}
