import { base58 } from '@scure/base';
import type { ContextSource } from '../primitives/canonical.ts';
import type { JsonObject } from '../primitives/json.ts';
import { cryptosuites, digestFor, hashData, type Proof } from '../primitives/proof.ts';
import type { Signer } from '../signer.ts';
import { type PreparedCredential, type PreparedPresentation, preparePresentation } from './prepare.ts';

export type CreatedAt = { created: Date };

/**
 * Gives the credential with a proof for each signer: one object for one, an array for several (Data Integrity 1.0 §2.1.1).
 * Ed25519 keys sign by eddsa-rdfc-2022, P-256 and P-384 keys by ecdsa-rdfc-2019.
 */
export async function signDataIntegrity(
  prepared: PreparedCredential,
  signers: readonly Signer[],
  { created }: CreatedAt,
): Promise<JsonObject> {
  const { document } = prepared;
  const proofs: Proof[] = [];
  for (const signer of signers) {
    const options = { type: 'DataIntegrityProof', ...optionsOf(signer, created), proofPurpose: 'assertionMethod' };
    proofs.push(await prove(prepared, options, signer));
  }
  if (proofs.length === 0) throw new Error('A credential is signed by at least one key.');
  return { ...document, proof: proofs.length === 1 ? proofs[0] : proofs };
}

/**
 * Gives a presentation with a proof of purpose `authentication` that answers a challenge for a domain. Throws `Problem` 400 where the
 * presentation cannot be signed whole; the credentials inside are not judged.
 */
export async function signPresentation(
  presentation: JsonObject,
  signer: Signer,
  {
    created,
    challenge,
    domain,
    contexts,
  }: CreatedAt & { challenge?: string; domain?: string; contexts?: ContextSource },
): Promise<JsonObject> {
  const prepared = await preparePresentation(presentation, contexts);
  const options = {
    type: 'DataIntegrityProof',
    ...optionsOf(signer, created),
    proofPurpose: 'authentication',
    ...(challenge === undefined ? {} : { challenge }),
    ...(domain === undefined ? {} : { domain }),
  };
  return { ...prepared.document, proof: await prove(prepared, options, signer) };
}

function optionsOf({ algorithm, verificationMethod }: Signer, created: Date) {
  const suite = cryptosuites.find(({ algorithms }) => algorithms.includes(algorithm))!;
  // Whole seconds, as the libraries in use write it; a fraction is allowed but gains nothing.
  return { created: `${created.toISOString().slice(0, 19)}Z`, verificationMethod, cryptosuite: suite.name };
}

async function prove(
  prepared: PreparedCredential | PreparedPresentation,
  options: Proof,
  signer: Signer,
): Promise<Proof> {
  const digest = digestFor(signer.algorithm);
  const bytes = await hashData(prepared.document, options, await prepared.hash(digest), digest, prepared.contexts);
  return { ...options, proofValue: `z${base58.encode(await signer.sign(bytes))}` };
}
