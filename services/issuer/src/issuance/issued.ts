import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { keepProofs } from './forms/compact.ts';
import { findCredentialsById, type StoredCredential, storeProofs } from './store.ts';
import type { Verified } from './verify-own.ts';

/** An issued credential as it leaves the house. */
export type IssuedCredential = {
  id: string;
  /** Unguessable part of the certificate's public address. */
  link: string;
  securing: StoredCredential['securing'];
  /** The secured credential byte for byte: JSON with its proofs, or the compact JWT. */
  text: string;
  /** JSON of the secured small credential for the QR code; absent where there is none. */
  paper?: string;
  row: StoredCredential;
};

/** Puts proofs into the text of the document that they were made over, without touching a byte of it. */
export const withProof = (document: string, proof: string) => `${document.slice(0, -1)},"proof":${proof}}`;

/** Gives the released form of a stored credential; undefined while it is not signed, or once it is deleted. */
export function toIssued(row: StoredCredential): IssuedCredential | undefined {
  const { id, link, securing, document, proof, paperDocument, paperProof } = row;
  if (document === null || proof === null) return undefined;
  const text = securing === 'vc+jwt' ? proof : withProof(document, proof);
  const paper = paperDocument === null || paperProof === null ? {} : { paper: withProof(paperDocument, paperProof) };
  return { id, link, securing, text, ...paper, row };
}

/** Stores verified signatures and gives everything that is issued now, with what was issued earlier, by idempotency key. */
export async function storeSigned(
  { pool, clock, log }: IssuerContext,
  { id: institutionId }: Institution,
  verified: Verified[],
  earlier: StoredCredential[],
): Promise<Map<string, IssuedCredential>> {
  const rows = [...earlier];
  if (verified.length > 0) {
    const kept = [];
    for (const { row, proof, paperProof } of verified) {
      kept.push({ id: row.id, ...(await keepProofs(pool, institutionId, row, { proof, paperProof }, row.document!)) });
    }
    const issued = clock();
    const stored = await storeProofs(pool, institutionId, issued, kept);
    const others: string[] = [];
    for (const { row, proof, paperProof } of verified) {
      if (stored.has(row.id)) rows.push({ ...row, proof, paperProof, issued });
      else others.push(row.id);
      log.info({ event: 'credential.issued', institution: institutionId, credential: row.id });
    }
    // Where two requests finished the same record, both must answer with the signature that was stored first.
    if (others.length > 0) rows.push(...(await findCredentialsById(pool, institutionId, others)));
  }
  const issued = new Map<string, IssuedCredential>();
  for (const row of rows) {
    const released = toIssued(row);
    if (released) issued.set(row.idempotencyKey, released);
  }
  return issued;
}
