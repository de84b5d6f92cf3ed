import { PaperRefusal } from '../refusal.ts';
import { distanceCodes, END_OF_BLOCK, lengthCodes } from './fixed-codes.ts';

/**
 * Undoes `deflate`: reads one last block of raw DEFLATE with fixed codes.
 * @throws PaperRefusal `too-large` beyond `maximum` bytes, `damaged` for anything else that does not fit.
 */
export function inflate(input: Uint8Array, dictionary: Uint8Array, maximum: number): Uint8Array {
  const bits = new BitReader(input);
  if (bits.number(3) !== 0b011) throw new PaperRefusal('damaged', 'not one block with fixed codes');
  const start = dictionary.length;
  const out = Array.from(dictionary);
  for (;;) {
    const symbol = bits.symbol();
    if (symbol === END_OF_BLOCK) break;
    if (symbol < END_OF_BLOCK) out.push(symbol);
    else {
      const length = bits.value(lengthCodes[symbol - 257]);
      const distance = bits.value(distanceCodes[bits.code(5)]);
      if (distance > out.length) throw new PaperRefusal('damaged', 'a reference to before the beginning');
      for (let i = 0; i < length; i++) out.push(out[out.length - distance]!);
    }
    if (out.length - start > maximum) throw new PaperRefusal('too-large', 'more content than a QR code can mean');
  }
  if (!bits.atEnd()) throw new PaperRefusal('damaged', 'bytes follow the last block');
  return Uint8Array.from(out.slice(start));
}

class BitReader {
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  number(length: number): number {
    let value = 0;
    for (let bit = 0; bit < length; bit++) value |= this.bit() << bit;
    return value;
  }

  code(length: number): number {
    let value = 0;
    for (let bit = 0; bit < length; bit++) value = (value << 1) | this.bit();
    return value;
  }

  /** A literal or length symbol of the fixed codes (RFC 1951 §3.2.6): 7, 8 or 9 bits. */
  symbol(): number {
    const seven = this.code(7);
    if (seven < 0x18) return 256 + seven;
    const eight = (seven << 1) | this.bit();
    if (eight < 0xc0) return eight - 0x30;
    if (eight < 0xc8) return 280 + eight - 0xc0;
    return 144 + ((eight << 1) | this.bit()) - 0x190;
  }

  value(row: readonly [first: number, extra: number] | undefined): number {
    if (!row) throw new PaperRefusal('damaged', 'a reserved code');
    return row[0] + this.number(row[1]);
  }

  atEnd(): boolean {
    return Math.ceil(this.at / 8) === this.bytes.length;
  }

  private bit(): number {
    const byte = this.bytes[this.at >> 3];
    if (byte === undefined) throw new PaperRefusal('damaged', 'the packed content ends too early');
    const bit = (byte >> (this.at & 7)) & 1;
    this.at += 1;
    return bit;
  }
}
