import { type DIDDocument, type DidResolver, verificationMethodFor } from '@symbolon/dids';
import type { VerificationMethodLookup } from '@symbolon/securing/verify';
import { buildDidDocument } from './did-document.ts';
import type { SigningKey } from './store.ts';

/** Looks keys up in the institution's own DID document, without the network. */
export function ownKeys(did: string, keys: readonly SigningKey[]): VerificationMethodLookup {
  const didDocument = buildDidDocument(did, keys) as DIDDocument;
  const own = { didDocument, didDocumentMetadata: {}, didResolutionMetadata: {} };
  const resolver: DidResolver = {
    atHand: (asked) => (asked === did ? own : undefined),
    resolve: async () => ({ didDocument: null, didDocumentMetadata: {}, didResolutionMetadata: { error: 'notFound' } }),
  };
  return (didUrl, purpose) => verificationMethodFor(resolver, didUrl, purpose);
}
