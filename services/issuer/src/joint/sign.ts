import { Problem } from '@symbolon/problem';
import { createProof, prepareCredential } from '@symbolon/securing/sign';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import { limitOf } from '../accreditation/limit.ts';
import { type Actor, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import { isConflict } from '../database/faults.ts';
import { findInstitution, type Institution } from '../institutions/store.ts';
import { checkPeriod } from '../issuance/permit.ts';
import { signersInUse } from '../keys/keys.ts';
import { ownKeys } from '../keys/own-keys.ts';
import { listKeys } from '../keys/store.ts';
import { takeProof } from './award.ts';
import { readAsked, refused } from './document.ts';
import { findJointSignature, findWaiting, insertJointSignature, storeJointSignature } from './store.ts';

type Json = Record<string, unknown>;

/**
 * Gives an institution's proof over a credential that another issues and both award: within its own accreditation, recorded before the
 * key is used, verified before it is handed out, and the same when asked again. Where the issuer is an institution of this installation,
 * the proof is taken there at once. Throws `Problem` 400 for a document that does not name the institution, 403 beyond its accreditation.
 */
export async function signJointly(
  context: IssuerContext,
  { institution, actor }: { institution: Institution; actor: Actor },
  input: unknown,
): Promise<Json> {
  const { document, id, issuer, bodies, digest } = readAsked(input);
  if (issuer === institution.did)
    throw refused([
      { pointer: '/credential/issuer', detail: 'This institution issues it, and signs when all others have.' },
    ]);
  if (!bodies.includes(institution.did) || !bodies.includes(issuer))
    throw refused([
      {
        pointer: '/credential/awardingBody',
        detail: `It must name the issuer and this institution, ${institution.did}.`,
      },
    ]);
  const now = context.clock();
  // 1. May this institution award it?
  checkPeriod(institution, now);
  const refusal = (await limitOf(context, institution))?.(document, now);
  if (refusal) throw refusal;
  // 2. Check what will be signed.
  const prepared = await prepareCredential(document);
  // 3. Record it, before the key is touched.
  const { recorded, proof } = await record(context, { institution, actor }, { digest, credentialId: id, issuer });
  const kept = proof ?? (await prove());
  for (const waiting of await findWaiting(context.pool, { digest, body: institution.did })) {
    const other = await findInstitution(context.pool, waiting.institutionId);
    if (other) await takeProof(context, other, waiting.id, JSON.parse(kept) as Json);
  }
  return JSON.parse(kept) as Json;

  async function prove(): Promise<string> {
    const keys = await listKeys(context.pool, institution.id);
    // 4. Sign. 5. Verify as the world will. 6. Store.
    const { Ed25519 } = signersInUse(context, institution.did, keys);
    const made = await createProof(prepared, Ed25519, { created: recorded });
    const verificationMethod = ownKeys(institution.did, keys);
    const { verified } = await verifyDataIntegrity(
      { ...document, proof: made },
      { verificationMethod, now: context.clock(), purpose: 'assertionMethod' },
    );
    if (!verified) throw new Error(`The proof over joint credential ${id} does not verify.`);
    const stored = await storeJointSignature(context.pool, institution.id, digest, JSON.stringify(made));
    context.log.info({ event: 'joint-proof.made', institution: institution.id, credential: id });
    return stored;
  }
}

async function record(
  context: IssuerContext,
  { institution, actor }: { institution: Institution; actor: Actor },
  about: { digest: string; credentialId: string; issuer: string },
): Promise<{ recorded: Date; proof: string | null }> {
  const find = () => findJointSignature(context.pool, institution.id, about.digest);
  const earlier = await find();
  if (earlier) return earlier;
  try {
    return await changeInstitution(context, institution.id, actor, async ({ client, at, audit }) => {
      await insertJointSignature(client, institution.id, { ...about, recorded: at });
      audit('joint-proof.made', about.credentialId, { issuer: about.issuer, digest: about.digest });
      return { recorded: at, proof: null };
    });
  } catch (error) {
    // The same was asked twice at one moment.
    if (!isConflict(error, 'joint_signature')) throw error;
    const other = await find();
    if (!other) throw new Problem(503, 'Try again', { headers: { 'retry-after': '1' } });
    return other;
  }
}
