import { PaperRefusal, refusing } from '../refusal.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
// Open Badges 3.0 §5.3.1: the keyword of the iTXt chunk; compression is not allowed, language and translation are empty.
const KEYWORD = 'openbadgecredential';
const MAXIMUM_CHUNKS = 10_000;
const MAXIMUM_TEXT = 1_048_576;

/** Gives the PNG with a credential baked in (Open Badges 3.0 §5.3.1): JSON of the secured credential, or a compact JWT. */
export function bakePng(png: Uint8Array, credential: string): Uint8Array {
  const text = new TextEncoder().encode(credential);
  const data = Uint8Array.of(...new TextEncoder().encode(KEYWORD), 0, 0, 0, 0, 0, ...text);
  const chunk = new Uint8Array(data.length + 12);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(new TextEncoder().encode('iTXt'), 4);
  chunk.set(data, 8);
  view.setUint32(data.length + 8, crc32(chunk.subarray(4, data.length + 8)));

  // Behind IHDR, which is always 25 bytes long: readers find it without passing the picture.
  const at = SIGNATURE.length + 25;
  const baked = new Uint8Array(png.length + chunk.length);
  baked.set(png.subarray(0, at));
  baked.set(chunk, at);
  baked.set(png.subarray(at), at + chunk.length);
  return baked;
}

/**
 * Gives the credential that is baked into a PNG: JSON or a compact JWT, as it stands there.
 * @throws PaperRefusal and nothing else.
 */
export function unbakePng(png: Uint8Array): string {
  return refusing('the picture does not hold together', () => read(png));
}

function read(png: Uint8Array): string {
  if (SIGNATURE.some((byte, index) => png[index] !== byte)) throw new PaperRefusal('not-a-certificate', 'no PNG');
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const latin1 = new TextDecoder('latin1');
  let at = SIGNATURE.length;
  for (let chunks = 0; at + 12 <= png.length && chunks < MAXIMUM_CHUNKS; chunks++) {
    const length = view.getUint32(at);
    const data = png.subarray(at + 8, at + 8 + length);
    at += length + 12;
    if (at > png.length) throw new PaperRefusal('damaged', 'the picture ends too early');
    if (latin1.decode(png.subarray(at - length - 8, at - length - 4)) !== 'iTXt') continue;
    if (latin1.decode(data.subarray(0, KEYWORD.length + 1)) !== `${KEYWORD}\0`) continue;
    if (data[KEYWORD.length + 1] !== 0) throw new PaperRefusal('damaged', 'the credential is compressed');
    const language = data.indexOf(0, KEYWORD.length + 3);
    const translation = language < 0 ? -1 : data.indexOf(0, language + 1);
    if (translation < 0) throw new PaperRefusal('damaged', 'the chunk of the credential is cut off');
    const text = data.subarray(translation + 1);
    if (text.length > MAXIMUM_TEXT) throw new PaperRefusal('too-large', 'the credential is too long');
    return new TextDecoder('utf-8', { fatal: true }).decode(text);
  }
  throw new PaperRefusal('not-a-certificate', 'no credential is baked into this picture');
}

/** PNG 1.2, appendix D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
