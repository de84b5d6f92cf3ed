import { base64urlnopad } from '@scure/base';
import type { DIDResolver, JsonWebKey } from 'did-resolver';
import { publicKeyFromJwk } from '../keys/public-key.ts';
import { document, failure } from './result.ts';

/** did:jwk: the identifier is a JWK in base64url. Its one verification method is `#0`. */
export const resolveDidJwk: DIDResolver = async (did, { id }) => {
  try {
    if (id.length > 1_000) throw new Error('the JWK is too long');
    const publicKeyJwk: JsonWebKey = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(base64urlnopad.decode(id)),
    );
    publicKeyFromJwk(publicKeyJwk);
    const method = `${did}#0`;
    return document({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
      id: did,
      verificationMethod: [{ id: method, type: 'JsonWebKey2020', controller: did, publicKeyJwk }],
      authentication: [method],
      assertionMethod: [method],
      capabilityInvocation: [method],
      capabilityDelegation: [method],
    });
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it does not hold a JWK' : (error as Error).message;
    return failure('invalidDid', `This did:jwk cannot be used: ${reason}.`);
  }
};
