import { fromBase64url, toBase64url, unzip, zip } from '#platform';

/** A list has at least this many entries, so that one request does not tell which credential is asked for (Bitstring Status List §3.1, §6.1). */
export const minimumEntries = 131_072;

/** What inflating stops at. A list of 67,108,864 entries, the size that VC Barcodes names, still fits. */
const largestList = 8 * 1024 * 1024;

/**
 * Gives the `encodedList` of a bitstring: `u` + base64url of its gzip (Bitstring Status List §3.4).
 * Throws a RangeError below the minimum of 131,072 entries.
 */
export async function encodeBitstring(bits: Uint8Array): Promise<string> {
  if (bits.length * 8 < minimumEntries) {
    throw new RangeError(`a status list has at least ${minimumEntries} entries, this one ${bits.length * 8}`);
  }
  return `u${toBase64url(await zip(bits, 'gzip'))}`;
}

/**
 * Gives the bytes of an `encodedList` (Bitstring Status List §3.3). Inflating ends at `maxBytes`, whatever the
 * compressed form says of itself. Throws a RangeError for a list that is too long, a TypeError for one that cannot be
 * read. A list without the multibase prefix is read only if `multibase` is false (StatusList2021).
 */
export async function decodeBitstring(
  encodedList: string,
  { maxBytes = largestList, multibase = true }: { maxBytes?: number; multibase?: boolean } = {},
): Promise<Uint8Array> {
  if (multibase && !encodedList.startsWith('u')) throw new TypeError('encodedList does not start with "u" (base64url)');
  const zipped = fromBase64url(multibase ? encodedList.slice(1) : encodedList.replace(/=+$/, ''));
  if (!zipped) throw new TypeError('encodedList is not base64url without padding');
  return unzip(zipped, 'gzip', maxBytes);
}

/** Gives the bit of one entry; index 0 is the left-most bit of the first byte. Throws a RangeError outside the list. */
export function bitAt(bits: Uint8Array, index: number): boolean {
  return statusAt(bits, index, 1) === 1;
}

/** Gives the value of one entry of `size` bits, most significant bit first. Throws a RangeError outside the list. */
export function statusAt(bits: Uint8Array, index: number, size: number): number {
  const start = index * size;
  if (!Number.isSafeInteger(start) || start < 0 || start + size > bits.length * 8) {
    throw new RangeError(`the list has ${Math.floor((bits.length * 8) / size)} entries, index ${index} is outside`);
  }
  if (size === 1) return (bits[start >> 3]! >> (7 - (start & 7))) & 1;
  let value = 0;
  for (let position = start; position < start + size; position += 1) {
    value = value * 2 + ((bits[position >> 3]! >> (7 - (position & 7))) & 1);
  }
  return value;
}
