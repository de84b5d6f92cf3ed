import { credentialsContextUrl, credentialsV1ContextUrl } from '@symbolon/contexts';
import { defined } from './members.ts';
import type { UnsignedCredential } from './types.ts';

/** Defines BitstringStatusListEntry, which is part of the base context of VCDM 2.0 alone. */
const statusContextUrl = 'https://www.w3.org/ns/credentials/status/v1';
const ed25519ContextUrl = 'https://w3id.org/security/suites/ed25519-2020/v1';

/**
 * Our credential in the words of the VC Data Model 1.1; it says the same as the one it was made of. Only the schema is left out: its type
 * is a word of VCDM 2.0, and the schema asks for that data model.
 */
export type Vcdm11Credential = Omit<UnsignedCredential, 'validFrom' | 'validUntil' | 'credentialSchema'> & {
  issuanceDate: string;
  expirationDate?: string;
};

/**
 * Gives the twin of a credential in VCDM 1.1, for wallets that know nothing newer: the same id, status and claims, `issuanceDate` and
 * `expirationDate` in whole seconds, as a NumericDate of a JWT has them; without the schema, which is one of VCDM 2.0. `proofType` adds the context that its proof is read by.
 */
export function toVcdm11(
  { validFrom, validUntil, credentialSchema: _, ...document }: UnsignedCredential,
  { proofType }: { proofType?: 'Ed25519Signature2020' } = {},
): Vcdm11Credential {
  const contexts = document['@context'].filter((url) => url !== credentialsContextUrl);
  return defined<Vcdm11Credential>({
    ...document,
    '@context': [
      credentialsV1ContextUrl,
      ...contexts,
      ...(document.credentialStatus === undefined ? [] : [statusContextUrl]),
      ...(proofType === undefined ? [] : [ed25519ContextUrl]),
    ],
    issuanceDate: wholeSeconds(validFrom),
    expirationDate: validUntil === undefined ? undefined : wholeSeconds(validUntil),
  });
}

const wholeSeconds = (date: string) => `${new Date(date).toISOString().slice(0, 19)}Z`;
