import { contextDocument, occupationContextUrl } from '@symbolon/contexts';
import table from '../tables/5462349.json' with { type: 'json' };
import { decodeCborLd, encodeCborLd } from './cborld/cborld.ts';
import { fromBase45 } from './packing/base45.ts';
import { deflate } from './packing/deflate.ts';
import { occupationDictionary, summaryDictionary } from './packing/dictionary.ts';
import { fromDigits, toDigits } from './packing/digits.ts';
import { inflate } from './packing/inflate.ts';
import { PaperRefusal, refusing } from './refusal.ts';

// By the first byte of what the digits mean: raw DEFLATE of CBOR-LD 1.0 with one of the frozen dictionaries. Another
// dictionary or another form takes another number; 0 cannot be one, because a number has no leading zeros.
const dictionaries = new Map([
  [1, summaryDictionary],
  [2, occupationDictionary],
]);

// A version 40 code holds 5,596 digits at level M. An address before them and a long paste may come on top.
const MAXIMUM_TEXT = 8192;
const MAXIMUM_DOCUMENT = 4096;

/**
 * Gives a signed paper credential as CBOR-LD 1.0 bytes with our table (docs/paper.md).
 * Throws TypeError for a document that would not come back exactly as it is.
 */
export function encodePaper(credential: object): Uint8Array {
  const bytes = encodeCborLd(credential, table, contextDocument);
  const back = decodeCborLd(bytes, [table], contextDocument);
  if (canonical(back) !== canonical(credential))
    throw new TypeError('the credential changes on its way through CBOR-LD');
  return bytes;
}

/**
 * Gives the text of the QR code: the verifier's address, `#`, and decimal digits. A fragment never reaches a server.
 * Scheme and host are in capitals where nothing but `/` follows: a QR code writes capitals in fewer bits.
 */
export function paperUrl(bytes: Uint8Array, verifierUrl: string): string {
  const { origin, pathname } = new URL(verifierUrl);
  return `${pathname === '/' ? `${origin.toUpperCase()}/` : origin + pathname}#${toDigits(pack(bytes))}`;
}

/**
 * Gives the credential that a scanned, opened or typed text stands for: our link, its part after `#` alone, or the
 * `VC1-R…` text of VC Barcodes. Whether the credential is genuine is for the verification to say.
 * @throws PaperRefusal and nothing else.
 */
export function decodePaper(text: string): object {
  return refusing('the text does not hold together', () => decodeCborLd(textBytes(text), [table], contextDocument));
}

/** Bytes that a document will take in a QR code, before its address. */
export function packedSize(document: object): number {
  return pack(encodeCborLd(document, table, contextDocument)).length;
}

function pack(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAXIMUM_DOCUMENT) throw new TypeError('the credential is too long for any QR code');
  const packing = packingFor(bytes);
  return Uint8Array.of(packing, ...deflate(bytes, dictionaries.get(packing)!));
}

/**
 * By what the credential is, not by which comes out shorter: a code that is printed again years later stays the same,
 * whatever packings there are by then. The context has no number in the table, so its name stands in the bytes.
 */
function packingFor(bytes: Uint8Array): number {
  return new TextDecoder('latin1').decode(bytes).includes(occupationContextUrl) ? 2 : 1;
}

function textBytes(text: string): Uint8Array {
  if (text.length > MAXIMUM_TEXT) throw new PaperRefusal('too-large', 'longer than any QR code');
  const trimmed = text.trim();
  // VC Barcodes 1.0 §3.1.3: `VC1-`, and `R` as the multibase prefix of base45.
  if (trimmed.startsWith('VC1-R')) return fromBase45(trimmed.slice(5));
  const digits = trimmed.slice(trimmed.lastIndexOf('#') + 1);
  if (!/^[1-9][0-9]{49,}$/.test(digits)) throw new PaperRefusal('not-a-certificate', 'no certificate in this text');
  const [packing, ...packed] = fromDigits(digits);
  const dictionary = dictionaries.get(packing!);
  if (!dictionary) throw new PaperRefusal('newer', 'packed in a way that this program does not know');
  return inflate(Uint8Array.from(packed), dictionary.bytes, MAXIMUM_DOCUMENT);
}

/** JSON with sorted members: equal for documents that differ in order alone. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
