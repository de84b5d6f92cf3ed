import { base58 } from '@scure/base';
import type { JsonObject } from '../primitives/json.ts';
import { cryptosuites, digestFor, documentHash, hashData, type Proof } from '../primitives/proof.ts';
import type { Signer } from '../signer.ts';
import type { PreparedCredential } from './prepare.ts';

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
    proofs.push(await prove(document, options, signer, await prepared.hash(digestFor(signer.algorithm))));
  }
  if (proofs.length === 0) throw new Error('A credential is signed by at least one key.');
  return { ...document, proof: proofs.length === 1 ? proofs[0] : proofs };
}

/** Gives a presentation with a proof of purpose `authentication` that answers a challenge for a domain. */
export async function signPresentation(
  presentation: JsonObject,
  signer: Signer,
  { created, challenge, domain }: CreatedAt & { challenge?: string; domain?: string },
): Promise<JsonObject> {
  const options = {
    type: 'DataIntegrityProof',
    ...optionsOf(signer, created),
    proofPurpose: 'authentication',
    ...(challenge === undefined ? {} : { challenge }),
    ...(domain === undefined ? {} : { domain }),
  };
  const hash = await documentHash(presentation, digestFor(signer.algorithm));
  return { ...presentation, proof: await prove(presentation, options, signer, hash) };
}

function optionsOf({ algorithm, verificationMethod }: Signer, created: Date) {
  const suite = cryptosuites.find(({ algorithms }) => algorithms.includes(algorithm))!;
  // Whole seconds, as the libraries in use write it; a fraction is allowed but gains nothing.
  return { created: `${created.toISOString().slice(0, 19)}Z`, verificationMethod, cryptosuite: suite.name };
}

async function prove(document: JsonObject, options: Proof, signer: Signer, hash: Uint8Array): Promise<Proof> {
  const bytes = await hashData(document['@context'], options, hash, digestFor(signer.algorithm));
  return { ...options, proofValue: `z${base58.encode(await signer.sign(bytes))}` };
}
