import { promisify } from 'node:util';
import {
  constants,
  deflateSync,
  gunzip,
  gunzipSync,
  gzipSync,
  inflate,
  inflateSync,
  type ZlibOptions,
} from 'node:zlib';
import type { Format } from './format.ts';

/** Gives base64url without padding. */
export const toBase64url = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');

/** Gives the bytes of base64url without padding, in its one spelling; undefined for anything else. */
export function fromBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Buffer passes over what it does not know.
  return bytes.toString('base64url') === text ? bytes : undefined;
}

// Few bits are set and they lie far apart: runs of zeros are all that there is to find. Smaller and twice as fast as level 6.
const forSparseBits = { strategy: constants.Z_RLE };

/** Gives the bytes in compressed form. */
export const zip = (bytes: Uint8Array, format: Format): Uint8Array =>
  format === 'gzip' ? gzipSync(bytes, forSparseBits) : deflateSync(bytes, forSparseBits);

/** What `info: true` gives beside the bytes: the engine knows how much it has read. */
type Inflated = { buffer: Uint8Array; engine: { bytesWritten: number } };
type Inflate<Result> = (zipped: Uint8Array, options: ZlibOptions) => Result;

const atOnce = { gzip: gunzipSync, deflate: inflateSync } as unknown as Record<Format, Inflate<Inflated>>;
const inThread = { gzip: promisify(gunzip), deflate: promisify(inflate) } as unknown as Record<
  Format,
  Inflate<Promise<Inflated>>
>;

/** Up to here inflating takes so little, even to the limit, that handing it to another thread would cost more. */
const small = 64 * 1024;

/** Gives what compressed data holds. Throws a RangeError where that is more than `maxBytes`, a TypeError where it cannot be read. */
export async function unzip(zipped: Uint8Array, format: Format, maxBytes: number): Promise<Uint8Array> {
  const options = { maxOutputLength: maxBytes, info: true };
  try {
    const run = zipped.length <= small ? atOnce[format] : inThread[format];
    const { buffer, engine } = await run(zipped, options);
    // What stands behind the first list would be another list to another reader; of gzip that may be a second member.
    if (engine.bytesWritten !== zipped.length || (format === 'gzip' && lengthTold(zipped) !== buffer.length))
      throw new Error('something follows the list');
    return buffer;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new RangeError(`the status list is longer than ${maxBytes} bytes`);
    throw new TypeError(`the list is not in the form "${format}"`, { cause });
  }
}

/** ISIZE, the last four bytes of a gzip member (RFC 1952 §2.3.1). */
const lengthTold = (zipped: Uint8Array) =>
  new DataView(zipped.buffer, zipped.byteOffset + zipped.byteLength - 4, 4).getUint32(0, true);
