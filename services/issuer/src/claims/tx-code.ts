import type { IssuerContext } from '../context.ts';
import { type Claim, txCodeAttempts, txCodeHolds } from './claim.ts';
import { countTxCodeTry, forgiveTxCodeTry } from './store.ts';

/**
 * Tries a transaction code. After five wrong ones the claim is locked until the registrar opens it anew; `left` says how
 * many remain.
 */
export async function tryTxCode(
  context: IssuerContext,
  claim: Claim,
  given: string,
): Promise<{ holds: true } | { holds: false; left: number }> {
  if (!claim.withTxCode) return { holds: true };
  // Counted as wrong first and forgiven after: whoever asks a thousand times at once gets five answers, not a thousand.
  const tries = await countTxCodeTry(context.pool, claim);
  const tried = judgeTxCode(context, { ...claim, wrongTxCodes: tries }, given);
  if (tried.holds) await forgiveTxCodeTry(context.pool, claim);
  return tried;
}

/** Says whether a transaction code is right that was counted as a wrong one already: it is the `wrongTxCodes`-th try. */
export function judgeTxCode(
  { keys, log }: Pick<IssuerContext, 'keys' | 'log'>,
  claim: Claim,
  given: string,
): { holds: true } | { holds: false; left: number } {
  const { wrongTxCodes: tries } = claim;
  if (tries > txCodeAttempts) return { holds: false, left: 0 };
  if (txCodeHolds(keys, claim, given)) return { holds: true };
  if (tries === txCodeAttempts) {
    log.warn({ event: 'claim.locked', institution: claim.institutionId, credential: claim.credentialId });
  }
  return { holds: false, left: txCodeAttempts - tries };
}
