import type { KeyAlgorithm } from '@symbolon/dids';
import { platform } from '#platform';
import { type Awaitable, whenThere } from './awaitable.ts';
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
export function documentHash(document: JsonObject, digest: Digest, contexts?: ContextSource): Awaitable<Uint8Array> {
  return whenThere(canonicalize(document, digest, contexts), (text) => platform.digest(digest, text));
}

/**
 * Gives what is signed: the hash of the proof options followed by the hash of the document (EdDSA Cryptosuites §3.2.4).
 * The options are read by the contexts that their document names.
 */
export function hashData(
  document: JsonObject,
  proof: JsonObject,
  hash: Uint8Array,
  digest: Digest,
  contexts?: ContextSource,
): Awaitable<Uint8Array> {
  return whenThere(optionsHash(document['@context'], proof, digest, contexts), (options) => {
    const bytes = new Uint8Array(options.length + hash.length);
    bytes.set(options);
    bytes.set(hash, options.length);
    return bytes;
  });
}

/**
 * The canonical form of the proofs of one key, which differ in their time alone: its text before and after the time, and the hash with the
 * time that came last.
 */
type OptionsTemplate = {
  digest: Digest;
  proof: JsonObject;
  contexts: readonly unknown[];
  before: string;
  after: string;
  created: string;
  hash: Uint8Array;
};

// By the verification method, which names the key. One key signs documents of a few kinds, each with contexts of its own.
const templates = new Map<string, OptionsTemplate[]>();
const [mostKeys, mostOfKey] = [500, 4];
/** The names of a key are its owner's choice; long ones would fill the memory. */
const longestTemplate = 4_000;

/**
 * Hash of the canonical form of the proof without its value, read by the contexts of its document (EdDSA Cryptosuites §3.2.5). For a
 * proof of plain text members the form is taken from the last one of the same key: only the one line with the time differs, and its
 * place does not. Credentials that were signed in the same second share the hash itself.
 */
function optionsHash(
  named: unknown,
  options: JsonObject,
  digest: Digest,
  contexts?: ContextSource,
): Awaitable<Uint8Array> {
  const created = options.created as string;
  const known = templateOf(named, options, digest);
  if (known) {
    if (known.created === created) return known.hash;
    if (isDateTimeStamp(created))
      return whenThere(platform.digest(digest, known.before + created + known.after), (hash) => {
        known.created = created;
        known.hash = hash;
        return hash;
      });
  }
  const { proofValue, ...proof } = options;
  return whenThere(canonicalize(proofDocument(named, proof), digest, contexts), (text) =>
    whenThere(platform.digest(digest, text), (hash) => {
      if (isDateTimeStamp(created)) keepTemplate(text, { digest, proof, contexts: asArray(named), created, hash });
      return hash;
    }),
  );
}

function templateOf(named: unknown, options: JsonObject, digest: Digest): OptionsTemplate | undefined {
  const { verificationMethod } = options;
  const kept = typeof verificationMethod === 'string' ? templates.get(verificationMethod) : undefined;
  if (kept) for (const template of kept) if (fits(template, named, options, digest)) return template;
  return undefined;
}

/** Whether a proof has the members of a template's, its time and value aside, and the document its contexts. */
function fits({ digest, proof, contexts }: OptionsTemplate, named: unknown, options: JsonObject, by: Digest): boolean {
  if (digest !== by) return false;
  for (const name in options) {
    if (name !== 'proofValue' && name !== 'created' && proof[name] !== options[name]) return false;
  }
  // One that has fewer.
  for (const name in proof) if (!(name in options)) return false;
  if (!Array.isArray(named)) return contexts.length === 1 && contexts[0] === named;
  if (contexts.length !== named.length) return false;
  for (let index = 0; index < named.length; index++) if (contexts[index] !== named[index]) return false;
  return true;
}

function keepTemplate(canonical: string, about: Omit<OptionsTemplate, 'before' | 'after'>): void {
  const { proof, contexts, created } = about;
  const { verificationMethod } = proof;
  const isPlain = Object.entries(proof).every(([name, value]) => plainMembers.has(name) && typeof value === 'string');
  if (!isPlain || typeof verificationMethod !== 'string') return;
  if (!contexts.every((context) => typeof context === 'string')) return;
  const [before, after, ...more] = canonical.split(created);
  if (
    before === undefined ||
    canonical.length > longestTemplate ||
    !after?.startsWith('"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n') ||
    more.length > 0
  )
    return;
  const kept = templates.get(verificationMethod) ?? [];
  if (kept.length === 0 && templates.size >= mostKeys) templates.delete(templates.keys().next().value!);
  templates.set(verificationMethod, [{ ...about, before, after }, ...kept].slice(0, mostOfKey));
}

// Members of the proofs that one key makes again and again.
const plainMembers = new Set(['type', 'created', 'cryptosuite', 'verificationMethod', 'proofPurpose']);

function proofDocument(named: unknown, options: JsonObject): JsonObject {
  const urls = asArray(named);
  // Credentials of VCDM 1.1 need not name a context for proofs; the suite's own is then meant.
  const isNamed = options.type !== 'DataIntegrityProof' || urls.some((url) => suiteContexts.includes(url as string));
  return { '@context': isNamed ? urls : [...urls, suiteContexts[1]], ...options };
}
