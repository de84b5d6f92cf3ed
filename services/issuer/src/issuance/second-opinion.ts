import { ed25519Library } from '@symbolon/securing/keys';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { buildDidDocument } from '../keys/did-document.ts';
import type { SigningKey } from '../keys/store.ts';
import { withProof } from './issued.ts';
import { type Agreement, findAgreements, keepAgreement } from './opinion-store.ts';
import type { Signed } from './sign.ts';

/** Has a secured credential verified by the libraries of others; rejects where they do not agree. */
export type SecondOpinion = typeof import('@symbolon/securing/second-opinion').secondOpinion;

type World = Pick<IssuerContext, 'secondOpinion' | 'software' | 'keys' | 'pool'>;
type Open = Agreement & { first: Signed };

/** What the libraries of others agreed on already, as far as this process knows. Bounded; forgetting one costs a question. */
const known = new WeakMap<World['keys'], Set<string>>();
const atMost = 10_000;

/**
 * Has the first credential of each achievement's version under each key verified by independent libraries before it
 * leaves the house: what is wrong in our code would be wrong for a whole roster. Throws where they do not agree, and
 * nothing of the batch is released. What they agreed on is recorded for the program that signed, so that only a new
 * achievement, key or program asks again. Credentials that a caller wrote are left to the caller: those libraries also
 * have opinions of their own on documents, which are no faults.
 */
export async function seekSecondOpinion(
  context: World,
  institution: Institution,
  keys: readonly SigningKey[],
  signed: readonly Signed[],
): Promise<void> {
  const agreed = known.get(context.keys) ?? new Set<string>();
  known.set(context.keys, agreed);
  const open = new Map<string, Open>();
  for (const first of signed) {
    const { achievement, achievementVersion } = first.row;
    if (achievement === null) continue;
    const methods = methodsOf(first);
    const shape = JSON.stringify([institution.did, achievement, achievementVersion, methods]);
    if (agreed.has(shape) || open.has(shape)) continue;
    const agreement = context.keys.mac('second opinion', JSON.stringify([context.software, ed25519Library(), shape]));
    open.set(shape, { first, achievement, achievementVersion: achievementVersion!, methods, agreement });
  }
  if (open.size === 0) return;
  const recorded = await recordedOf(context, institution, open);
  for (const [shape, each] of open) {
    if (!recorded.has(each.agreement.toString('hex'))) await ask(context, institution, keys, each);
    if (agreed.size >= atMost) agreed.clear();
    agreed.add(shape);
  }
}

/** Sources that run as they are have no name that changes with them: there each process asks for itself. */
async function recordedOf({ software, pool }: World, { id }: Institution, open: Map<string, Open>) {
  if (software === undefined) return new Set<string>();
  const agreements = [...open.values()].map(({ agreement }) => agreement);
  return findAgreements(pool, id, agreements);
}

async function ask(context: World, { id, did }: Institution, keys: readonly SigningKey[], open: Open): Promise<void> {
  // Loaded when first needed: hardly a process has to.
  const secondOpinion = context.secondOpinion ?? (await import('@symbolon/securing/second-opinion')).secondOpinion;
  const { row, proof, paperProof } = open.first;
  const options = { didDocument: buildDidDocument(did, keys), at: startOf(row.document!) };
  await secondOpinion(row.securing === 'vc+jwt' ? proof : JSON.parse(withProof(row.document!, proof)), options);
  if (paperProof !== null) await secondOpinion(JSON.parse(withProof(row.paperDocument!, paperProof)), options);
  if (context.software !== undefined) await keepAgreement(context.pool, id, open);
}

/** Names all that the form of the proofs depends on: of the JWT its header, of other proofs the cryptosuite and the key. */
function methodsOf({ row, proof, paperProof }: Signed): string {
  const named = (proofs: string) => proofs.match(/"(?:cryptosuite|verificationMethod)":"[^"]*"/g);
  const paper = paperProof === null ? null : named(paperProof);
  return JSON.stringify([row.securing, row.securing === 'vc+jwt' ? proof.split('.', 1) : named(proof), paper]);
}

/** A date on which the period has begun and not ended: only the signature is asked about. */
function startOf(document: string): Date {
  const { validFrom } = JSON.parse(document) as { validFrom?: string };
  return new Date(validFrom ?? Date.now());
}
