import type { SigningKey } from './store.ts';

/** Public origin and institution → DID (did:web method §2.5.1): a port is written `%3A`, a path with colons. */
export function institutionDid(issuerUrl: string, institutionId: string): string {
  return `did:web:${new URL(issuerUrl).host.replace(':', '%3A')}:institutions:${institutionId}`;
}

/**
 * Gives the DID document (CID 1.0, did:web). Every key is there as a Multikey and, for JOSE, as a JsonWebKey `…-jwk`.
 * Retired keys stay, so that what they signed still verifies; compromised ones are gone.
 */
export function buildDidDocument(did: string, keys: readonly SigningKey[]) {
  const trusted = keys.filter(({ compromised }) => compromised === null);
  const verificationMethod = trusted.flatMap(({ fragment, publicKeyMultibase, publicJwk }) => [
    { id: `${did}#${fragment}`, type: 'Multikey', controller: did, publicKeyMultibase },
    { id: jwkMethod(`${did}#${fragment}`), type: 'JsonWebKey', controller: did, publicKeyJwk: publicJwk },
  ]);
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      'https://w3id.org/security/jwk/v1',
    ],
    id: did,
    verificationMethod,
    assertionMethod: verificationMethod.map(({ id }) => id),
  };
}

/** The same key under the name that a JWT's `kid` carries (VC-JOSE-COSE §4.1 wants a JsonWebKey). */
export const jwkMethod = (verificationMethod: string) => `${verificationMethod}-jwk`;
