import { checkText } from '../check/check-text.ts';
import { check, credentialsIn } from '../check/client.ts';
import type { Outcome } from '../check/outcome.ts';
import { createDecoder, type Decoder } from '../scan/decoder.ts';
import { kindOf } from './kind.ts';
import { photosIn } from './pdf-photos.ts';
import { pictureOf } from './picture.ts';

/** Photos of modern phones have 12 MB; a certificate has less than one. */
const limit = 20_000_000;

/**
 * Judges the certificate in a file: one that the file carries (PDF, baked PNG or SVG, JSON, JWT), else the code that a
 * picture of it shows. A PDF with several gives them back to be judged one by one. `here`: also one whose code has another
 * address than this page.
 */
export async function openFile(file: Blob, here: boolean): Promise<Outcome> {
  if (file.size > limit) return { kind: 'large-file', limit };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const kind = kindOf(bytes);
  switch (kind) {
    case 'unknown':
      return { kind: 'unknown-file' };
    case 'text':
      return checkText(new TextDecoder().decode(bytes), 'document', here);
    case 'image':
      return readPictures([file], { nothing: { kind: 'no-code' }, here });
    default: {
      const documents = await credentialsIn(bytes, kind);
      if (documents.length > 1) return { kind: 'several', documents };
      if (documents[0] !== undefined) return check(documents[0], 'document');
      return kind === 'pdf'
        ? readPictures(photosIn(bytes), { nothing: { kind: 'no-certificate-in-pdf' }, here })
        : readPictures([file], { nothing: { kind: 'no-code' }, here, svg: kind === 'svg' });
    }
  }
}

type Reading = { nothing: Outcome; here: boolean; svg?: boolean };

async function readPictures(files: Blob[], { nothing, here, svg = false }: Reading): Promise<Outcome> {
  if (files.length === 0) return nothing;
  const decoder = await createDecoder();
  try {
    for (const file of files) {
      const text = await readPicture(file, svg, decoder);
      if (text !== undefined) return checkText(text, 'code', here);
    }
    return nothing;
  } finally {
    decoder.close();
  }
}

async function readPicture(file: Blob, svg: boolean, decoder: Decoder): Promise<string | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await pictureOf(file, svg);
  } catch {
    return undefined; // cut off, or a kind that this browser does not read
  }
  try {
    return await decoder.read(picture, true);
  } finally {
    picture.close();
  }
}
