// The tables of RFC 1951 §3.2.5, as [first value, number of extra bits] by code.
const table = (extras: number[], first: number) => {
  let next = first;
  return extras.map((extra) => {
    const row = [next, extra] as const;
    next += 1 << extra;
    return row;
  });
};

const pairs = (from: number, to: number) => Array.from({ length: (to - from + 1) * 2 }, (_, i) => from + (i >> 1));
const fours = (from: number, to: number) => Array.from({ length: (to - from + 1) * 4 }, (_, i) => from + (i >> 2));

/** Code 257 + index; the last code stands for 258 alone. */
export const lengthCodes = [...table([0, 0, 0, 0, ...fours(0, 5)], 3).slice(0, 28), [258, 0] as const];
export const distanceCodes = table([0, 0, ...pairs(0, 13)], 1);

export const MINIMUM_MATCH = 3;
export const MAXIMUM_MATCH = 258;
export const END_OF_BLOCK = 256;

/** Bits and length of a literal or length code (RFC 1951 §3.2.6). */
export function fixedCode(symbol: number): readonly [bits: number, length: number] {
  if (symbol < 144) return [0x30 + symbol, 8];
  if (symbol < 256) return [0x190 + symbol - 144, 9];
  if (symbol < 280) return [symbol - 256, 7];
  return [0xc0 + symbol - 280, 8];
}

const rowsOf = (rows: readonly (readonly [first: number, extra: number])[], maximum: number) => {
  const index = new Uint8Array(maximum + 1);
  rows.forEach(([first], row) => {
    index.fill(row, first);
  });
  return index;
};

/** Index of the row of `lengthCodes` and `distanceCodes` that covers a length or a distance. */
export const lengthRow = rowsOf(lengthCodes, MAXIMUM_MATCH);
export const distanceRow = rowsOf(distanceCodes, 32768);
