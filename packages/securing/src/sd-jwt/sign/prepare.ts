import { createCipheriv, hash } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import { isObject, type JsonObject } from '../../primitives/json.ts';
import { parseDocument } from '../../primitives/limits.ts';
import { arrayElement, neverDisclosable, sdAlg } from '../disclosure.ts';
import { encodeJson } from './encode-json.ts';

/** A claims path (SD-JWT VC §4.6.1): names of members, and `null` for each element of an array. */
export type ClaimPath = readonly (string | null)[];

/** How the holder's key is named: as the holder named it in the proof of possession (RFC 7800 §3.2 and §3.4). */
export type HolderBinding = { kid: string; jwk?: never } | { jwk: JsonObject; kid?: never };

export type SdJwtVcInput = {
  /** All claims but those below. Paths that lead to nothing are passed over. */
  claims: JsonObject;
  disclosable: readonly ClaimPath[];
  /** URL of the type, and the digest of its metadata (`sha256-…`). */
  vct: string;
  vctIntegrity?: string;
  issuedAt: Date;
  holderBinding?: HolderBinding;
  /** The entry of a Token Status List. */
  status?: { idx: number; uri: string };
  /**
   * 32 random bytes, used for this one SD-JWT: every salt and decoy is drawn from them. Whoever records them with the claims has
   * recorded what will be signed, byte for byte.
   */
  seed: Uint8Array;
};

/** The number of digests at the top is filled up to this, so that it does not tell what else is known of the person. */
const digestsAtTop = 8;

/** What an SD-JWT VC will say, before a key has touched it. Only `prepareSdJwtVc` makes one, and `signSdJwtVc` takes nothing else. */
class Prepared {
  readonly payload: JsonObject;
  /** In base64url, as they follow the signature. */
  readonly disclosures: readonly string[];

  constructor(payload: JsonObject, disclosures: readonly string[]) {
    this.payload = payload;
    this.disclosures = disclosures;
  }
}

export type PreparedSdJwtVc = Prepared;

/**
 * Makes payload and disclosures of an SD-JWT VC (RFC 9901, draft-ietf-oauth-sd-jwt-vc). The same input gives the same bytes. Throws
 * `Problem` 400 where a claim may not stand there or may not be kept back, or the claims are beyond the limits.
 */
export function prepareSdJwtVc(input: SdJwtVcInput): PreparedSdJwtVc {
  const { claims, disclosable, vct, vctIntegrity, issuedAt, holderBinding, status, seed } = input;
  if (seed.length !== 32) throw new Error('The seed of an SD-JWT has 32 bytes.');
  const { document, problem } = parseDocument(claims);
  if (problem) throw refused(problem.detail ?? problem.title, '');
  checkNames(document, '');
  for (const name of ownClaims)
    if (Object.hasOwn(document, name)) throw refused('This claim is set by the one who issues.', `/${name}`);
  for (const [name = null, ...below] of disclosable)
    if (name !== null && below.length === 0 && neverDisclosable.has(name))
      throw refused('This claim cannot be kept back.', `/${name}`);
  const disclosing = new Disclosing(seed);
  const { _sd: digests = [], ...visible } = disclosing.object(document, disclosable);
  const payload: JsonObject = {
    ...visible,
    iat: Math.floor(issuedAt.getTime() / 1_000),
    vct,
    ...(vctIntegrity === undefined ? {} : { 'vct#integrity': vctIntegrity }),
    ...(holderBinding === undefined ? {} : { cnf: holderBinding }),
    ...(status === undefined ? {} : { status: { status_list: status } }),
  };
  if (disclosing.disclosures.length > 0) {
    payload._sd = disclosing.filledUp(digests as string[], digestsAtTop);
    payload._sd_alg = sdAlg;
  }
  return new Prepared(payload, disclosing.disclosures);
}

const ownClaims = ['iat', 'vct', 'vct#integrity', 'cnf', 'status'];

function refused(detail: string, pointer: string): Problem {
  return new Problem(400, 'The claims cannot be signed as they are', { errors: [{ detail, pointer }] });
}

// A claim of these names would be read as a digest (RFC 9901 §4.1).
function checkNames(value: unknown, pointer: string): void {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) checkNames(item, `${pointer}/${index}`);
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === '_sd' || name === '...' || name === '_sd_alg')
      throw refused('A claim cannot have this name.', `${pointer}/${name}`);
    checkNames(inner, `${pointer}/${name}`);
  }
}

const digestOf = (encoded: string) => hash('sha256', encoded, 'base64url');

const zeros = new Uint8Array(16);

class Disclosing {
  readonly disclosures: string[] = [];
  /** The key stream of AES-256-CTR: whoever lacks the seed cannot tell it from random bits. */
  readonly #stream: ReturnType<typeof createCipheriv>;

  constructor(seed: Uint8Array) {
    this.#stream = createCipheriv('aes-256-ctr', seed, zeros);
  }

  /** 128 bits (RFC 9901 §9.3). */
  #salt(): string {
    return this.#stream.update(zeros).toString('base64url');
  }

  #disclose(...content: [name: string, value: unknown] | [value: unknown]): string {
    const encoded = encodeJson([this.#salt(), ...content]);
    this.disclosures.push(encoded);
    return digestOf(encoded);
  }

  /** The value with digests in place of what the paths below it name. */
  #value(value: unknown, paths: readonly ClaimPath[]): unknown {
    if (paths.length === 0) return value;
    if (isObject(value)) return this.object(value, paths);
    if (!Array.isArray(value)) return value;
    const below = paths.filter(([step]) => step === null).map((path) => path.slice(1));
    const whole = below.some((path) => path.length === 0);
    const deeper = below.filter((path) => path.length > 0);
    return value.map((item) => {
      const inner = this.#value(item, deeper);
      return whole ? arrayElement(this.#disclose(inner)) : inner;
    });
  }

  object(value: JsonObject, paths: readonly ClaimPath[]): JsonObject {
    const result: JsonObject = {};
    const digests: string[] = [];
    for (const [name, member] of Object.entries(value)) {
      const below = paths.filter(([step]) => step === name).map((path) => path.slice(1));
      const whole = below.some((path) => path.length === 0);
      const inner = this.#value(
        member,
        below.filter((path) => path.length > 0),
      );
      if (whole) digests.push(this.#disclose(name, inner));
      else result[name] = inner;
    }
    // The order of the members must not tell which digest is whose (RFC 9901 §4.2.4.1).
    return digests.length === 0 ? result : { ...result, _sd: digests.sort() };
  }

  /** Decoys are digests of nothing (RFC 9901 §4.2.5). */
  filledUp(digests: readonly string[], least: number): string[] {
    const all = [...digests];
    while (all.length < least) all.push(digestOf(`decoy ${this.#salt()}`));
    return all.sort();
  }
}
