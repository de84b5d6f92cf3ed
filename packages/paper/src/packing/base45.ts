import { PaperRefusal } from '../refusal.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/**
 * Decodes base45 (RFC 9285). The text of VC Barcodes describes the conversion of one big number instead; its published
 * vectors are RFC 9285.
 */
export function fromBase45(text: string): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = Array.from(text.slice(at, at + 3), (character) => ALPHABET.indexOf(character));
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0);
    const bytes = group.length - 1;
    if (bytes === 0 || group.includes(-1) || value >= 256 ** bytes) throw new PaperRefusal('damaged', 'not base45');
    if (bytes === 2) out.push(value >> 8);
    out.push(value & 0xff);
  }
  return Uint8Array.from(out);
}
