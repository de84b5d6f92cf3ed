import { base64urlnopad } from '@scure/base';
import type { Format } from './format.ts';

/** Gives base64url without padding. */
export const toBase64url = (bytes: Uint8Array): string => base64urlnopad.encode(bytes);

/** Gives the bytes of base64url without padding, in its one spelling; undefined for anything else. */
export function fromBase64url(text: string): Uint8Array | undefined {
  try {
    return base64urlnopad.decode(text);
  } catch {
    return undefined;
  }
}

/** Gives the bytes in compressed form. */
export async function zip(bytes: Uint8Array, format: Format): Promise<Uint8Array> {
  const zipped = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

/** Gives what compressed data holds. Throws a RangeError where that is more than `maxBytes`, a TypeError where it cannot be read. */
export async function unzip(zipped: Uint8Array, format: Format, maxBytes: number): Promise<Uint8Array> {
  const stream = new Blob([zipped as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause) => {
      throw new TypeError(`the list is not in the form "${format}"`, { cause });
    });
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      throw new RangeError(`the status list is longer than ${maxBytes} bytes`);
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
