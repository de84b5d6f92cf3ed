import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { buildDidDocument } from '../keys/did-document.ts';
import type { SigningKey } from '../keys/store.ts';
import { withProof } from './issued.ts';
import type { Signed } from './sign.ts';

/** Has a secured credential verified by the libraries of others; rejects where they do not agree. */
export type SecondOpinion = typeof import('@symbolon/securing/second-opinion').secondOpinion;

/** What the libraries of others agreed on already, in this process. Bounded; forgetting one costs 3 ms. */
const agreed = new Set<string>();
const atMost = 10_000;

/**
 * Has the first credential of each achievement's version under each key verified by independent libraries before it
 * leaves the house: what is wrong in our code would be wrong for a whole roster. Throws where they do not agree, and
 * nothing of the batch is released. Credentials that a caller wrote are left to the caller: those libraries also have
 * opinions of their own on documents, which are no faults.
 */
export async function seekSecondOpinion(
  context: Pick<IssuerContext, 'secondOpinion'>,
  { did }: Institution,
  keys: readonly SigningKey[],
  signed: readonly Signed[],
): Promise<void> {
  const open = new Map<string, Signed>();
  for (const each of signed) {
    if (each.row.achievement === null) continue;
    const shape = shapeOf(did, each);
    if (!agreed.has(shape) && !open.has(shape)) open.set(shape, each);
  }
  if (open.size === 0) return;
  // Loaded when first needed: a service that starts does not wait for it.
  const secondOpinion = context.secondOpinion ?? (await import('@symbolon/securing/second-opinion')).secondOpinion;
  const didDocument = buildDidDocument(did, keys);
  for (const [shape, { row, proof, paperProof }] of open) {
    const options = { didDocument, at: startOf(row.document!) };
    await secondOpinion(row.securing === 'vc+jwt' ? proof : JSON.parse(withProof(row.document!, proof)), options);
    if (paperProof !== null) await secondOpinion(JSON.parse(withProof(row.paperDocument!, paperProof)), options);
    if (agreed.size >= atMost) agreed.clear();
    agreed.add(shape);
  }
}

function shapeOf(did: string, { row, proof }: Signed): string {
  const methods = row.securing === 'vc+jwt' ? proof.split('.', 1) : proof.match(/"verificationMethod":"[^"]*"/g);
  return JSON.stringify([did, row.achievement, row.achievementVersion, methods]);
}

/** A date on which the period has begun and not ended: only the signature is asked about. */
function startOf(document: string): Date {
  const { validFrom } = JSON.parse(document) as { validFrom?: string };
  return new Date(validFrom ?? Date.now());
}
