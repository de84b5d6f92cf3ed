import { base58 } from '@scure/base';
import type { ProofPurpose } from '@symbolon/dids';
import { type ProblemName, problemDetails } from '@symbolon/problem';
import { platform } from '#platform';
import type { Awaitable } from '../primitives/awaitable.ts';
import { type ContextSource, heldContexts, TransformationError } from '../primitives/canonical.ts';
import { asArray, isDateTimeStamp, isObject, type JsonObject } from '../primitives/json.ts';
import { jsonLdProblems } from '../primitives/json-ld-rules.ts';
import { limits, parseDocument } from '../primitives/limits.ts';
import type { Digest } from '../primitives/platform.ts';
import {
  type Cryptosuite,
  cryptosuites,
  digestFor,
  documentHash,
  hashData,
  type Proof,
  signatureLength,
} from '../primitives/proof.ts';
import type { ProofResult, SecuringResult, VerifyingOptions } from './result.ts';

/** More proofs than an honest document has would only buy an attacker computing time. */
const maxProofs = 8;

export type DataIntegrityOptions = VerifyingOptions & {
  purpose: ProofPurpose;
  /** What the proofs must answer to; a proof without it fails. */
  challenge?: string;
  domain?: string | string[];
};

/**
 * Verifies all proofs of a document (Data Integrity 1.0 §4.5): every proof of a known suite must hold, at least one must exist, chains
 * by `previousProof` are followed, `expires` ends a proof. Proofs of unknown suites are reported and never counted as good.
 */
export async function verifyDataIntegrity(input: unknown, options: DataIntegrityOptions): Promise<SecuringResult> {
  const { document, values, problem } = parseDocument(input);
  if (problem) return { verified: false, proofs: [], problems: [problem] };
  const { proof: _, ...unsecured } = document;
  const proofs = asArray(document.proof);
  if (proofs.length === 0) return { verified: false, proofs: [], problems: [problemDetails('NO_PROOF')] };
  if (proofs.length > maxProofs) return { verified: false, proofs: [], problems: [tooMany()] };
  const { contexts = heldContexts } = options;
  const problems = jsonLdProblems(document, contexts.urls);
  if (problems.length > 0) return { verified: false, proofs: [], problems };

  const excess = tooMuchWork(proofs, values);
  if (excess) return { verified: false, proofs: [], problems: [excess] };

  const subject = new Subject(unsecured, contexts);
  const results: ProofResult[] = [];
  for (const [index, proof] of proofs.entries())
    results.push(await verifyProof(proof, index, proofs, subject, options));
  const known = results.filter(({ outcome }) => outcome !== 'unknown-suite');
  const verified = known.length > 0 && known.every(({ outcome }) => outcome === 'verified');
  return { verified, proofs: results, problems: [], ...(verified ? { document } : {}) };
}

/** Each set of earlier proofs has the whole document canonicalized anew; for a large document that is limited. */
function tooMuchWork(proofs: unknown[], values: number) {
  const sets = new Set(proofs.map((proof) => JSON.stringify(isObject(proof) ? asArray(proof.previousProof) : [])));
  if (sets.size === 1 || sets.size * values <= 1.5 * limits.values) return undefined;
  return problemDetails('PROOF_VERIFICATION_ERROR', {
    detail: 'The document is too large for so many chained proofs.',
    pointer: '/proof',
  });
}

const tooMany = () =>
  problemDetails('PROOF_VERIFICATION_ERROR', {
    detail: `A document may have at most ${maxProofs} proofs.`,
    pointer: '/proof',
  });

/** The document without its proofs, hashed once for all proofs that sign the same statements. */
class Subject {
  readonly document: JsonObject;
  readonly contexts: ContextSource;
  readonly #hashes = new Map<string, Awaitable<Uint8Array>>();

  constructor(document: JsonObject, contexts: ContextSource) {
    this.document = document;
    this.contexts = contexts;
  }

  hash(digest: Digest, previous: readonly Proof[]): Awaitable<Uint8Array> {
    const key = JSON.stringify([digest, ...previous.map(({ id }) => id)]);
    const known = this.#hashes.get(key);
    if (known) return known;
    const document = previous.length > 0 ? { ...this.document, proof: previous } : this.document;
    const hash = documentHash(document, digest, this.contexts);
    this.#hashes.set(key, hash);
    return hash;
  }
}

/** What was found wrong with a proof; caught where the proof is judged. */
class ProofFault extends Error {
  readonly problem: ProblemName;

  constructor(problem: ProblemName, detail: string) {
    super(detail);
    this.problem = problem;
  }
}

const failed = (detail: string) => new ProofFault('PROOF_VERIFICATION_ERROR', detail);

