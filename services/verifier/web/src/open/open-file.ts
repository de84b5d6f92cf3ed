import { checkText } from '../check/check-text.ts';
import { check, credentialsIn } from '../check/client.ts';
import type { Outcome, Several } from '../check/outcome.ts';
import { severalOf, unpack } from '../check/unpack.ts';
import { createDecoder, type Decoder } from '../scan/decoder.ts';
import { kindOf } from './kind.ts';
import { photosIn } from './pdf-photos.ts';
import { pictureOf } from './picture.ts';

/** Photos of modern phones have 12 MB; a certificate has less than one. */
const limit = 20_000_000;

/** Opens files of which each may hold several documents; what they hold is judged together, or one by one. */
export async function openFiles(files: readonly Blob[], here: boolean): Promise<Outcome> {
  const [first] = files;
  if (first && files.length === 1) return openFile(first, here);
  const several: Several = { kind: 'several', documents: [], failed: [] };
  for (const file of files) {
    const outcome = await openFile(file, here);
    if (outcome.kind === 'several') several.documents.push(...outcome.documents);
    else if (outcome.kind === 'checked' && outcome.given)
      several.documents.push({ given: outcome.given, document: outcome.document });
    else several.failed.push(outcome);
  }
  return several;
}

/**
 * Judges the certificate in a file: one that the file carries (PDF, baked PNG or SVG, JSON, JWT), else the code that a
 * picture of it shows. A PDF with several gives them back to be judged one by one. `here`: also one whose code has another
 * address than this page.
 */
async function openFile(file: Blob, here: boolean): Promise<Outcome> {
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
      const documents = (await credentialsIn(bytes, kind)).flatMap(unpack);
      if (documents.length > 1) return severalOf(documents);
      if (documents[0] !== undefined) return check({ text: documents[0], form: 'document' });
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
