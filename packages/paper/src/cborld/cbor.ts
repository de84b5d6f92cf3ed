import { PaperRefusal } from '../refusal.ts';

/** What CBOR-LD needs of CBOR (RFC 8949): no floats, no indefinite lengths, one tag that the caller handles. */
export type Cbor = number | string | boolean | null | Uint8Array | Cbor[] | Map<number | string, Cbor>;

const UINT = 0;
const NEGINT = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const SIMPLE = 7;

// A paper credential has about 40 values on 4 levels; a hostile one must not cost more than a few milliseconds.
const MAX_VALUES = 1000;
const MAX_DEPTH = 12;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Gives the bytes of `tag(value)` in the preferred serialisation of RFC 8949 §4.1, map members in the order given. */
export function encodeCbor(tag: number, value: Cbor): Uint8Array {
  const out: number[] = [];
  head(out, TAG, tag);
  write(out, value);
  return Uint8Array.from(out);
}

function head(out: number[], major: number, value: number): void {
  const type = major << 5;
  if (value < 24) out.push(type | value);
  else if (value < 0x100) out.push(type | 24, value);
  else if (value < 0x10000) out.push(type | 25, value >> 8, value & 0xff);
  else if (value < 0x100000000)
    out.push(type | 26, value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
  else {
    const high = Math.floor(value / 0x100000000);
    const low = value >>> 0;
    out.push(type | 27, high >>> 24, (high >>> 16) & 0xff, (high >>> 8) & 0xff, high & 0xff);
    out.push(low >>> 24, (low >>> 16) & 0xff, (low >>> 8) & 0xff, low & 0xff);
  }
}

function write(out: number[], value: Cbor): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError('CBOR-LD: only whole numbers can be written');
    head(out, value < 0 ? NEGINT : UINT, value < 0 ? -1 - value : value);
  } else if (typeof value === 'string') {
    const bytes = new TextEncoder().encode(value);
    head(out, TEXT, bytes.length);
    out.push(...bytes);
  } else if (value instanceof Uint8Array) {
    head(out, BYTES, value.length);
    out.push(...value);
  } else if (Array.isArray(value)) {
    head(out, ARRAY, value.length);
    for (const item of value) write(out, item);
  } else if (value instanceof Map) {
    head(out, MAP, value.size);
    for (const [key, item] of value) {
      write(out, key);
      write(out, item);
    }
  } else {
    out.push((SIMPLE << 5) | (value === null ? 22 : value ? 21 : 20));
  }
}

/**
 * Reads `tag(value)`; gives both. Refuses trailing bytes, floats, indefinite lengths, nested tags, repeated map keys,
 * text that is not UTF-8, more than 1,000 values and more than 12 levels.
 */
export function decodeCbor(bytes: Uint8Array): { tag: number; value: Cbor } {
  const reader = new Reader(bytes);
  const { major, argument: tag } = reader.head();
  if (major !== TAG) throw new PaperRefusal('not-a-certificate', 'no CBOR-LD: it does not begin with a tag');
  const value = reader.value(0);
  if (reader.position !== bytes.length) throw new PaperRefusal('damaged', 'bytes follow the end of the CBOR value');
  return { tag, value };
}

class Reader {
  position = 0;
  private count = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  head(): { major: number; argument: number } {
    const first = this.take(1)[0]!;
    const info = first & 31;
    if (info < 24) return { major: first >> 5, argument: info };
    if (info > 27) throw new PaperRefusal('damaged', 'CBOR of indefinite or reserved length');
    let argument = 0;
    for (const byte of this.take(1 << (info - 24))) argument = argument * 256 + byte;
    if (!Number.isSafeInteger(argument)) throw new PaperRefusal('damaged', 'CBOR number out of range');
    return { major: first >> 5, argument };
  }

  value(depth: number): Cbor {
    this.count += 1;
    if (depth > MAX_DEPTH || this.count > MAX_VALUES) throw new PaperRefusal('too-large', 'CBOR too deep or too long');
    const start = this.position;
    const { major, argument } = this.head();
    switch (major) {
      case UINT:
        return argument;
      case NEGINT:
        return -1 - argument;
      case BYTES:
        return this.take(argument).slice();
      case TEXT:
        return utf8.decode(this.take(argument));
      case ARRAY: {
        const items: Cbor[] = [];
        for (let i = 0; i < argument; i++) items.push(this.value(depth + 1));
        return items;
      }
      case MAP: {
        const map = new Map<number | string, Cbor>();
        for (let i = 0; i < argument; i++) {
          const key = this.value(depth + 1);
          if (typeof key !== 'number' && typeof key !== 'string') throw new PaperRefusal('damaged', 'CBOR map key');
          if (map.has(key)) throw new PaperRefusal('damaged', 'a CBOR map names a member twice');
          map.set(key, this.value(depth + 1));
        }
        return map;
      }
      default: {
        const simple = this.bytes[start];
        if (simple === 0xf4 || simple === 0xf5) return simple === 0xf5;
        if (simple === 0xf6) return null;
        throw new PaperRefusal('damaged', 'CBOR value of a kind that no paper credential holds');
      }
    }
  }

  private take(length: number): Uint8Array {
    if (length > this.bytes.length - this.position) throw new PaperRefusal('damaged', 'CBOR ends too early');
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }
}
