import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../claims/claim.ts';
import { refreshLifetime, renewAccessToken } from '../../claims/session-store.ts';
import type { IssuerContext } from '../../context.ts';
import { ProtocolError } from '../protocol-error.ts';
import { accessTokenLifetime, type Redeemed } from './redeem.ts';
import type { RefreshRequest } from './request.ts';

const macOf = (keys: Pick<IssuerContext['keys'], 'mac'>, sessionId: string) =>
  keys.mac('refresh token', sessionId).toString('base64url');

/**
 * Gives the refresh token of a session that is bound to a key: with it a wallet gets further copies of its credential, for thirty
 * days, or waits longer than its access token. A MAC, so that it is kept nowhere; worth nothing without the key (RFC 9700
 * §2.2.2), and therefore the same each time, as FAPI 2.0 wants it.
 */
export const refreshTokenOf = (keys: Pick<IssuerContext['keys'], 'mac'>, sessionId: string): string =>
  `${sessionId}.${macOf(keys, sessionId)}`;

/** Gives a new access token in the place of the one before. Throws `invalid_grant` where the token or the key is not the session's. */
export async function refresh(
  { pool, keys, clock }: IssuerContext,
  institutionId: string,
  { refreshToken }: RefreshRequest,
  dpopJkt: string | undefined,
): Promise<Redeemed> {
  const wrong = () => new ProtocolError('invalid_grant', 'The refresh token is wrong or over, or the key is another');
  const [, sessionId = '', mac = ''] =
    /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/.exec(refreshToken) ?? [];
  if (!timingSafeEqual(sha256(mac), sha256(macOf(keys, sessionId))) || dpopJkt === undefined) throw wrong();
  const accessToken = randomBytes(32).toString('base64url');
  const now = clock();
  const renewed = await renewAccessToken(
    pool,
    { institutionId, id: sessionId, dpopJkt },
    {
      accessTokenSha256: sha256(accessToken),
      expires: new Date(now.getTime() + accessTokenLifetime * 1000),
      begunAfter: new Date(now.getTime() - refreshLifetime),
    },
  );
  if (!renewed) throw wrong();
  return { accessToken, expiresIn: Math.round((renewed.getTime() - now.getTime()) / 1000), sessionId };
}
