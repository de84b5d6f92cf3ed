import { setImmediate as others } from 'node:timers/promises';
import { type SecuringResult, verifyDataIntegrity, verifyVcJwt } from '@symbolon/securing/verify';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { ownKeys } from '../keys/own-keys.ts';
import type { SigningKey } from '../keys/store.ts';
import { withProof } from './issued.ts';
import { seekSecondOpinion } from './second-opinion.ts';
import type { Signed } from './sign.ts';

/** A signed credential that verifies; only this can be stored and leave the house. */
export type Verified = Signed & { verified: true };

/**
 * Verifies every new signature over the exact text that will be handed out, by the code and the DID document that a
 * stranger would use. Throws where one does not hold: a fault of ours, and nothing of the batch is released.
 */
export async function verifyOwnSignatures(
  context: IssuerContext,
  institution: Institution,
  keys: readonly SigningKey[],
  signed: Signed[],
): Promise<Verified[]> {
  const { did } = institution;
  const verificationMethod = ownKeys(did, keys);
  const verified: Verified[] = [];
  for (const [position, each] of signed.entries()) {
    if (position % 8 === 7) await others();
    const { row, proof, paperProof } = each;
    const options = { verificationMethod, now: context.clock(), purpose: 'assertionMethod' as const };
    const check = (text: string) => verifyDataIntegrity(text, options);
    demand(
      row.securing === 'vc+jwt' ? await verifyVcJwt(proof, options) : await check(withProof(row.document!, proof)),
      row.id,
    );
    if (paperProof !== null) demand(await check(withProof(row.paperDocument!, paperProof)), row.id);
    verified.push({ ...each, verified: true });
  }
  await seekSecondOpinion(context, institution, keys, signed);
  return verified;
}

function demand({ verified, proofs, problems }: SecuringResult, id: string): void {
  if (verified && proofs.every(({ outcome }) => outcome === 'verified')) return;
  const reasons = [...problems, ...proofs.flatMap(({ problem }) => problem ?? [])].map(({ code }) => code);
  throw new Error(`The signature of credential ${id} does not verify: ${reasons.join(', ')}.`);
}
