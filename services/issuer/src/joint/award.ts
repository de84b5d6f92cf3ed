import type { AchievementVersion } from '@symbolon/credential';
import { verificationMethodFor } from '@symbolon/dids';
import { Problem } from '@symbolon/problem';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import { digestOf } from '@symbolon/verification';
import { verifyingWorld } from '../accreditation/world.ts';
import { type Actor, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { type AwardRequest, draftFromAward } from '../issuance/award.ts';
import { type Draft, fingerprintOf } from '../issuance/draft.ts';
import { type IssuedCredential, storeSigned, toIssued, withProof } from '../issuance/issued.ts';
import { permitDrafts } from '../issuance/permit.ts';
import { prepareDrafts, prepareRecorded } from '../issuance/prepare.ts';
import { recordPrepared } from '../issuance/record.ts';
import { signRecorded } from '../issuance/sign.ts';
import { findCredential, findCredentialsByKey, type StoredCredential } from '../issuance/store.ts';
import { ownKeys } from '../keys/own-keys.ts';
import { listKeys } from '../keys/store.ts';
import { asJoint, type Body, refused } from './document.ts';
import { findJointCredential, insertJointCredential, type JointCredential, storeJointProof } from './store.ts';

type Json = Record<string, unknown>;
type By = { institution: Institution; actor: Actor };

/** A joint credential, with the document that all sign, and itself once it is issued. */
export type JointState = { joint: JointCredential; document: Json; issued?: IssuedCredential };

/**
 * Awards an achievement together with other bodies: records what will be signed, with its place in the status lists, and asks the others
 * for their proofs. Nothing is signed or handed out before all are in. The same request gives the same document.
 */
export async function awardJointly(
  context: IssuerContext,
  { institution, actor }: By,
  { achievement, others, request }: { achievement: AchievementVersion; others: Body[]; request: AwardRequest },
): Promise<JointState> {
  const ids = [institution.did, ...others.map(({ id }) => id)];
  if (new Set(ids).size < ids.length)
    throw refused([
      { pointer: '/awardingBody', detail: 'Name each of the other bodies once, and not this institution.' },
    ]);
  const draft = jointDraft(draftFromAward(institution, achievement, request), others);
  const [earlier] = await findCredentialsByKey(context.pool, institution.id, [draft.key]);
  if (earlier && !earlier.fingerprint.equals(draft.fingerprint)) {
    throw new Problem(422, 'This idempotency key was used for another request', {
      detail: 'Send the request that the key was first used for, or choose a new key.',
    });
  }
  const row = earlier ?? (await record(context, { institution, actor }, draft));
  // A crash may have come between the record and this.
  if (row.document !== null && !(await findJointCredential(context.pool, institution.id, row.id)))
    await ask(context, { institution, actor }, row.id, JSON.parse(row.document) as Json, others);
  await complete(context, institution, row.id);
  return stateOf(context, institution, row.id);
}

/** Keys of joint awards are their own: a plain request with the same key must never finish one of them with one proof alone. */
function jointDraft(draft: Draft, others: readonly Body[]): Draft {
  return {
    ...draft,
    key: `joint:${draft.key}`,
    fingerprint: fingerprintOf([draft.fingerprint.toString('hex'), others]),
    build: (credentialStatus) => asJoint(draft.build(credentialStatus), others),
  };
}

async function record(context: IssuerContext, { institution, actor }: By, draft: Draft): Promise<StoredCredential> {
  const refusals = new Map<string, Problem>();
  const [permitted] = await permitDrafts(context, institution, [draft], refusals);
  if (!permitted) throw refusals.get(draft.key)!;
  // Kept as a document: the forms of an achievement's awards are for those that one body awards.
  const { achievement: _, ...alone } = draft;
  const [prepared] = await prepareDrafts(context, institution, [{ ...permitted, draft: alone }], { refusals });
  if (!prepared) throw refusals.get(draft.key)!;
  const [recorded] = await recordPrepared(context, institution, actor, [prepared]);
  if (!recorded)
    throw new Problem(409, 'Another request came a moment earlier', {
      detail: 'It took the key, or the place in the status list; send the same request again.',
    });
  return recorded.row;
}

/** Asks the other bodies for their proofs over the recorded document. */
async function ask(
  context: IssuerContext,
  { institution, actor }: By,
  id: string,
  document: Json,
  others: readonly Body[],
): Promise<void> {
  await changeInstitution(context, institution.id, actor, async ({ client, audit }) => {
    const digest = digestOf(document);
    await insertJointCredential(client, institution.id, { id, digest, bodies: others });
    audit('joint-credential.asked', id, { bodies: others.map((body) => body.id), digest });
  });
}

/** Gives a joint credential as it stands. Throws 404 where there is none of that id. */
export async function stateOf(
  context: IssuerContext,
  { id: institutionId }: Institution,
  id: string,
): Promise<JointState> {
  const joint = await findJointCredential(context.pool, institutionId, id);
  const row = joint && (await findCredential(context.pool, institutionId, id));
  if (!joint || row?.document == null) throw new Problem(404, 'There is no such joint credential');
  const issued = toIssued(row);
  return { joint, document: JSON.parse(row.document) as Json, ...(issued ? { issued } : {}) };
}

/**
 * Takes the proof of one of the bodies, verified over the very document, and issues the credential when it was the last. Throws 404 where
 * there is no such credential, 422 for a proof that does not hold, ends before the credential does, or is of nobody who was asked.
 */
export async function takeProof(
  context: IssuerContext,
  institution: Institution,
  id: string,
  proof: Json,
): Promise<JointState> {
  const { joint, document } = await stateOf(context, institution, id);
  const world = verifyingWorld(context);
  const { verified, proofs } = await verifyDataIntegrity(
    { ...document, proof },
    {
      verificationMethod: (didUrl, purpose) => verificationMethodFor(world.dids, didUrl, purpose),
      now: context.clock(),
      purpose: 'assertionMethod',
    },
  );
  const body = verified ? proofs[0]?.controller : undefined;
  const asked = joint.bodies.find((each) => each.body === body);
  const refuse = (detail: string) =>
    new Problem(422, 'The proof cannot be taken', { errors: [{ pointer: '/proof', detail }] });
  if (!asked) throw refuse(proofs[0]?.problem?.detail ?? 'It is not of one of the bodies that award it.');
  if (endsBefore(document, proof))
    throw refuse('Its expires is before the validUntil of the credential, which would end with it. Leave it out.');
  await storeJointProof(context.pool, institution.id, {
    id,
    body: asked.body,
    proof: JSON.stringify(proof),
    at: context.clock(),
  });
  await complete(context, institution, id);
  return stateOf(context, institution, id);
}

/** A credential stands with all of its proofs; one that ends while those of others are awaited would keep it from ever being issued. */
const endsBefore = ({ validUntil }: Json, { expires }: Json) =>
  expires !== undefined && !(Date.parse(String(expires)) >= Date.parse(String(validUntil)));

/** Signs and issues a joint credential where the proofs of all others are in; asked again it changes nothing. */
async function complete(context: IssuerContext, institution: Institution, id: string): Promise<void> {
  const joint = await findJointCredential(context.pool, institution.id, id);
  const row = joint && (await findCredential(context.pool, institution.id, id));
  if (!joint || !row || row.issued || row.deleted) return;
  const others = joint.bodies.map(({ proof }) => proof);
  if (others.includes(null)) return;
  const keys = await listKeys(context.pool, institution.id);
  const [signed] = await signRecorded(context, institution, keys, await prepareRecorded([row]));
  const proof = JSON.stringify([...[JSON.parse(signed!.proof)].flat(), ...others]);
  const world = verifyingWorld(context);
  const own = ownKeys(institution.did, keys);
  const { verified, proofs } = await verifyDataIntegrity(JSON.parse(withProof(row.document!, proof)), {
    verificationMethod: (didUrl, purpose) =>
      didUrl.startsWith(`${institution.did}#`)
        ? own(didUrl, purpose)
        : verificationMethodFor(world.dids, didUrl, purpose),
    now: context.clock(),
    purpose: 'assertionMethod',
  });
  const controllers = new Set(proofs.flatMap(({ controller }) => controller ?? []));
  if (!verified || ![institution.did, ...joint.bodies.map(({ body }) => body)].every((did) => controllers.has(did)))
    throw new Error(`The proofs of joint credential ${id} do not hold together.`);
  await storeSigned(context, institution, [{ ...signed!, proof, verified: true }], []);
}
