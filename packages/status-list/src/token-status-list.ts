import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { fromBase64url, toBase64url, unzip, zip } from '#platform';
import { minimumEntries } from './bitstring.ts';

/** Values of one entry (Token Status List §7.1). All others are the issuer's own and not understood here. */
export const statusTypes = { VALID: 0, INVALID: 1, SUSPENDED: 2 } as const;

/** What inflating stops at: 16 million entries of two bits. */
const largestList = 4 * 1024 * 1024;

/** The entry of a token: `status.status_list` of its claims (§6.1). */
export type TokenStatusEntry = { idx: number; uri: string };

/** A list with the number of bits that each entry takes. */
export type TokenStatusList = { bits: 1 | 2 | 4 | 8; bytes: Uint8Array };

/** Says in one list what two bitstrings say, by the same indexes below 131,072. What was taken back stays so, paused or not. */
export function tokenStatusList(revoked: Iterable<number>, suspended: Iterable<number>): TokenStatusList {
  const bits = 2;
  const bytes = new Uint8Array((minimumEntries * bits) / 8);
  const set = (index: number, value: number) => {
    if (!(index >= 0 && index < minimumEntries)) throw new RangeError(`index ${index} is outside of the list`);
    // The lowest bits of a byte are those of its first entry (§4.1).
    const shift = (index & 3) * bits;
    bytes[index >> 2] = (bytes[index >> 2]! & ~(3 << shift)) | (value << shift);
  };
  for (const index of suspended) set(index, statusTypes.SUSPENDED);
  for (const index of revoked) set(index, statusTypes.INVALID);
  return { bits, bytes };
}

/** Says in one bit an entry for which of them a newer one is there, as a bitstring of the purpose `refresh` does. */
export function tokenRefreshList(superseded: Iterable<number>): TokenStatusList {
  const bytes = new Uint8Array(minimumEntries / 8);
  for (const index of superseded) {
    if (!(index >= 0 && index < minimumEntries)) throw new RangeError(`index ${index} is outside of the list`);
    bytes[index >> 3] = bytes[index >> 3]! | (1 << (index & 7));
  }
  return { bits: 1, bytes };
}

/** Gives the value of one entry. Throws a RangeError outside the list. */
export function tokenStatusAt({ bits, bytes }: TokenStatusList, idx: number): number {
  const perByte = 8 / bits;
  if (!Number.isSafeInteger(idx) || idx < 0 || idx >= bytes.length * perByte)
    throw new RangeError(`the list has ${bytes.length * perByte} entries, index ${idx} is outside`);
  return (bytes[Math.floor(idx / perByte)]! >> ((idx % perByte) * bits)) & (2 ** bits - 1);
}

/** Gives the member `status_list` of a Status List Token (§4.2): the list as base64url of its zlib form. */
export async function encodeTokenStatusList({ bits, bytes }: TokenStatusList): Promise<{ bits: number; lst: string }> {
  return { bits, lst: toBase64url(await zip(bytes, 'deflate')) };
}

/**
 * Gives the list out of the member `status_list` of a token. Inflating ends at `maxBytes`. Throws a TypeError where it is not in the form
 * of §4.2, a RangeError where it is too long.
 */
export async function decodeTokenStatusList(
  value: unknown,
  { maxBytes = largestList }: { maxBytes?: number } = {},
): Promise<TokenStatusList> {
  const { bits, lst } = isObject(value) ? value : {};
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8)
    throw new TypeError('bits of the status list is not 1, 2, 4 or 8');
  if (typeof lst !== 'string') throw new TypeError('the status list has no lst');
  const zipped = fromBase64url(lst);
  if (!zipped) throw new TypeError('lst is not base64url without padding');
  return { bits, bytes: await unzip(zipped, 'deflate', maxBytes) };
}

export type StatusListTokenInput = {
  /** URL at which the list is served, the same as in each token's entry. */
  uri: string;
  /** The issuer of the tokens whose status it keeps. */
  issuer: string;
  list: TokenStatusList;
  /** What a newer one has taken the place of. */
  refresh: TokenStatusList;
  issuedAt: Date;
  expires: Date;
  /** Seconds for which a copy may be kept without asking again. */
  ttl: number;
};

