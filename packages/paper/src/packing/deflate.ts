import {
  distanceCodes,
  distanceRow,
  END_OF_BLOCK,
  fixedCode,
  lengthCodes,
  lengthRow,
  MAXIMUM_MATCH,
  MINIMUM_MATCH,
} from './fixed-codes.ts';

type Step = { bits: number; length: number; distance: number };

/** A preset dictionary (RFC 1951: text that both sides hold before the first byte) with its places by three bytes. */
export class Dictionary {
  readonly bytes: Uint8Array;
  private places: ReadonlyMap<number, readonly number[]> | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  placesOf(key: number): readonly number[] {
    // Made when something is first packed: a page only reads.
    this.places ??= placesByKey(this.bytes);
    return this.places.get(key) ?? [];
  }
}

function placesByKey(bytes: Uint8Array): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  for (let at = 0; at + MINIMUM_MATCH <= bytes.length; at++) push(places, keyAt(bytes, at), at);
  return places;
}

/**
 * Gives `input` as raw DEFLATE: one last block with the fixed codes, the cheapest sequence of literals and matches.
 * Fixed codes, because a table of codes would be longer than what it saves on 300 bytes; and the same bytes always,
 * so that a code printed twice is the same code.
 */
export function deflate(input: Uint8Array, dictionary: Dictionary): Uint8Array {
  const start = dictionary.bytes.length;
  const window = new Uint8Array(start + input.length);
  window.set(dictionary.bytes);
  window.set(input, start);

  const out = new BitWriter();
  out.write(0b011, 3); // BFINAL, BTYPE 01
  let at = start;
  for (const { length, distance } of cheapestSteps(window, start, dictionary)) {
    if (length === 1) out.code(...fixedCode(window[at]!));
    else {
      const lengthIndex = lengthRow[length]!;
      out.code(...fixedCode(257 + lengthIndex));
      out.write(length - lengthCodes[lengthIndex]![0], lengthCodes[lengthIndex]![1]);
      const distanceIndex = distanceRow[distance]!;
      out.code(distanceIndex, 5);
      out.write(distance - distanceCodes[distanceIndex]![0], distanceCodes[distanceIndex]![1]);
    }
    at += length;
  }
  out.code(...fixedCode(END_OF_BLOCK));
  return out.finish();
}

// Bits that a match of each length and distance costs.
const lengthBits = new Uint8Array(lengthRow.length);
const distanceBits = new Uint8Array(distanceRow.length);
for (const [row, [first, extra]] of lengthCodes.entries()) lengthBits.fill(fixedCode(257 + row)[1] + extra, first);
for (const [first, extra] of distanceCodes) distanceBits.fill(5 + extra, first);

/** Shortest path from the end: `best[i]` is the cheapest way to write everything from `i` on. */
function cheapestSteps(window: Uint8Array, start: number, dictionary: Dictionary): Step[] {
  const end = window.length;
  // Places from two bytes before the text on, because a match may run out of the dictionary into it.
  const own = new Map<number, number[]>();
  for (let at = Math.max(0, start - 2); at + MINIMUM_MATCH <= end; at++) push(own, keyAt(window, at), at);

  const best: Step[] = new Array(end + 1);
  best[end] = { bits: 0, length: 0, distance: 0 };
  for (let at = end - 1; at >= start; at--) {
    const step: Step = { bits: fixedCode(window[at]!)[1] + best[at + 1]!.bits, length: 1, distance: 0 };
    const key = keyAt(window, at);
    let reached = MINIMUM_MATCH - 1;
    const longest = Math.min(MAXIMUM_MATCH, end - at);
    // Nearest first: a farther place is worth a look only for a longer match.
    for (const places of at + MINIMUM_MATCH <= end ? [own.get(key) ?? [], dictionary.placesOf(key)] : []) {
      for (let index = places.length - 1; index >= 0 && reached < longest; index--) {
        const place = places[index]!;
        if (place >= at || window[place + reached] !== window[at + reached]) continue;
        let length = MINIMUM_MATCH;
        while (length < longest && window[place + length] === window[at + length]) length += 1;
        for (let take = reached + 1; take <= length; take++) {
          const bits = lengthBits[take]! + distanceBits[at - place]! + best[at + take]!.bits;
          if (bits >= step.bits) continue;
          step.bits = bits;
          step.length = take;
          step.distance = at - place;
        }
        if (length > reached) reached = length;
      }
    }
    best[at] = step;
  }

  const steps: Step[] = [];
  for (let at = start; at < end; at += best[at]!.length) steps.push(best[at]!);
  return steps;
}

const keyAt = (bytes: Uint8Array, at: number) => (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;

function push(places: Map<number, number[]>, key: number, at: number): void {
  const list = places.get(key);
  if (list) list.push(at);
  else places.set(key, [at]);
}

class BitWriter {
  private readonly bytes: number[] = [];
  private current = 0;
  private filled = 0;

  /** Numbers go in from the lowest bit (RFC 1951 §3.1.1). */
  write(value: number, length: number): void {
    for (let bit = 0; bit < length; bit++) this.bit((value >> bit) & 1);
  }

  /** Huffman codes go in from the highest bit. */
  code(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit--) this.bit((value >> bit) & 1);
  }

  finish(): Uint8Array {
    if (this.filled > 0) this.bytes.push(this.current);
    return Uint8Array.from(this.bytes);
  }

  private bit(bit: number): void {
    this.current |= bit << this.filled;
    this.filled += 1;
    if (this.filled < 8) return;
    this.bytes.push(this.current);
    this.current = 0;
    this.filled = 0;
  }
}
