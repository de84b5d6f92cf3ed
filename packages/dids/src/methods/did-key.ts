import type { DIDDocument, DIDResolver } from 'did-resolver';
import { KeyLengthError } from '../keys/multikey.ts';
import { publicKeyFromMultibase } from '../keys/public-key.ts';
import { document, failure } from './result.ts';

/** did:key: the key is the identifier. Only keys that sign are resolved; the one spelling is base58-btc. */
export const resolveDidKey: DIDResolver = async (did, { id }) => {
  try {
    const key = publicKeyFromMultibase(id);
    if (key.publicKeyMultibase !== id)
      return failure('invalidDid', 'The key of this did:key is not in its canonical spelling.');
    const method = `${did}#${id}`;
    const found: DIDDocument = {
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: [{ id: method, type: 'Multikey', controller: did, publicKeyMultibase: id }],
      authentication: [method],
      assertionMethod: [method],
      capabilityInvocation: [method],
      capabilityDelegation: [method],
    };
    return document(found);
  } catch (error) {
    const word = error instanceof KeyLengthError ? 'invalidPublicKeyLength' : 'invalidDid';
    return failure(word, `This did:key cannot be used: ${(error as Error).message}.`);
  }
};
