import type { JsonObject } from '../primitives/json.ts';

/** What an issuer is bound to show (SD-JWT VC §2.2.2.2), with the members that the format itself is made of (RFC 9901 §4.1). */
export const neverDisclosable: ReadonlySet<string> = new Set([
  'iss',
  'nbf',
  'exp',
  'cnf',
  'vct',
  'vct#integrity',
  'status',
  '_sd',
  '_sd_alg',
  '...',
]);

/** The one hash algorithm here; every reader must know it (RFC 9901 §4.1.1). */
export const sdAlg = 'sha-256';

/** A disclosed claim: of an object with its name, of an array without (RFC 9901 §4.2.1 and §4.2.2). */
export type Disclosure = { salt: string; name?: string; value: unknown };

/** The digest of a disclosure that stands for an element of an array (RFC 9901 §4.2.4.2). */
export const arrayElement = (digest: string): JsonObject => ({ '...': digest });
