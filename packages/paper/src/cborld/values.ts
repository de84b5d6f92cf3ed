import { base58, base64, base64urlnopad } from '@scure/base';
import { PaperRefusal } from '../refusal.ts';
import type { Cbor } from './cbor.ts';
import type { ValueNumbers } from './table.ts';
import type { TermNumbers } from './terms.ts';

const XSD = 'http://www.w3.org/2001/XMLSchema#';

// Types whose table numbers are written as bytes, so that they cannot be mistaken for a term's number or a date.
const NUMBERS_AS_BYTES = new Set(['url', 'none', `${XSD}date`, `${XSD}dateTime`]);

/** A way to write values of one type shorter; `undefined` = write the value as it stands. */
type Codec = {
  encode(value: string, terms: TermNumbers): Cbor | undefined;
  decode(value: Cbor, terms: TermNumbers): string | undefined;
};

const codecs: Readonly<Record<string, Codec>> = {
  url: { encode: encodeUrl, decode: decodeUrl },
  'https://w3id.org/security#multibase': { encode: encodeMultibase, decode: decodeMultibase },
  [`${XSD}date`]: { encode: encodeDate, decode: decodeDate },
  [`${XSD}dateTime`]: { encode: encodeDateTime, decode: decodeDateTime },
};

/** Name of the table and codec for the values of a term (CBOR-LD 1.0: ids, types and IRIs share `url`). */
export function valueType(term: string, definition: { '@id'?: string; '@type'?: string }): string {
  const id = term === '@id' || term === '@type' ? term : definition['@id'];
  if (id === '@id' || id === '@type' || definition['@type'] === '@id' || definition['@type'] === '@vocab') return 'url';
  return definition['@type'] ?? 'none';
}

export function encodeValue(
  value: string | number | boolean,
  type: string,
  terms: TermNumbers,
  table: ValueNumbers,
): Cbor {
  if (typeof value === 'string') {
    const number = table.numberOf(type, value);
    if (number !== undefined) return NUMBERS_AS_BYTES.has(type) ? unsigned(number) : number;
    return codecs[type]?.encode(value, terms) ?? value;
  }
  // A number where a table could also stand is written as bytes in two's complement, which no paper credential needs.
  if (typeof value === 'number' && type !== 'none' && table.has(type)) {
    throw new TypeError('CBOR-LD: a number stands where a text of a table belongs');
  }
  return value;
}

export function decodeValue(value: Cbor, type: string, terms: TermNumbers, table: ValueNumbers): Cbor {
  const number =
    value instanceof Uint8Array && NUMBERS_AS_BYTES.has(type)
      ? fromUnsigned(value)
      : typeof value === 'number'
        ? value
        : undefined;
  const fromTable =
    table.has(type) && number !== undefined && NUMBERS_AS_BYTES.has(type) === value instanceof Uint8Array;
  if (fromTable) {
    const text = table.valueOf(type, number);
    if (text === undefined) throw new PaperRefusal('newer', 'a number that the table does not hold');
    return text;
  }
  const decoded = codecs[type]?.decode(value, terms) ?? value;
  if (decoded instanceof Uint8Array) throw new PaperRefusal('damaged', 'bytes where no codec asks for them');
  return decoded;
}

function unsigned(value: number): Uint8Array {
  return value < 0xff ? Uint8Array.of(value) : Uint8Array.of(value >> 8, value & 0xff);
}

