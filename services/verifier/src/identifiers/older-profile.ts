import type { DIDResolutionResult, DidResolver } from '@symbolon/dids';

type Answer = { status: number; body: Record<string, unknown> };

const status: Record<string, number> = { notFound: 404, invalidDidDocument: 502, unreachable: 502 };

/**
 * Answers in the profile that resolvers used before DID Resolution 1.0, as the did:key specification and its test suite
 * write it: errors are words, a document that is not there is empty, a method that is not known is `invalidDid`, and a DID
 * URL with a fragment gives the verification method, with its metadata under another name.
 */
export async function inOlderWords(
  did: string,
  result: DIDResolutionResult,
  query: URLSearchParams,
  dids: DidResolver,
): Promise<Answer> {
  const [whole = '', fragment] = did.split('#');
  const isUrl = fragment !== undefined || /[?/]/.test(whole);
  const metadata = isUrl ? 'didDereferencingMetadata' : 'didResolutionMetadata';
  const failed = (error: string): Answer => ({
    status: status[error] ?? 400,
    body: { didDocument: {}, didDocumentMetadata: {}, [metadata]: { error } },
  });
  const format = query.get('publicKeyFormat');
  // Keys are given as Multikey and in no other form (did:key §3.1.3, §3.2.2).
  if (format !== null && format !== 'Multikey') {
    return failed(
      isUrl && query.get('enableExperimentalPublicKeyTypes') === 'false'
        ? 'invalidPublicKeyType'
        : 'unsupportedPublicKeyType',
    );
  }
  if (isUrl && !/^[\w.:%-]+$/.test(whole)) return failed('invalidDidUrl');
  const { didResolutionMetadata, didDocument, ...rest } = isUrl ? await dids.resolve(whole) : result;
  const { error } = didResolutionMetadata;
  if (error) return failed(/^(unsupportedDidMethod|methodNotSupported)$/.test(error) ? 'invalidDid' : error);
  const part = isUrl
    ? didDocument?.verificationMethod?.find(({ id }) => id === did || id === `#${fragment}`)
    : didDocument;
  if (!part) return failed('notFound');
  return { status: 200, body: { ...rest, didDocument: part, [metadata]: didResolutionMetadata } };
}
