import { randomBytes } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import { type ClaimState, claimState, sha256 } from '../../claims/claim.ts';
import { createClaims, defaultTerms } from '../../claims/claims.ts';
import { documentOf } from '../../claims/page/open.ts';
import { findClaims } from '../../claims/store.ts';
import type { IssuerContext } from '../../context.ts';
import { toIssued } from '../../issuance/issued.ts';
import { findCredentialsById } from '../../issuance/store.ts';
import { noteHolders } from '../identity-provider/accounts.ts';
import { findByAccount } from '../identity-provider/accounts-store.ts';
import { answerUrl } from './begin.ts';
import { type AuthorizationRequest, removeRequest, storeCode } from './store.ts';

/** Seconds in which a wallet redeems a code. */
const codeLifetime = 60;
/** Certificates of which it is noted whose they are before a person waits no longer. */
const mostNoted = 20_000;

type SignedIn = AuthorizationRequest & { account: Buffer };

/** A certificate of whoever signed in, and whether a wallet can have it. */
export type Choice = { id: string; document: Record<string, unknown>; state: ClaimState };

/**
 * Gives the certificates of whoever signed in: those that hold the very number that the identity provider says, and nobody
 * else's. With an offer the one that it was for, where it is this person's. Throws 503 where it is not known yet whose they are.
 */
export async function choicesOf(context: IssuerContext, request: SignedIn): Promise<Choice[]> {
  const { pool, clock } = context;
  const { institutionId, account, offeredClaim } = request;
  if (!(await noteHolders(context, institutionId, mostNoted)))
    throw new Problem(503, 'Certificates are being looked through', { headers: { 'retry-after': '60' } });
  const ids = await findByAccount(pool, institutionId, account);
  const [rows, claims] = await Promise.all([
    findCredentialsById(pool, institutionId, ids),
    findClaims(pool, institutionId, ids),
  ]);
  return rows
    .sort((one, other) => other.recorded.getTime() - one.recorded.getTime())
    .flatMap((row) => {
      const issued = toIssued(row);
      const claim = claims.find(({ credentialId }) => credentialId === row.id);
      if (!issued || (offeredClaim !== null && claim?.id !== offeredClaim)) return [];
      const state = claim ? claimState(claim, clock()) : ('open' as const);
      return [{ id: row.id, document: documentOf(issued), state }];
    });
}

/**
 * Gives where the browser goes with a code for the chosen certificate. Throws 409 where it is not one of the person's that a
 * wallet can have, and where the request has ended.
 */
export async function choose(context: IssuerContext, request: SignedIn, credentialId: string): Promise<string> {
  const { pool, clock, log } = context;
  const { institutionId } = request;
  const choice = (await choicesOf(context, request)).find(({ id }) => id === credentialId);
  const [outcome] =
    choice?.state === 'open'
      ? await createClaims(context, {
          institutionId,
          actor: 'identity-provider',
          credentialIds: [credentialId],
          terms: defaultTerms,
        })
      : [];
  const claim = outcome?.claim;
  if (!claim) throw new Problem(409, 'This certificate cannot be put into a wallet now');
  const code = randomBytes(32).toString('base64url');
  const stored = await storeCode(pool, request.id, {
    sha256: sha256(code),
    claimId: claim.id,
    generation: claim.generation,
    expires: new Date(clock().getTime() + codeLifetime * 1000),
  });
  if (!stored) throw new Problem(409, 'This was done before');
  log.info({ event: 'sign-in.chosen', institution: institutionId, credential: credentialId });
  return answerUrl(context, institutionId, request, { code });
}

/** Gives where the browser goes when the person wants none of it. */
export async function decline(context: IssuerContext, request: SignedIn): Promise<string> {
  await removeRequest(context.pool, request.id);
  return answerUrl(context, request.institutionId, request, { error: 'access_denied' });
}
