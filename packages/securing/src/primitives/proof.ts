import type { KeyAlgorithm } from '@symbolon/dids';
import { platform } from '#platform';
import { type ContextSource, canonicalize } from './canonical.ts';
import { asArray, isDateTimeStamp, type JsonObject } from './json.ts';
import type { Digest } from './platform.ts';

/** A proof as it stands in a document (Data Integrity 1.0 §2.1). */
export type Proof = JsonObject & { type: string };

/** A cryptographic suite: which keys it takes and which proofs are its own. */
export type Cryptosuite = { name: string; type: string; algorithms: readonly KeyAlgorithm[] };

/** Every suite known here; all of them transform by RDFC-1.0 and write the raw signature in base58-btc. */
export const cryptosuites: readonly Cryptosuite[] = [
  { name: 'eddsa-rdfc-2022', type: 'DataIntegrityProof', algorithms: ['Ed25519'] },
  { name: 'ecdsa-rdfc-2019', type: 'DataIntegrityProof', algorithms: ['P-256', 'P-384'] },
  // What wallets knew before Data Integrity was a Recommendation.
  { name: 'Ed25519Signature2020', type: 'Ed25519Signature2020', algorithms: ['Ed25519'] },
];

/** Digest of a suite with a key: SHA-384 for P-384, SHA-256 for all others (ECDSA Cryptosuites §3.2). */
export const digestFor = (algorithm: KeyAlgorithm): Digest => (algorithm === 'P-384' ? 'SHA-384' : 'SHA-256');

/** Length of a raw signature in bytes. */
export const signatureLength = (algorithm: KeyAlgorithm): number => (algorithm === 'P-384' ? 96 : 64);

const suiteContexts = [
  'https://www.w3.org/ns/credentials/v2',
  'https://w3id.org/security/data-integrity/v2',
  'https://w3id.org/security/data-integrity/v1',
];

/** Gives the hash of a canonical document, to be computed once for all of its proofs. */
export async function documentHash(
  document: JsonObject,
  digest: Digest,
  contexts?: ContextSource,
): Promise<Uint8Array> {
  return platform.digest(digest, await canonicalize(document, digest, contexts));
}

/**
 * Gives what is signed: the hash of the proof options followed by the hash of the document (EdDSA Cryptosuites §3.2.4).
 * The options are read by the contexts that their document names.
 */
export async function hashData(
  document: JsonObject,
  proof: JsonObject,
  hash: Uint8Array,
  digest: Digest,
  contexts?: ContextSource,
): Promise<Uint8Array> {
  const optionsHash = await platform.digest(
    digest,
    await canonicalOptions(document['@context'], proof, digest, contexts),
  );
  const bytes = new Uint8Array(optionsHash.length + hash.length);
  bytes.set(optionsHash);
  bytes.set(hash, optionsHash.length);
  return bytes;
}

// Members of the proofs that one key makes again and again, differing in their time alone.
const plainMembers = new Set(['type', 'created', 'cryptosuite', 'verificationMethod', 'proofPurpose']);
const templates = new Map<string, [before: string, after: string]>();
const templateLimit = 500;
/** The names of a key are its owner's choice; long ones would fill the memory. */
const longestTemplate = 4_000;

/**
 * Canonical form of the proof without its value, read by the contexts of its document (EdDSA Cryptosuites §3.2.5). For a proof of plain
 * text members it is taken from the last one of the same key: only the one line with the time differs, and its place does not.
 */
async function canonicalOptions(
  named: unknown,
  options: JsonObject,
  digest: Digest,
  contexts?: ContextSource,
): Promise<string> {
  const { proofValue, ...unsigned } = options;
  const { created, ...fixed } = unsigned;
  const isPlain =
    isDateTimeStamp(created) &&
    Object.entries(fixed).every(([name, value]) => plainMembers.has(name) && typeof value === 'string');
  if (!isPlain) return canonicalize(proofDocument(named, unsigned), digest, contexts);
  const key = JSON.stringify([named, Object.entries(fixed).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  const known = templates.get(key);
  if (known) return known.join(created);
  const canonical = await canonicalize(proofDocument(named, unsigned), digest, contexts);
  const [before, after, ...more] = canonical.split(created);
  if (
    before !== undefined &&
    canonical.length <= longestTemplate &&
    after?.startsWith('"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n') &&
    more.length === 0
  ) {
    if (templates.size >= templateLimit) templates.delete(templates.keys().next().value!);
    templates.set(key, [before, after]);
  }
  return canonical;
}

function proofDocument(named: unknown, options: JsonObject): JsonObject {
  const urls = asArray(named);
  // Credentials of VCDM 1.1 need not name a context for proofs; the suite's own is then meant.
  const isNamed = options.type !== 'DataIntegrityProof' || urls.some((url) => suiteContexts.includes(url as string));
  return { '@context': isNamed ? urls : [...urls, suiteContexts[1]], ...options };
}
