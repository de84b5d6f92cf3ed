import { PaperRefusal } from '../refusal.ts';

const MAXIMUM_FILE = 33_554_432;
const MAXIMUM_HEAD = 1024;
// A file to print has one for each of its certificates.
const MAXIMUM_FILES = 1000;
const MAXIMUM_CREDENTIAL = 1_048_576;
// A few bytes of a hostile file may unfold to a thousand times as many, and each attachment again.
const MAXIMUM_TOGETHER = 16_777_216;
// ISO 32000: `/Subtype` of an embedded file is its media type as a name, with `/` written `#2F`.
const MEDIA_TYPE = /\/Subtype\s{0,4}\/application#2F(?:vc|vp|vc#2Bjwt)\s/i;

/**
 * Gives the signed credentials that are attached to a PDF of ours, in the order of its certificates: JSON or a compact JWT,
 * byte for byte, and a presentation of the issuer's accreditations where one is stapled to them. A file to print may hold many. Reads the attached files by their heads and nothing else of the PDF. Other
 * programs' PDFs, and ours once another program has saved them anew, may be packed in ways that it does not look into; their
 * printed code still can be scanned.
 * @throws PaperRefusal and nothing else; also where there is none.
 */
export async function credentialsFromPdf(pdf: Uint8Array): Promise<[string, ...string[]]> {
  try {
    return await read(pdf);
  } catch (cause) {
    if (cause instanceof PaperRefusal) throw cause;
    throw new PaperRefusal('damaged', 'the attached credential does not hold together', cause);
  }
}

async function read(pdf: Uint8Array): Promise<[string, ...string[]]> {
  if (pdf.length > MAXIMUM_FILE) throw new PaperRefusal('too-large', 'the file is too large');
  // One character a byte, so that places in the text are places in the file. Windows-1252 gives ASCII as it is, which is
  // all that is looked for; spreading the bytes as arguments instead overflows the small stack of a browser's worker.
  const text = new TextDecoder('windows-1252').decode(pdf);
  if (!text.startsWith('%PDF-')) throw new PaperRefusal('not-a-certificate', 'no PDF');

  const credentials: string[] = [];
  let room = MAXIMUM_TOGETHER;
  let at = text.indexOf('/EmbeddedFile');
  for (let files = 0; at >= 0 && files < MAXIMUM_FILES; files++, at = text.indexOf('/EmbeddedFile', at + 1)) {
    // The head of an object is short; looking farther would cost the square of a hostile file's length.
    const before = text.slice(Math.max(0, at - MAXIMUM_HEAD), at);
    const behind = text.slice(at, at + MAXIMUM_HEAD);
    if (!before.includes(' obj') || !behind.includes('stream')) continue;
    const head = before.slice(before.lastIndexOf(' obj')) + behind.slice(0, behind.indexOf('stream'));
    const stream = at + behind.indexOf('stream');
    const length = Number(head.match(/\/Length\s{1,4}(\d{1,9})\s/)?.[1] ?? Number.NaN);
    if (!MEDIA_TYPE.test(head) || !Number.isSafeInteger(length)) continue;
    const from = stream + 6 + (text[stream + 6] === '\r' ? 2 : 1);
    const data = pdf.subarray(from, from + length);
    if (data.length !== length) throw new PaperRefusal('damaged', 'the file ends too early');
    const bytes = head.includes('/FlateDecode') ? await decompress(data) : data;
    room -= bytes.length;
    if (bytes.length > MAXIMUM_CREDENTIAL || room < 0) {
      throw new PaperRefusal('too-large', 'the attached credentials are too long');
    }
    credentials.push(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  }
  const [first, ...others] = credentials;
  if (first === undefined) throw new PaperRefusal('not-a-certificate', 'no credential is attached to this PDF');
  return [first, ...others];
}

async function decompress(data: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([data as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('deflate'));
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length <= MAXIMUM_CREDENTIAL) continue;
    await reader.cancel();
    throw new PaperRefusal('too-large', 'the attached credential is too long');
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
