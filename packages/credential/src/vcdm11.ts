import { credentialsContextUrl, credentialsV1ContextUrl, vcBarcodesContextUrl } from '@symbolon/contexts';
import { defined } from './members.ts';
import { type TerseStatusEntry, terseStatusEntry } from './terse-status.ts';
import type { UnsignedCredential } from './types.ts';

const ed25519ContextUrl = 'https://w3id.org/security/suites/ed25519-2020/v1';

type ChangedMembers = 'validFrom' | 'validUntil' | 'credentialSchema' | 'credentialStatus';

/**
 * Our credential in the words of the VC Data Model 1.1; it says the same as the one it was made of. Only the schema is left out: its type
 * is a word of VCDM 2.0, and the schema asks for that data model.
 */
export type Vcdm11Credential = Omit<UnsignedCredential, ChangedMembers> & {
  issuanceDate: string;
  expirationDate?: string;
  credentialStatus?: TerseStatusEntry;
};

/**
 * Gives the twin of a credential in VCDM 1.1, for wallets that know nothing newer: the same id, status and claims, `issuanceDate` and
 * `expirationDate` in whole seconds, as a NumericDate of a JWT has them. Such wallets take one status entry and no list of them, so one
 * terse entry (VC Barcodes 1.0 §2.3) points to all lists. `proofType` adds the context that its proof is read by. Throws a TypeError
 * where the status entries do not lend themselves to that.
 */
export function toVcdm11(
  { validFrom, validUntil, credentialSchema: _, credentialStatus, ...document }: UnsignedCredential,
  { proofType }: { proofType?: 'Ed25519Signature2020' } = {},
): Vcdm11Credential {
  const others = document['@context'].filter((url) => url !== credentialsContextUrl);
  return defined<Vcdm11Credential>({
    ...document,
    '@context': vcdm11Contexts(others, proofType),
    issuanceDate: wholeSeconds(validFrom),
    expirationDate: validUntil === undefined ? undefined : wholeSeconds(validUntil),
    credentialStatus: credentialStatus && withId(terseStatusEntry(credentialStatus)),
  });
}

/** Gives the contexts of a twin, of which `others` are the credential's own. */
export const vcdm11Contexts = (others: readonly string[], proofType?: 'Ed25519Signature2020'): string[] => [
  credentialsV1ContextUrl,
  ...others,
  vcBarcodesContextUrl,
  ...(proofType === undefined ? [] : [ed25519ContextUrl]),
];

/** VCDM 1.1 §4.9 asks for an id. */
const withId = (entry: TerseStatusEntry): TerseStatusEntry => ({
  id: `${entry.terseStatusListBaseUrl}#${entry.terseStatusListIndex}`,
  ...entry,
});

const wholeSeconds = (date: string) => `${new Date(date).toISOString().slice(0, 19)}Z`;
