import type { DIDDocument, DIDResolutionResult } from 'did-resolver';

/** `unreachable`: the document could not be fetched now, so nothing is known about the DID. */
export type ResolutionError =
  | 'invalidDid'
  | 'invalidDidUrl'
  | 'invalidDidDocument'
  | 'invalidPublicKeyLength'
  | 'notFound'
  | 'methodNotSupported'
  | 'unreachable';

export const document = (didDocument: DIDDocument): DIDResolutionResult => ({
  didResolutionMetadata: { contentType: 'application/did+json' },
  didDocument,
  didDocumentMetadata: {},
});

export const failure = (error: ResolutionError, message: string): DIDResolutionResult => ({
  didResolutionMetadata: { error, message },
  didDocument: null,
  didDocumentMetadata: {},
});
