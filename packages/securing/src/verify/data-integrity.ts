import type { ProofPurpose } from '@symbolon/dids';
import { type ProblemDetails, type ProblemName, problemDetails } from '@symbolon/problem';
import { platform } from '#platform';
import { type Awaitable, whenThere } from '../primitives/awaitable.ts';
import { decodeBase58 } from '../primitives/base58.ts';
import { type ContextSource, heldContexts, TransformationError } from '../primitives/canonical.ts';
import { asArray, isDateTimeStamp, isObject, type JsonObject } from '../primitives/json.ts';
import { jsonLdProblems } from '../primitives/json-ld-rules.ts';
import { limits, parseDocument, WithinLimits } from '../primitives/limits.ts';
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
 * Takes a text, a value, or what `parseDocument` gave. The answer comes at once where the keys are at hand and nothing has to be handed to
 * the general libraries.
 */
export function verifyDataIntegrity(input: unknown, options: DataIntegrityOptions): Awaitable<SecuringResult> {
  const parsed = input instanceof WithinLimits ? input : parseDocument(input);
  if (parsed.problem) return notVerified(parsed.problem);
  const { document, values } = parsed;
  const proofs = asArray(document.proof);
  if (proofs.length === 0) return notVerified(problemDetails('NO_PROOF'));
  if (proofs.length > maxProofs) return notVerified(tooMany());
  const { contexts = heldContexts } = options;
  const problems = jsonLdProblems(parsed, contexts.urls);
  if (problems.length > 0) return notVerified(...problems);

  const excess = tooMuchWork(proofs, values);
  if (excess) return notVerified(excess);

  const { proof: _, ...unsecured } = document;
  const subject = new Subject(unsecured, contexts);
  const results = proofs.map((proof, index) => verifyProof(proof, index, proofs, subject, options));
  return isThere(results) ? conclude(document, results) : Promise.all(results).then((all) => conclude(document, all));
}

const notVerified = (...problems: ProblemDetails[]): SecuringResult => ({ verified: false, proofs: [], problems });

const isThere = <T>(results: Awaitable<T>[]): results is T[] => !results.some((result) => result instanceof Promise);

function conclude(document: JsonObject, proofs: ProofResult[]): SecuringResult {
  const known = proofs.filter(({ outcome }) => outcome !== 'unknown-suite');
  const verified = known.length > 0 && known.every(({ outcome }) => outcome === 'verified');
  return verified ? { verified, proofs, problems: [], document } : { verified, proofs, problems: [] };
}

/** Each set of earlier proofs has the whole document canonicalized anew; for a large document that is limited. */
function tooMuchWork(proofs: unknown[], values: number) {
  if (proofs.length === 1) return undefined;
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
    const key = previous.length === 0 ? digest : JSON.stringify([digest, ...previous.map(({ id }) => id)]);
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

function verifyProof(
  value: unknown,
  index: number,
  all: unknown[],
  subject: Subject,
  options: DataIntegrityOptions,
): Awaitable<ProofResult> {
  const pointer = all.length === 1 ? '/proof' : `/proof/${index}`;
  const name = suiteName(value);
  const suite = cryptosuites.find((known) => known.name === name);
  if (!suite)
    return { outcome: 'unknown-suite', cryptosuite: name, problem: problemDetails('UNKNOWN_CRYPTOSUITE', { pointer }) };
  const proof = value as Proof;
  const about: ProofResult = { outcome: 'failed', cryptosuite: name };
  if (typeof proof.verificationMethod === 'string') about.verificationMethod = proof.verificationMethod;
  if (typeof proof.created === 'string') about.created = proof.created;
  const refused = (error: unknown): ProofResult => ({ ...about, problem: asProblem(error, pointer) });
  try {
    checkMembers(proof, options);
    const previous = previousProofs(proof, all);
    const found = options.verificationMethod(proof.verificationMethod as string, options.purpose);
    const judged = whenThere(found, (key): Awaitable<ProofResult> => {
      if (!key.found) {
        const outcome = key.unreachable ? 'key-unknown' : 'failed';
        return { ...about, outcome, problem: { ...key.problem, pointer } };
      }
      about.controller = key.controller;
      if (key.notAfter !== undefined && Date.parse(key.notAfter) <= options.now.getTime())
        throw failed('The key is no longer in use.');
      return whenThere(checkSignature(proof, suite, previous, subject, key.publicKey), () => {
        about.outcome = 'verified';
        return about;
      });
    });
    return judged instanceof Promise ? judged.catch(refused) : judged;
  } catch (error) {
    return refused(error);
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
  if (proof.previousProof === undefined) return [];
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

function checkSignature(
  proof: Proof,
  suite: Cryptosuite,
  previous: Proof[],
  subject: Subject,
  key: PublicKey,
): Awaitable<void> {
  if (!suite.algorithms.includes(key.algorithm))
    throw failed(`A ${key.algorithm} key does not make proofs of ${suite.name}.`);
  const signature = signatureOf(proof, signatureLength(key.algorithm));
  const digest = digestFor(key.algorithm);
  return whenThere(subject.hash(digest, previous), (hash) =>
    whenThere(hashData(subject.document, proof, hash, digest, subject.contexts), (bytes) =>
      whenThere(platform.verify(key, bytes, signature), (isGood) => {
        if (!isGood) throw failed('The signature does not fit the document and the key.');
      }),
    ),
  );
}

function signatureOf({ proofValue }: Proof, length: number): Uint8Array {
  if (typeof proofValue !== 'string' || !proofValue.startsWith('z') || proofValue.length > 200)
    throw failed('The value of the proof is not base58-btc multibase.');
  const bytes = decodeBase58(proofValue.slice(1));
  if (!bytes) throw failed('The value of the proof is not base58-btc multibase.');
  if (bytes.length !== length) throw failed(`The value of the proof must hold ${length} bytes.`);
  return bytes;
}