async function verifyProof(
  value: unknown,
  index: number,
  all: unknown[],
  subject: Subject,
  options: DataIntegrityOptions,
): Promise<ProofResult> {
  const pointer = all.length === 1 ? '/proof' : `/proof/${index}`;
  const name = suiteName(value);
  const suite = cryptosuites.find((known) => known.name === name);
  if (!suite)
    return { outcome: 'unknown-suite', cryptosuite: name, problem: problemDetails('UNKNOWN_CRYPTOSUITE', { pointer }) };
  const proof = value as Proof;
  const about: Omit<ProofResult, 'outcome'> = { cryptosuite: name };
  if (typeof proof.verificationMethod === 'string') about.verificationMethod = proof.verificationMethod;
  if (typeof proof.created === 'string') about.created = proof.created;
  try {
    checkMembers(proof, options);
    const previous = previousProofs(proof, all);
    const found = await options.verificationMethod(proof.verificationMethod as string, options.purpose);
    if (!found.found) {
      return {
        ...about,
        outcome: found.unreachable ? 'key-unknown' : 'failed',
        problem: { ...found.problem, pointer },
      };
    }
    about.controller = found.controller;
    if (found.notAfter !== undefined && Date.parse(found.notAfter) <= options.now.getTime())
      throw failed('The key is no longer in use.');
    await checkSignature(proof, suite, previous, subject, found.publicKey);
    return { ...about, outcome: 'verified' };
  } catch (error) {
    return { ...about, outcome: 'failed', problem: asProblem(error, pointer) };
  }
}

function asProblem(error: unknown, pointer: string) {
  if (error instanceof ProofFault) return problemDetails(error.problem, { detail: error.message, pointer });
  if (error instanceof TransformationError)
    return problemDetails('PROOF_TRANSFORMATION_ERROR', { detail: error.message, pointer });
  throw error;
}

function suiteName(proof: unknown): string {
  if (!isObject(proof)) return 'unknown';
  const name = proof.type === 'DataIntegrityProof' ? proof.cryptosuite : proof.type;
  return typeof name === 'string' && name !== 'DataIntegrityProof' ? name : 'unknown';
}

function checkMembers(proof: Proof, { purpose, challenge, domain, now }: DataIntegrityOptions): void {
  if (typeof proof.verificationMethod !== 'string') throw failed('The proof does not name its key.');
  if (proof.proofPurpose !== purpose) throw failed(`The purpose of the proof is not ${purpose}.`);
  if (proof.created !== undefined && !isDateTimeStamp(proof.created))
    throw failed('The time of the proof is not a dateTimeStamp.');
  if (proof.expires !== undefined) {
    if (!isDateTimeStamp(proof.expires)) throw failed('The end of the proof is not a dateTimeStamp.');
    if (Date.parse(proof.expires) <= now.getTime()) throw failed('The proof has ended.');
  }
  if (domain !== undefined && !sameTexts(domain, proof.domain))
    throw new ProofFault('INVALID_DOMAIN_ERROR', 'The proof was made for another domain.');
  if (challenge !== undefined && proof.challenge !== challenge)
    throw new ProofFault('INVALID_CHALLENGE_ERROR', 'The proof does not answer the challenge.');
}

function sameTexts(expected: string | string[], actual: unknown): boolean {
  const [left, right] = [new Set<unknown>(asArray(expected)), new Set(asArray(actual))];
  return left.size === right.size && [...left].every((text) => right.has(text));
}

/** The proofs that a proof builds on (Data Integrity 1.0 §4.5 step 3.2). They are signed along; each is verified by itself as well. */
function previousProofs(proof: Proof, all: unknown[]): Proof[] {
  const names = asArray(proof.previousProof);
  if (names.length > maxProofs) throw failed('The proof names too many earlier proofs.');
  return names.map((name) => {
    const matches = all.filter(
      (other): other is Proof => isObject(other) && typeof name === 'string' && other.id === name,
    );
    if (matches.length !== 1 || matches[0] === proof)
      throw failed('An earlier proof that the proof builds on is not there.');
    // A known suite is verified by itself; an unknown one would leave a gap in the chain.
    if (!cryptosuites.some((suite) => suite.name === suiteName(matches[0])))
      throw failed('The proof builds on one of an unknown kind.');
    return matches[0]!;
  });
}

type PublicKey = Parameters<typeof platform.verify>[0];

async function checkSignature(
  proof: Proof,
  suite: Cryptosuite,
  previous: Proof[],
  subject: Subject,
  key: PublicKey,
): Promise<void> {
  if (!suite.algorithms.includes(key.algorithm))
    throw failed(`A ${key.algorithm} key does not make proofs of ${suite.name}.`);
  const signature = signatureOf(proof, signatureLength(key.algorithm));
  const digest = digestFor(key.algorithm);
  const bytes = await hashData(subject.document, proof, await subject.hash(digest, previous), digest, subject.contexts);
  if (!(await platform.verify(key, bytes, signature)))
    throw failed('The signature does not fit the document and the key.');
}

function signatureOf({ proofValue }: Proof, length: number): Uint8Array {
  if (typeof proofValue !== 'string' || !proofValue.startsWith('z') || proofValue.length > 200)
    throw failed('The value of the proof is not base58-btc multibase.');
  let bytes: Uint8Array;
  try {
    bytes = base58.decode(proofValue.slice(1));
  } catch {
    throw failed('The value of the proof is not base58-btc multibase.');
  }
  if (bytes.length !== length) throw failed(`The value of the proof must hold ${length} bytes.`);
  return bytes;
}
