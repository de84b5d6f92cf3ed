import { isUtf8 } from 'node:buffer';
import type { Service } from '@symbolon/service';
import type { Part } from './member-text.ts';

/** A JSON body as it was sent: only its text shows a member that stands twice, which is gone once it is parsed. */
export type BodyText = { text: string; bytes: Buffer };

/** Keeps the text of each body; `parse` gives what stands for it, and throws where it is not JSON. */
export function keepText(
  scope: Service,
  parse = (text: string): unknown => JSON.parse(text),
): (request: object) => BodyText {
  const texts = new WeakMap<object, BodyText>();
  scope.removeContentTypeParser('application/json');
  // Converted as a whole: to text piece by piece, and counted again, it takes as long as parsing it.
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    const text = bytes.toString();
    texts.set(request, { text, bytes });
    try {
      done(null, parse(text));
    } catch (error) {
      done(error as Error);
    }
  });
  return (request) => texts.get(request) ?? { text: '', bytes: Buffer.alloc(0) };
}

/** Gives a part of a body as it was sent; undefined where the bytes are no UTF-8, so that its text is another. */
export function bytesOf({ text, bytes }: BodyText, part: Part): Buffer | undefined {
  if (!isUtf8(bytes)) return undefined;
  const before = Buffer.byteLength(text.slice(0, part.start));
  const after = Buffer.byteLength(text.slice(part.start + part.text.length));
  return bytes.subarray(before, bytes.length - after);
}
