import { type Awaitable, whenThere } from '../primitives/awaitable.ts';
import { encodeBase58 } from '../primitives/base58.ts';
import type { ContextSource } from '../primitives/canonical.ts';
import { asArray, type JsonObject } from '../primitives/json.ts';
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
  const proofs: Proof[] = [];
  for (const signer of signers) proofs.push(await createProof(prepared, signer, { created }));
  if (proofs.length === 0) throw new Error('A credential is signed by at least one key.');
  return { ...prepared.document, proof: proofs.length === 1 ? proofs[0] : proofs };
}

/**
 * Gives the proof of one key over a prepared credential (Data Integrity 1.0 §4.2): at once where the key is in this process and the
 * hash is there, which it is for all that the walker or a template covers; else a promise.
 */
export function createProof(prepared: PreparedCredential, signer: Signer, { created }: CreatedAt): Awaitable<Proof> {
  return prove(prepared, { type: 'DataIntegrityProof', ...optionsOf(signer, created), proofPurpose }, signer);
}

/**
 * Gives the proofs of one key over many prepared credentials, in their order, without a promise for each; for a thread that does
 * nothing else. A promise only where one of them waits for a key elsewhere or for the generic canonicalization.
 */
export function createProofs(
  prepared: readonly PreparedCredential[],
  signer: Signer,
  { created }: CreatedAt,
): Awaitable<Proof[]> {
  const proofs = prepared.map((each) => createProof(each, signer, { created }));
  return proofs.some((proof) => proof instanceof Promise) ? Promise.all(proofs) : (proofs as Proof[]);
}

/**
 * Gives the credential with a proof of the suite Ed25519Signature2020, for wallets that know no other. Throws where the key is not an
 * Ed25519 key or the credential does not name the suite's context.
 */
export async function signEd25519Signature2020(
  prepared: PreparedCredential,
  signer: Signer,
  { created }: CreatedAt,
): Promise<JsonObject> {
  const { document } = prepared;
  if (signer.algorithm !== 'Ed25519') throw new Error('Ed25519Signature2020 is signed by an Ed25519 key.');
  if (!asArray(document['@context']).includes(ed25519ContextUrl))
    throw new Error(`A credential with a proof of Ed25519Signature2020 names the context ${ed25519ContextUrl}.`);
  const { cryptosuite: _, ...options } = optionsOf(signer, created);
  const proof = { type: 'Ed25519Signature2020', ...options, proofPurpose };
  return { ...document, proof: await prove(prepared, proof, signer) };
}

const ed25519ContextUrl = 'https://w3id.org/security/suites/ed25519-2020/v1';
const proofPurpose = 'assertionMethod';

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

const suiteOf = Object.fromEntries(
  cryptosuites.flatMap(({ name, type, algorithms }) =>
    type === 'DataIntegrityProof' ? algorithms.map((algorithm) => [algorithm, name]) : [],
  ),
);
// Many are signed in the same second.
let lastCreated = { second: Number.NaN, text: '' };

function optionsOf({ algorithm, verificationMethod }: Signer, created: Date) {
  // Whole seconds, as the libraries in use write it; a fraction is allowed but gains nothing.
  const second = Math.floor(created.getTime() / 1_000);
  if (lastCreated.second !== second) lastCreated = { second, text: `${created.toISOString().slice(0, 19)}Z` };
  return { created: lastCreated.text, verificationMethod, cryptosuite: suiteOf[algorithm]! };
}

function prove(prepared: PreparedCredential | PreparedPresentation, options: Proof, signer: Signer): Awaitable<Proof> {
  const digest = digestFor(signer.algorithm);
  const { document, contexts } = prepared;
  return whenThere(prepared.hash(digest), (hash) =>
    whenThere(hashData(document, options, hash, digest, contexts), (bytes) =>
      whenThere(signer.sign(bytes), (signature) => ({ ...options, proofValue: `z${encodeBase58(signature)}` })),
    ),
  );
}
