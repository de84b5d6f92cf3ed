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

/** The canonical form of the proofs of one key: its text before and after the time, and the hash with the time that came last. */
type OptionsTemplate = { before: string; after: string; created: string; hash: Uint8Array };

// Members of the proofs that one key makes again and again, differing in their time alone.
const plainMembers = ['type', 'cryptosuite', 'verificationMethod', 'proofPurpose'] as const;
const templates = new Map<string, OptionsTemplate>();
const templateLimit = 500;
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
  const key = templateKey(named, options, digest);
  const created = options.created as string;
  const known = key === undefined ? undefined : templates.get(key);
  if (known) {
    if (known.created === created) return known.hash;
    if (isDateTimeStamp(created))
      return whenThere(platform.digest(digest, known.before + created + known.after), (hash) => {
        known.created = created;
        known.hash = hash;
        return hash;
      });
  }
  const { proofValue, ...unsigned } = options;
  return whenThere(canonicalize(proofDocument(named, unsigned), digest, contexts), (text) =>
    whenThere(platform.digest(digest, text), (hash) => {
      if (key !== undefined && isDateTimeStamp(created)) keepTemplate(key, text, { created, hash });
      return hash;
    }),
  );
}

function keepTemplate(key: string, canonical: string, last: Pick<OptionsTemplate, 'created' | 'hash'>): void {
  const [before, after, ...more] = canonical.split(last.created);
  if (
    before === undefined ||
    canonical.length > longestTemplate ||
    !after?.startsWith('"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n') ||
    more.length > 0
  )
    return;
  if (templates.size >= templateLimit) templates.delete(templates.keys().next().value!);
  templates.set(key, { before, after, ...last });
}

/** Names all that a template depends on; undefined for a proof that has other members. Lengths keep two lists from having one name. */
function templateKey(named: unknown, options: JsonObject, digest: Digest): string | undefined {
  let members = 'proofValue' in options ? 2 : 1;
  let key: string = digest;
  for (const name of plainMembers) {
    const value = options[name];
    if (typeof value === 'string') {
      members += 1;
      key += ` ${value.length} ${value}`;
    } else if (value === undefined && !(name in options)) key += ' -';
    else return undefined;
  }
  if (!('created' in options) || Object.keys(options).length !== members) return undefined;
  for (const url of asArray(named)) {
    if (typeof url !== 'string') return undefined;
    key += ` ${url.length} ${url}`;
  }
  return key;
}

function proofDocument(named: unknown, options: JsonObject): JsonObject {
  const urls = asArray(named);
  // Credentials of VCDM 1.1 need not name a context for proofs; the suite's own is then meant.
  const isNamed = options.type !== 'DataIntegrityProof' || urls.some((url) => suiteContexts.includes(url as string));
  return { '@context': isNamed ? urls : [...urls, suiteContexts[1]], ...options };
}
