/** A line that is longer than any that is read. */
export const tooLong = Symbol('too long');

/**
 * Gives the lines of a body as they arrive, all that are there at once; blank ones are left out. Of a line with more than `longest`
 * characters only that it was one. Holds one line and one piece of the body at a time. Throws what `beyond` gives when the body
 * is larger than `largest` bytes, and whatever the body throws when it is cut.
 */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  { longest, largest, beyond }: { longest: number; largest: number; beyond: () => Error },
): AsyncGenerator<(string | typeof tooLong)[]> {
  const decoder = new TextDecoder();
  let rest = '';
  let skipping = false;
  let size = 0;

  function read(text: string): (string | typeof tooLong)[] {
    const pieces = text.split('\n');
    const last = pieces.pop()!;
    const lines: (string | typeof tooLong)[] = [];
    for (const piece of pieces) {
      const line = rest + piece;
      if (skipping || line.length > longest) lines.push(tooLong);
      else if (line.trim() !== '') lines.push(line);
      rest = '';
      skipping = false;
    }
    rest += last;
    if (rest.length > longest) {
      rest = '';
      skipping = true;
    }
    return lines;
  }

  for await (const chunk of body) {
    size += chunk.length;
    if (size > largest) throw beyond();
    const lines = read(decoder.decode(chunk, { stream: true }));
    if (lines.length > 0) yield lines;
  }
  // The last line need not end.
  const lines = read(`${decoder.decode()}\n`);
  if (lines.length > 0) yield lines;
}