function fromUnsigned(bytes: Uint8Array): number {
  if (bytes.length === 0 || bytes.length > 4) throw new PaperRefusal('damaged', 'a table number of odd length');
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

const SCHEMES = [
  ['https://', 2],
  ['http://', 1],
] as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function encodeUrl(value: string, terms: TermNumbers): Cbor | undefined {
  const term = terms.idOf(value);
  if (term !== undefined) return term;
  if (value.startsWith('urn:uuid:') && UUID.test(value.slice(9)))
    return [3, fromHex(value.slice(9).replaceAll('-', ''))];
  const scheme = SCHEMES.find(([prefix]) => value.startsWith(prefix));
  // An address with a port or another colon is written out: so does the reference encoder, and both must agree.
  if (scheme && value.lastIndexOf(':') === scheme[0].length - 3) return [scheme[1], value.slice(scheme[0].length)];
  if (!value.startsWith('did:key:')) return undefined;
  return [1025, ...value.slice(8).split('#').map(base58OrText)];
}

function decodeUrl(value: Cbor, terms: TermNumbers): string | undefined {
  if (typeof value === 'number') return terms.termOf(value);
  if (!Array.isArray(value)) return undefined;
  const [scheme, ...rest] = value;
  const [first, second] = rest;
  const http = SCHEMES.find(([, number]) => number === scheme);
  if (http && rest.length === 1 && typeof first === 'string') return http[0] + first;
  if (scheme === 3 && rest.length === 1 && first instanceof Uint8Array && first.length === 16) {
    return `urn:uuid:${toHex(first).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
  }
  if (scheme === 3 && rest.length === 1 && typeof first === 'string') return `urn:uuid:${first}`;
  if (scheme === 1025 && rest.length === 1) return `did:key:${textOrBase58(first)}`;
  if (scheme === 1025 && rest.length === 2) return `did:key:${textOrBase58(first)}#${textOrBase58(second)}`;
  throw new PaperRefusal('newer', 'an address in a form that this program does not know');
}

function base58OrText(text: string): Cbor {
  if (!text.startsWith('z')) return text;
  try {
    return base58.decode(text.slice(1));
  } catch {
    return text;
  }
}

function textOrBase58(value: Cbor | undefined): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return `z${base58.encode(value)}`;
  throw new PaperRefusal('damaged', 'a did:key of odd parts');
}

const BASES = [
  ['z', base58],
  ['u', base64urlnopad],
  ['M', base64],
] as const;

function encodeMultibase(value: string): Cbor | undefined {
  const base = BASES.find(([prefix]) => value.startsWith(prefix));
  return base && Uint8Array.of(base[0].charCodeAt(0), ...base[1].decode(value.slice(1)));
}

function decodeMultibase(value: Cbor): string | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  // Base 58 takes quadratic time: a signature has 64 to 96 bytes, a public key fewer.
  if (value.length > 256) throw new PaperRefusal('too-large', 'a multibase value that is too long');
  const base = BASES.find(([prefix]) => prefix.charCodeAt(0) === value[0]);
  if (!base) throw new PaperRefusal('newer', 'a multibase of another base');
  return base[0] + base[1].encode(value.subarray(1));
}

const isoSeconds = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

function encodeDate(value: string): Cbor | undefined {
  const seconds = Date.parse(value) / 1000;
  return Number.isSafeInteger(seconds) && isoSeconds(seconds).slice(0, -10) === value ? seconds : undefined;
}

function decodeDate(value: Cbor): string | undefined {
  return typeof value === 'number' ? isoSeconds(value).slice(0, -10) : undefined;
}

function encodeDateTime(value: string): Cbor | undefined {
  const milliseconds = Date.parse(value);
  if (!Number.isSafeInteger(milliseconds)) return undefined;
  const seconds = Math.floor(milliseconds / 1000);
  if (isoSeconds(seconds) === value) return seconds;
  return new Date(milliseconds).toISOString() === value ? [seconds, milliseconds - seconds * 1000] : undefined;
}

function decodeDateTime(value: Cbor): string | undefined {
  if (typeof value === 'number') return isoSeconds(value);
  if (!Array.isArray(value)) return undefined;
  const [seconds, milliseconds] = value;
  if (value.length !== 2 || typeof seconds !== 'number' || typeof milliseconds !== 'number') {
    throw new PaperRefusal('damaged', 'a date of odd parts');
  }
  return new Date(seconds * 1000 + milliseconds).toISOString();
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
