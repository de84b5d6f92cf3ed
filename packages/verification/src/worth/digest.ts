import { sha256 } from '@noble/hashes/sha2.js';
import { base64urlnopad } from '@scure/base';

/**
 * Gives the `digestMultibase` by which a recognition decision names a credential: SHA-256 as a multihash in base64url, over the JSON
 * canonical form (RFC 8785) of the credential without its proof, so that a second signature does not make another credential of it.
 */
export function digestOf({ proof: _, ...credential }: Record<string, unknown>): string {
  const hash = sha256(new TextEncoder().encode(canonicalJson(credential)));
  return `u${base64urlnopad.encode(new Uint8Array([0x12, 0x20, ...hash]))}`;
}

/** RFC 8785: ECMAScript writes numbers and texts as it wants them; members are sorted by UTF-16 code units. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
