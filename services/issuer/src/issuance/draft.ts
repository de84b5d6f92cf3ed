import { hash, randomBytes, randomUUID } from 'node:crypto';
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
  /** Whether the id was made for this draft, so that no other credential can have it. */
  hasNewId?: boolean;
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
export const fingerprintOf = (value: unknown): Buffer => hash('sha256', sortedJson(value) ?? 'null', 'buffer');

/**
 * Gives the fingerprint of what was asked for under a key. No second request comes with a key that was made here, so that it stands for
 * the request itself, which is not gone through.
 */
export const requestFingerprint = (key: string, asked: unknown): Buffer => fingerprintOf(isNewKey(key) ? key : asked);

/** JSON with the members of each object in order; several times as fast as `JSON.stringify` with a function that sorts. */
function sortedJson(value: unknown): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => sortedJson(each) ?? 'null').join(',')}]`;
  let names = Object.keys(value).sort();
  // Engines put members whose names are numbers first, and so do the fingerprints that are kept.
  if (names.some(isNumber)) names = Object.keys(Object.fromEntries(names.map((name) => [name, 0])));
  let json = '';
  for (const name of names) {
    const member = sortedJson((value as Record<string, unknown>)[name]);
    if (member !== undefined) json += `${json === '' ? '' : ','}${quoted(name)}:${member}`;
  }
  return `{${json}}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON has to escape
const escapable = /[\u0000-\u001f"\\\ud800-\udfff]/;
const quoted = (text: string) => (escapable.test(text) ? JSON.stringify(text) : `"${text}"`);

const isNumber = (name: string) => name !== '' && name.charCodeAt(0) <= 57 && /^\d+$/.test(name);

/** Folds a name for finding: compatibility forms, case and outer space do not matter. */
export const searchForm = (text: string) => text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