const numericDate = (date: Date) => Math.floor(date.getTime() / 1_000);

/**
 * Gives the claims of the Status List Token (§5.1) that publishes a list; it is signed with the type `statuslist+jwt`. `refresh_list` is a
 * claim of our own beside the list: an entry that was replaced is `INVALID` for every reader, and why is for those who look further.
 */
export async function buildStatusListToken(input: StatusListTokenInput): Promise<Record<string, unknown>> {
  const { uri, issuer, list, refresh, issuedAt, expires, ttl } = input;
  return {
    iss: issuer,
    sub: uri,
    iat: numericDate(issuedAt),
    exp: numericDate(expires),
    ttl,
    status_list: await encodeTokenStatusList(list),
    refresh_list: await encodeTokenStatusList(refresh),
  };
}

/** Gives the entry that the claim `status` of a token holds (§6.1), or the problem it has. Another mechanism is `UNSUPPORTED`. */
export function parseTokenStatus(
  status: unknown,
): { entry: TokenStatusEntry; problem?: never } | { entry?: never; problem: ProblemDetails } {
  const malformed = (detail: string, pointer: string) => ({
    problem: problemDetails('MALFORMED_VALUE_ERROR', { detail, pointer }),
  });
  if (!isObject(status)) return malformed('status is an object.', '/status');
  if (!('status_list' in status)) {
    const detail = 'The status is kept in a way that this verifier does not know; ask the issuer.';
    return { problem: problemDetails('UNSUPPORTED', { detail, pointer: '/status' }) };
  }
  const { idx, uri } = isObject(status.status_list) ? status.status_list : {};
  if (!Number.isSafeInteger(idx) || (idx as number) < 0)
    return malformed('idx is an integer of 0 or more.', '/status/status_list/idx');
  if (typeof uri !== 'string' || uri.length > 2048 || !/^https?:\/\//.test(uri) || !URL.canParse(uri))
    return malformed('uri is an http(s) URL.', '/status/status_list/uri');
  return { entry: { idx: idx as number, uri } };
}

/**
 * Says why the claims of a Status List Token must not be relied on for an entry (§8.3): address, issuer or dates are not those that the
 * entry asks for. The signature and the type are the caller's matter. Dates are judged only where `at` is given.
 */
export function checkStatusListToken(
  claims: Record<string, unknown>,
  entry: TokenStatusEntry,
  { issuers, at }: { issuers: readonly string[]; at?: Date },
): ProblemDetails[] {
  const problems: ProblemDetails[] = [];
  const say = (detail: string) =>
    problems.push(problemDetails('STATUS_VERIFICATION_ERROR', { detail, pointer: '/status/status_list' }));
  const { iss, sub, iat, exp, status_list: list } = claims;
  if (!isObject(list)) say('This is not a Status List Token.');
  if (sub !== entry.uri) say('The status list was made for another address.');
  if (typeof iss !== 'string' || !issuers.includes(iss)) say('The status list was signed by another than the issuer.');
  if (typeof iat !== 'number' || (exp !== undefined && typeof exp !== 'number'))
    say('The dates of the status list are not numbers.');
  if (!at) return problems;
  const seconds = at.getTime() / 1_000;
  if (typeof iat === 'number' && iat > seconds + clockTolerance) say('The status list is not yet in force.');
  if (typeof exp === 'number' && exp <= seconds) say('The status list has expired.');
  return problems;
}

/** Seconds by which honest clocks differ. */
const clockTolerance = 60;

/** Gives the `ttl` of a token in milliseconds; 300,000 where it names none or none that makes sense. */
export function tokenTimeToLive({ ttl }: Record<string, unknown>): number {
  return typeof ttl === 'number' && Number.isFinite(ttl) && ttl > 0 ? ttl * 1_000 : 300_000;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
