import { randomUUID } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import { type Actor, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import type { Queryable } from '../database/transaction.ts';
import { findCredentialsById, type StoredCredential } from '../issuance/store.ts';
import { offerLinkByValue } from '../oid4vci/credential-offer/offer.ts';
import {
  type Claim,
  type ClaimState,
  claimState,
  claimToken,
  claimUrl,
  preAuthorizedCode,
  sha256,
  txCode,
  type WalletKind,
} from './claim.ts';
import { findClaims, insertClaims, renewClaimRow, revokeClaimRow } from './store.ts';

const day = 86_400_000;

/** How a claim is made: for how many days, and whether a transaction code is asked for. */
export type ClaimTerms = { validDays: number; txCode: boolean };
export const defaultTerms: ClaimTerms = { validDays: 365, txCode: true };

type Asked = { institutionId: string; actor: Actor; credentialIds: string[]; terms: ClaimTerms };
export type ClaimOutcome = { credentialId: string } & (
  | { claim: Claim; problem?: never }
  | { problem: Problem; claim?: never }
);

/**
 * Gives a claim for each credential, made now where there is none yet; what is there stays as it is. A credential that
 * cannot be claimed has a problem instead: 404, 410 where it was deleted, 409 where it is no award of an achievement.
 */
export async function createClaims(context: IssuerContext, asked: Asked): Promise<ClaimOutcome[]> {
  const { institutionId, actor, terms } = asked;
  const ids = [...new Set(asked.credentialIds)];
  const rows = new Map((await findCredentialsById(context.pool, institutionId, ids)).map((row) => [row.id, row]));
  const claimable = ids.filter((id) => !refusal(rows.get(id)));
  const existing = new Set(
    (await findClaims(context.pool, institutionId, claimable)).map(({ credentialId }) => credentialId),
  );
  const missing = claimable.filter((id) => !existing.has(id));
  if (missing.length > 0) {
    await changeInstitution(context, institutionId, actor, async ({ client, at, audit }) => {
      const expires = new Date(at.getTime() + terms.validDays * day);
      const claims = missing.map((credentialId) => {
        const generation = { id: randomUUID(), generation: 1 };
        return { id: generation.id, credentialId, ...hashesOf(context, generation) };
      });
      const made = await insertClaims(
        client,
        institutionId,
        { created: at, expires, withTxCode: terms.txCode },
        claims,
      );
      for (const id of made) audit('claim.created', id, { expires: expires.toISOString(), txCode: terms.txCode });
    });
  }
  const found = new Map(
    (await findClaims(context.pool, institutionId, claimable)).map((claim) => [claim.credentialId, claim]),
  );
  return ids.map((credentialId) => {
    const problem = refusal(rows.get(credentialId));
    return problem ? { credentialId, problem } : { credentialId, claim: found.get(credentialId)! };
  });
}

function refusal(row: StoredCredential | undefined): Problem | undefined {
  if (row?.deleted) return new Problem(410, 'The credential was deleted');
  if (!row?.issued) return new Problem(404, 'There is no such credential');
  if (row.achievement !== null) return undefined;
  return new Problem(409, 'This credential cannot be claimed', {
    detail: 'Claims are made for credentials that were awarded from an achievement.',
  });
}

const hashesOf = ({ keys }: IssuerContext, generation: { id: string; generation: number }) => ({
  tokenSha256: sha256(claimToken(keys, generation)),
  codeSha256: sha256(preAuthorizedCode(keys, generation, 0)),
});

/** Gives the claim of a credential. Throws 404 where none was made. */
export async function requireClaim(db: Queryable, institutionId: string, credentialId: string): Promise<Claim> {
  const [claim] = await findClaims(db, institutionId, [credentialId]);
  if (claim) return claim;
  throw new Problem(404, 'There is no claim of this credential', {
    detail: 'Make one with POST at this address.',
  });
}

type One = { institutionId: string; actor: Actor; credentialId: string };

/**
 * Opens a claim anew, as after a lost phone: a new address, a new transaction code, a new period. What was handed out
 * before opens nothing any more; what a wallet has already stays as it is. Throws 404, and 410 for deleted credentials.
 */
export async function renewClaim(
  context: IssuerContext,
  { terms, ...one }: One & { terms: ClaimTerms },
): Promise<Claim> {
  const { institutionId, actor, credentialId } = one;
  const [row] = await findCredentialsById(context.pool, institutionId, [credentialId]);
  const problem = refusal(row);
  if (problem) throw problem;
  await changeInstitution(context, institutionId, actor, async ({ client, at, audit }) => {
    // Read under the lock of the log, so that two who renew do not both count on from the same generation.
    const { id, generation } = await requireClaim(client, institutionId, credentialId);
    const next = { id, generation: generation + 1 };
    const expires = new Date(at.getTime() + terms.validDays * day);
    await renewClaimRow(client, id, { ...next, ...hashesOf(context, next), expires, withTxCode: terms.txCode });
    audit('claim.renewed', credentialId, { expires: expires.toISOString(), txCode: terms.txCode });
  });
  return requireClaim(context.pool, institutionId, credentialId);
}

/** Takes a claim back: its page and its codes open nothing any more. The credential itself stays as it is. */
export async function revokeClaim(context: IssuerContext, { institutionId, actor, credentialId }: One): Promise<Claim> {
  const { id } = await requireClaim(context.pool, institutionId, credentialId);
  await changeInstitution(context, institutionId, actor, async ({ client, at, audit }) => {
    if (await revokeClaimRow(client, id, at)) audit('claim.revoked', credentialId);
  });
  return requireClaim(context.pool, institutionId, credentialId);
}

/** What an institution sees of a claim. Address and transaction code are there while they open something. */
export type ClaimView = {
  credentialId: string;
  state: ClaimState;
  created: string;
  expires: string;
  url?: string;
  /** The credential offer by value, for a program that shows it itself. */
  offer?: string;
  txCode?: string;
  claimed?: string;
  wallet?: WalletKind;
};

export function viewClaim(context: Pick<IssuerContext, 'config' | 'keys' | 'clock'>, claim: Claim): ClaimView {
  const state = claimState(claim, context.clock());
  // The page of a claimed credential still gives the files; that of a locked one too.
  const opens = state !== 'revoked' && state !== 'expired';
  return {
    credentialId: claim.credentialId,
    state,
    created: claim.created.toISOString(),
    expires: claim.expires.toISOString(),
    ...(opens ? { url: claimUrl(context, claim) } : {}),
    ...(state === 'open' ? { offer: offerLinkByValue(context, claim) } : {}),
    ...(claim.withTxCode && state === 'open' ? { txCode: txCode(context.keys, claim) } : {}),
    ...(claim.claimed ? { claimed: claim.claimed.toISOString() } : {}),
    ...(claim.wallet ? { wallet: claim.wallet } : {}),
  };
}
