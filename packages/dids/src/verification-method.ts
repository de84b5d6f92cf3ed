import { type ProblemDetails, type ProblemName, problemDetails } from '@symbolon/problem';
import type { DIDDocument, DIDResolutionResult, VerificationMethod } from 'did-resolver';
import { type PublicKey, publicKeyOf } from './keys/public-key.ts';
import type { DidResolver } from './resolver.ts';

/** Verification relationships that a signature can have here (CID 1.0 §2.3). */
export type ProofPurpose = 'assertionMethod' | 'authentication';

/**
 * The key behind a DID URL, or why there is none. `unreachable` says that the DID document could not be fetched, so that
 * the signature is neither good nor bad; all other problems mean that the key must not be used.
 */
export type VerificationMethodResult =
  | {
      found: true;
      id: string;
      controller: string;
      publicKey: PublicKey /** RFC 3339; the key proves nothing from then on. */;
      notAfter?: string;
    }
  | { found: false; unreachable: boolean; problem: ProblemDetails };

const problemOf: Record<string, ProblemName> = {
  invalidDid: 'INVALID_DID',
  invalidPublicKeyLength: 'INVALID_DID',
  invalidDidDocument: 'INVALID_DID_DOCUMENT',
  notFound: 'NOT_FOUND',
  methodNotSupported: 'METHOD_NOT_SUPPORTED',
  unsupportedDidMethod: 'METHOD_NOT_SUPPORTED',
  unreachable: 'INTERNAL_ERROR',
};

const missing = (name: ProblemName, detail: string, unreachable = false): VerificationMethodResult => ({
  found: false,
  unreachable,
  problem: problemDetails(name, { detail }),
});

/**
 * Finds the key that a proof names (CID 1.0 §3.3, Retrieve Verification Method): the DID document is resolved, the method must
 * stand in it, name the DID as its controller, be listed under the relationship of the proof's purpose, and hold a sound key.
 * The answer comes at once where the DID document is at hand.
 */
export function verificationMethodFor(
  resolver: DidResolver,
  didUrl: string,
  purpose: ProofPurpose,
): VerificationMethodResult | Promise<VerificationMethodResult> {
  const hash = didUrl.indexOf('#');
  const kept = hash > 0 ? resolver.atHand?.(didUrl.slice(0, hash)) : undefined;
  const known = kept?.didDocument && found.get(kept.didDocument)?.get(`${purpose} ${didUrl}`);
  if (known) return known;
  const [did = '', fragment] = didUrl.split('#');
  if (!did.startsWith('did:')) return missing('METHOD_NOT_SUPPORTED', 'Keys are looked up by DID only.', true);
  if (!fragment || /[?/;]/.test(did))
    return missing('INVALID_DID_URL', 'A verification method is named by a DID and a fragment.');
  const read = (result: DIDResolutionResult) => readResult(result, { did, didUrl, fragment, purpose });
  return kept ? read(kept) : resolver.resolve(did).then(read);
}

/** What was found in a document that is kept, by purpose and name: no more than its methods have of both. */
const found = new WeakMap<DIDDocument, Map<string, VerificationMethodResult>>();

type Asked = { did: string; didUrl: string; fragment: string; purpose: ProofPurpose };

function readResult({ didDocument, didResolutionMetadata }: DIDResolutionResult, asked: Asked) {
  if (!didDocument) {
    const error = didResolutionMetadata.error ?? 'unreachable';
    const name = Object.hasOwn(problemOf, error) ? problemOf[error]! : 'INTERNAL_ERROR';
    const message = String(didResolutionMetadata.message ?? 'The DID could not be resolved.');
    return missing(
      name,
      message,
      ['unreachable', 'notFound', 'methodNotSupported', 'unsupportedDidMethod'].includes(error),
    );
  }
  const result = methodOf(didDocument, asked);
  if (!result.found) return result;
  const names = found.get(didDocument) ?? new Map<string, VerificationMethodResult>();
  found.set(didDocument, names.set(`${asked.purpose} ${asked.didUrl}`, Object.freeze(result)));
  return result;
}

function methodOf(document: DIDDocument, { did, didUrl, fragment, purpose }: Asked): VerificationMethodResult {
  if (document.id !== did) return missing('INVALID_DID_DOCUMENT', 'The DID document belongs to another DID.');
  // A relative reference such as "#key-1" is resolved against the document's own id (CID 1.0 §2.2).
  const names = (entry: unknown) => entry === didUrl || entry === `#${fragment}`;
  const listed = list(document[purpose]);
  const embedded = listed.find((entry) => typeof entry === 'object' && names(entry?.id));
  const methods = list(document.verificationMethod).filter((entry) => names(entry?.id));
  if (!embedded && !listed.some(names)) {
    return methods.length > 0
      ? missing('PROOF_VERIFICATION_ERROR', `The key is not meant for ${purpose}.`)
      : missing('PROOF_VERIFICATION_ERROR', 'The DID document does not hold the key that the proof names.');
  }
  if (methods.length + (embedded ? 1 : 0) !== 1)
    return missing('INVALID_DID_DOCUMENT', 'The DID document does not hold the key exactly once.');
  const method = (embedded ?? methods[0]) as VerificationMethod & { expires?: unknown; revoked?: unknown };
  if (method.controller !== did) return missing('PROOF_VERIFICATION_ERROR', 'The key is controlled by another DID.');
  try {
    const notAfter = endOf(method);
    return {
      found: true,
      id: didUrl,
      controller: did,
      publicKey: publicKeyOf(method),
      ...(notAfter ? { notAfter } : {}),
    };
  } catch (error) {
    return missing('PROOF_VERIFICATION_ERROR', `The key cannot be used: ${(error as Error).message}.`);
  }
}

// `expires` and `revoked` of a verification method (CID 1.0 §2.2): the earlier one counts.
function endOf({ expires, revoked }: { expires?: unknown; revoked?: unknown }): string | undefined {
  const ends = [expires, revoked].filter((end) => end !== undefined);
  if (!ends.every((end) => typeof end === 'string' && !Number.isNaN(Date.parse(end))))
    throw new Error('its end is not a date');
  return (ends as string[]).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
}

const list = <T>(value: T[] | undefined): T[] => (Array.isArray(value) ? value : []);
