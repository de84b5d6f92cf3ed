import type { UnsignedCredential } from './types.ts';

/** Gives the credential with the DID of its holder as the id of its subject; nothing else changes. */
export function forHolder(document: UnsignedCredential, did: string): UnsignedCredential {
  const { id: _, ...subject } = document.credentialSubject;
  return { ...document, credentialSubject: { id: did, ...subject } };
}
