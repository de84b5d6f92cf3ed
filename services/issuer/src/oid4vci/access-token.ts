import type { Request } from '@symbolon/service';
import { sha256 } from '../claims/claim.ts';
import { findSessionByToken, type Session } from '../claims/session-store.ts';
import type { IssuerContext } from '../context.ts';
import { verifyDpop } from './dpop.ts';
import { invalidToken, ProtocolError } from './protocol-error.ts';

/**
 * Gives the session of a request's access token (RFC 6750 §2.1); one that is bound to a key comes with a proof of that key
 * (RFC 9449 §7.1). `url` is the address of the step. Throws `invalid_token` and `invalid_dpop_proof`, both 401.
 */
export async function sessionOf(
  context: IssuerContext,
  institutionId: string,
  { headers, method }: Pick<Request, 'headers' | 'method'>,
  url: string,
): Promise<Session> {
  const [, scheme = '', token] = /^(Bearer|DPoP) +([\w.~+/=-]{1,500})$/i.exec(headers.authorization ?? '') ?? [];
  if (!token) throw invalidToken('Send the access token in the header Authorization');
  const session = await findSessionByToken(context.pool, institutionId, sha256(token), context.clock());
  if (!session) throw invalidToken('The access token is not known here, or it is over');
  const isBound = session.dpopJkt !== null;
  if (isBound !== (scheme.toLowerCase() === 'dpop')) {
    throw invalidToken('The access token is sent by the scheme that it was given for', isBound ? 'DPoP' : 'Bearer');
  }
  if (!isBound) return session;
  const jkt = await verifyDpop(context, { proof: headers.dpop, method, url, accessToken: token }).catch(asUnauthorized);
  if (jkt !== session.dpopJkt) throw invalidToken('The access token is bound to another key', 'DPoP');
  return session;
}

function asUnauthorized(error: unknown): never {
  if (!(error instanceof ProtocolError)) throw error;
  throw new ProtocolError(error.error, error.message, {
    status: 401,
    headers: { 'www-authenticate': `DPoP error="${error.error}", error_description="${error.message}"` },
  });
}
