import type { DIDResolutionResult } from '@symbolon/dids';
import { type ProblemName, problemDetails } from '@symbolon/problem';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { VerifierContext } from '../context.ts';
import { inOlderWords } from './older-profile.ts';

/** One row for each error of resolution: the code of older resolvers, the problem of DID Resolution 1.0, the HTTP status. */
const errors: Record<string, { problem: ProblemName; status: number }> = {
  invalidDid: { problem: 'INVALID_DID', status: 400 },
  invalidPublicKeyLength: { problem: 'INVALID_DID', status: 400 },
  invalidDidUrl: { problem: 'INVALID_DID_URL', status: 400 },
  invalidDidDocument: { problem: 'INVALID_DID_DOCUMENT', status: 502 },
  notFound: { problem: 'NOT_FOUND', status: 404 },
  // The resolver library's own word for it.
  unsupportedDidMethod: { problem: 'METHOD_NOT_SUPPORTED', status: 501 },
  methodNotSupported: { problem: 'METHOD_NOT_SUPPORTED', status: 501 },
  unreachable: { problem: 'INTERNAL_ERROR', status: 502 },
};
const context = 'https://w3id.org/did-resolution/v1';
const olderProfile = 'https://w3id.org/did-resolution';

/**
 * `GET /1.0/identifiers/{did}`: the HTTP binding of DID Resolution. Gives the resolution result; the document alone where
 * only a DID document is accepted (`application/did`, `application/did+json`, `application/did+ld+json`).
 */
export function identifierRoutes(service: Service, { dids }: VerifierContext): void {
  service.get(
    '/1.0/identifiers/*',
    {
      schema: {
        tags: ['identifiers'],
        summary: 'Resolve a DID (key, web, jwk)',
        params: Type.Object({ '*': Type.String({ maxLength: 2000, description: 'The DID' }) }),
      },
    },
    async (request, reply) => {
      const did = didOf(request.url, request.params['*']);
      const accept = request.headers.accept ?? '';
      const isOlder = accept.includes(`"${olderProfile}"`) || accept.includes(`${olderProfile};`);
      // A DID URL with path, query or fragment names a part of something; here whole DIDs are resolved.
      const result = /[#?/]/.test(did)
        ? refusal('invalidDidUrl', 'Only DIDs are resolved here.')
        : await dids.resolve(did);
      const error = result.didResolutionMetadata.error;
      if (isOlder) {
        const { status, body } = await inOlderWords(did, result, new URL(request.url, 'http://x').searchParams, dids);
        return reply
          .code(status)
          .type(`application/ld+json; profile="${olderProfile}"`)
          .send(JSON.stringify({ '@context': context, ...body }));
      }
      if (!error && /application\/did(\+(ld\+)?json)?(?![\w+-])/.test(accept) && !accept.includes('did-resolution')) {
        return reply.type('application/did+json').send(JSON.stringify(result.didDocument));
      }
      return reply
        .code(statusOf(error))
        .type(accept.includes('did-resolution') ? 'application/did-resolution' : 'application/json')
        .send(JSON.stringify({ '@context': context, ...withProblem(result) }));
    },
  );
}

const statusOf = (error: string | undefined) => (error ? (errors[error]?.status ?? 500) : 200);

function withProblem(result: DIDResolutionResult) {
  const { error, message, ...metadata } = result.didResolutionMetadata;
  if (!error) return result;
  const detail = message === undefined ? {} : { detail: String(message) };
  const { type, title } = problemDetails(errors[error]?.problem ?? 'INTERNAL_ERROR');
  return { ...result, didResolutionMetadata: { ...metadata, error: { type, title, ...detail } } };
}

/**
 * A client may encode the DID for the path, or send it as it is. In the second case a `%3A` is part of the DID (a port in
 * did:web) and must stay.
 */
function didOf(url: string, decoded: string): string {
  const raw = url.split('?', 1)[0]!.slice('/1.0/identifiers/'.length);
  return raw.startsWith('did:') ? raw : decoded;
}

const refusal = (error: string, message: string): DIDResolutionResult => ({
  didResolutionMetadata: { error, message },
  didDocument: null,
  didDocumentMetadata: {},
});
