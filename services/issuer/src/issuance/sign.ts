import { setImmediate as others } from 'node:timers/promises';
import { createProof, type PreparedCredential, type Signer, signVcJwt } from '@symbolon/securing/sign';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { jwkMethod } from '../keys/did-document.ts';
import { signersInUse } from '../keys/keys.ts';
import type { SigningKey } from '../keys/store.ts';
import { cryptosuites } from './draft.ts';
import type { Recorded } from './prepare.ts';

/** A recorded credential with its signatures, not yet looked at: JSON of the proofs or the JWT, and the paper's proof. */
export type Signed = Recorded & { proof: string; paperProof: string | null };

/** Signs what was recorded, with the keys in use, dated with the moment of its record so that a retry signs the same. */
export async function signRecorded(
  context: IssuerContext,
  { did }: Institution,
  keys: readonly SigningKey[],
  recorded: Recorded[],
): Promise<Signed[]> {
  if (recorded.length === 0) return [];
  const signers = signersInUse(context, did, keys);
  // ES256 is the one algorithm that every reader of JWTs has.
  const es256 = { ...signers['P-256'], verificationMethod: jwkMethod(signers['P-256'].verificationMethod) };
  const signed: Signed[] = [];
  for (const [position, each] of recorded.entries()) {
    if (position % 8 === 7) await others();
    const { row, whole, paper } = each;
    const created = row.recorded;
    const proof =
      row.securing === 'vc+jwt'
        ? await signVcJwt(whole, es256)
        : await proofText(
            whole,
            row.cryptosuites.map((name) => signers[cryptosuites[name]]),
            created,
          );
    const paperProof = paper ? await proofText(paper, [signers.Ed25519], created) : null;
    signed.push({ ...each, proof, paperProof });
  }
  return signed;
}

async function proofText(prepared: PreparedCredential, signers: Signer[], created: Date): Promise<string> {
  const proofs = [];
  for (const signer of signers) proofs.push(await createProof(prepared, signer, { created }));
  // Open Badges 3.0 §B.1.15 wants a list of proofs, even of one.
  const isBadge = [prepared.document.type]
    .flat()
    .some((type) => type === 'OpenBadgeCredential' || type === 'AchievementCredential');
  return JSON.stringify(isBadge || proofs.length > 1 ? proofs : proofs[0]);
}
