import { randomBytes, randomUUID } from 'node:crypto';
import { type Claim, claimState, preAuthorizedCode, sha256 } from '../../claims/claim.ts';
import { findClaimAndCountTry, findClaimByCode, redeemCode } from '../../claims/store.ts';
import { judgeTxCode } from '../../claims/tx-code.ts';
import type { IssuerContext } from '../../context.ts';
import { deferredLifetime } from '../deferred-credential/defer.ts';
import { ProtocolError } from '../protocol-error.ts';
import type { TokenRequest } from './request.ts';

/** Seconds in which a wallet fetches a credential that is ready. */
export const accessTokenLifetime = 600;

/** `configurations` are those that the answer names by `authorization_details`. */
export type Redeemed = { accessToken: string; expiresIn: number; sessionId: string; configurations?: string[] };

/**
 * Redeems a pre-authorized code: gives an access token for its claim. Throws `invalid_grant` where the code or the
 * transaction code is wrong, was used or is over, `invalid_request` where a transaction code is missing or not asked for.
 * Of two wallets that redeem one code at the same moment exactly one gets a token.
 */
export async function redeem(
  context: IssuerContext,
  institutionId: string,
  { preAuthorizedCode: code, txCode }: TokenRequest,
  { clientId, dpopJkt }: { clientId: string | undefined; dpopJkt: string | undefined },
): Promise<Redeemed> {
  const { pool, clock } = context;
  const claim = await (txCode === undefined
    ? findClaimByCode(pool, institutionId, sha256(code))
    : findClaimAndCountTry(pool, institutionId, sha256(code), clock()));
  if (!claim || (txCode === undefined && claimState(claim, clock()) !== 'open')) throw usedUp();
  checkTxCode(context, claim, txCode);
  const id = randomUUID();
  const accessToken = randomBytes(32).toString('base64url');
  const created = clock();
  const after = (seconds: number) => new Date(created.getTime() + seconds * 1000);
  const next = preAuthorizedCode(context.keys, claim, claim.redeemed + 1);
  const expires = await redeemCode(
    pool,
    claim,
    { codeSha256: sha256(code), nextSha256: sha256(next) },
    {
      id,
      accessTokenSha256: sha256(accessToken),
      dpopJkt,
      client: walletName(clientId),
      created,
      expires: after(accessTokenLifetime),
      expiresWhilePaused: after(deferredLifetime),
    },
  );
  if (!expires) throw usedUp();
  return { accessToken, expiresIn: Math.round((expires.getTime() - created.getTime()) / 1000), sessionId: id };
}

const usedUp = () => new ProtocolError('invalid_grant', 'The pre-authorized code is wrong, was used or is over');

/** A transaction code that was sent is counted already. */
function checkTxCode(context: IssuerContext, claim: Claim, given: string | undefined): void {
  if (!claim.withTxCode) {
    if (given !== undefined) throw new ProtocolError('invalid_request', 'No transaction code is asked for');
    return;
  }
  if (given === undefined) throw new ProtocolError('invalid_request', 'The transaction code is missing');
  if (judgeTxCode(context, claim, given.slice(0, 100)).holds) return;
  throw new ProtocolError('invalid_grant', 'The transaction code is wrong, or there were too many tries');
}

/** A client id that names a kind of wallet and not one holder's: no DID, no number of an instance. */
function walletName(clientId: string | undefined): string | undefined {
  if (clientId === undefined || clientId.length > 80) return undefined;
  return /^did:|[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}-/i.test(clientId) || !/^[\x20-\x7e]+$/.test(clientId)
    ? undefined
    : clientId;
}
