import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { StatusEntry } from '@symbolon/credential';

export const securings = ['data-integrity', 'vc+jwt'] as const;
export type Securing = (typeof securings)[number];

export const cryptosuites = { 'eddsa-rdfc-2022': 'Ed25519', 'ecdsa-rdfc-2019': 'P-256' } as const;
export type CryptosuiteName = keyof typeof cryptosuites;

/** How a credential is secured: by which proofs, or as a JWT. */
export type SecuringChoice = { securing: Securing; cryptosuites: CryptosuiteName[] };

export const defaultSecuring: SecuringChoice = { securing: 'data-integrity', cryptosuites: ['eddsa-rdfc-2022'] };

/** A credential that somebody asked for, before it has a place in a status list. */
export type Draft = SecuringChoice & {
  /** Idempotency key: a second request with it gets the first one's credential. */
  key: string;
  /** SHA-256 of what was asked for; another request under the same key is refused. */
  fingerprint: Buffer;
  id: string;
  achievement?: { slug: string; version: number };
  holderName?: string;
  /** The name in Latin letters, so that the holder is found by that as well. */
  holderLatinName?: string;
  /** Whether a small credential for a QR code is made from it; `build` then gives an `UnsignedCredential`. */
  withPaper: boolean;
  /** Issued again from the record: what allowed it then still holds, though the achievement is awarded no more. */
  wasPermitted?: true;
  /** Gives the credential with its status entries. Throws `Problem` where it cannot be built. */
  build(credentialStatus: StatusEntry[]): Record<string, unknown>;
};

/** Gives an id for a credential that came without one. A URN tells nothing to whoever might ask a server for it. */
export const newCredentialId = () => `urn:uuid:${randomUUID()}`;

/** Gives an idempotency key for a request that came without one: such a request is never the same as another. */
export const newIdempotencyKey = () => `${noKey}${randomUUID()}`;

const noKey = 'none:';

/** Says whether a key was made by `newIdempotencyKey`, so that no earlier request can have had it. */
export const isNewKey = (key: string) => key.startsWith(noKey);

/** Gives the unguessable part of a certificate's address: 144 random bits. */
export const newLink = () => randomBytes(18).toString('base64url');

/** Gives the SHA-256 of a JSON value; the order of members does not matter, because it carries no meaning. */
export function fingerprintOf(value: unknown): Buffer {
  const sorted = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
  return createHash('sha256').update(sorted).digest();
}

/** Folds a name for finding: compatibility forms, case and outer space do not matter. */
export const searchForm = (text: string) => text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
