import type { SigningKey } from './store.ts';

/** Public origin and institution → DID (did:web method §2.5.1): a port is written `%3A`, a path with colons. */
export function institutionDid(issuerUrl: string, institutionId: string): string {
  return `did:web:${new URL(issuerUrl).host.replace(':', '%3A')}:institutions:${institutionId}`;
}

/**
 * Gives the DID document (CID 1.0, did:web). Every key is there as a Multikey, for JOSE as a JsonWebKey `…-jwk`, and under
 * the type that wallets know which know nothing newer, as `…-2020`.
 * Retired keys stay, so that what they signed still verifies; compromised ones are gone.
 */
export function buildDidDocument(did: string, keys: readonly SigningKey[]) {
  const trusted = keys.filter(({ compromised }) => compromised === null);
  const verificationMethod = trusted.flatMap(({ fragment, algorithm, publicKeyMultibase, publicJwk }) => {
    const id = `${did}#${fragment}`;
    return [
      { id, type: 'Multikey', controller: did, publicKeyMultibase },
      { id: jwkMethod(id), type: 'JsonWebKey', controller: did, publicKeyJwk: publicJwk },
      algorithm === 'Ed25519'
        ? { id: method2020(id), type: 'Ed25519VerificationKey2020', controller: did, publicKeyMultibase }
        : { id: method2020(id), type: 'JsonWebKey2020', controller: did, publicKeyJwk: publicJwk },
    ];
  });
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      'https://w3id.org/security/jwk/v1',
      'https://w3id.org/security/suites/ed25519-2020/v1',
      'https://w3id.org/security/suites/jws-2020/v1',
    ],
    id: did,
    verificationMethod,
    assertionMethod: verificationMethod.map(({ id }) => id),
  };
}

/** The same key under the name that a JWT's `kid` carries (VC-JOSE-COSE §4.1 wants a JsonWebKey). */
export const jwkMethod = (verificationMethod: string) => `${verificationMethod}-jwk`;

/**
 * The same key under the name that copies for wallets carry: libraries of the field know JsonWebKey2020 and
 * Ed25519VerificationKey2020, and refuse the types that took their place.
 */
export const method2020 = (verificationMethod: string) => `${verificationMethod}-2020`;
