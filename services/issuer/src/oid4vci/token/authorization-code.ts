import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../claims/claim.ts';
import type { IssuerContext } from '../../context.ts';
import { type AuthorizationRequest, endSessionOfCode, openSession, takeCode } from '../authorization/store.ts';
import { deferredLifetime } from '../deferred-credential/defer.ts';
import { ProtocolError } from '../protocol-error.ts';
import { accessTokenLifetime, type Redeemed } from './redeem.ts';
import type { CodeRequest } from './request.ts';

const wrong = () => new ProtocolError('invalid_grant', 'The code is wrong, was used or is over');

type Wallet = { clientId: string | undefined; isAuthenticated: boolean; dpopJkt: string | undefined };

/**
 * Redeems an authorization code (RFC 6749 §4.1.3): once, by the wallet that asked for it, with the verifier of its challenge (RFC
 * 7636), its address and the key that it named (RFC 9449 §10). A code that comes a second time ends what it gave the first
 * time. Throws `invalid_grant`, and `invalid_scope` for more than was asked for.
 */
export async function redeemCode(
  { pool, clock, log }: IssuerContext,
  institutionId: string,
  { code, codeVerifier, redirectUri, configurations }: CodeRequest,
  wallet: Wallet,
): Promise<Redeemed> {
  const created = clock();
  const id = randomUUID();
  const request = await takeCode(pool, { institutionId, now: created }, sha256(code), id);
  if (!request) {
    await endSessionOfCode(pool, institutionId, sha256(code));
    throw wrong();
  }
  if (!isOf(request, wallet, { codeVerifier, redirectUri })) throw wrong();
  if (configurations?.some((each) => !request.configurations.includes(each)))
    throw new ProtocolError('invalid_scope', 'More is asked for than before');
  const accessToken = randomBytes(32).toString('base64url');
  const after = (seconds: number) => new Date(created.getTime() + seconds * 1000);
  const expires = await openSession(
    pool,
    { claimId: request.claimId!, generation: request.generation! },
    {
      id,
      accessTokenSha256: sha256(accessToken),
      dpopJkt: wallet.dpopJkt ?? null,
      client: /^[\x20-\x7e]{1,80}$/.test(request.clientId) ? request.clientId : null,
      created,
      expires: after(accessTokenLifetime),
      expiresWhilePaused: after(deferredLifetime),
    },
  );
  if (!expires) throw wrong();
  log.info({ event: 'code.redeemed', institution: institutionId, claim: request.claimId });
  const expiresIn = Math.round((expires.getTime() - created.getTime()) / 1000);
  return {
    accessToken,
    expiresIn,
    sessionId: id,
    ...(request.detailed ? { configurations: request.configurations } : {}),
  };
}

type Shown = { codeVerifier: string; redirectUri: string | undefined };

function isOf(request: AuthorizationRequest, wallet: Wallet, { codeVerifier, redirectUri }: Shown): boolean {
  const { clientId, authenticated, codeChallenge, dpopJkt } = request;
  const challenge = sha256(codeVerifier).toString('base64url');
  return (
    /^[\w.~-]{43,128}$/.test(codeVerifier) &&
    timingSafeEqual(Buffer.from(challenge), Buffer.from(codeChallenge)) &&
    wallet.clientId === clientId &&
    (wallet.isAuthenticated || !authenticated) &&
    redirectUri === request.redirectUri &&
    (dpopJkt === null || dpopJkt === wallet.dpopJkt)
  );
}
