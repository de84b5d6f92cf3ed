/** Gives the code points for which a font has a glyph (OpenType `cmap`, formats 4 and 12). */
export function coverage(font: Buffer): Set<number> {
  const points = new Set<number>();
  const table = tableAt(font, 'cmap');
  for (let index = 0; index < font.readUInt16BE(table + 2); index++) {
    const at = table + font.readUInt32BE(table + 8 + index * 8);
    const format = font.readUInt16BE(at);
    if (format === 4) readSegments(font, at, points);
    if (format === 12) readGroups(font, at, points);
  }
  return points;
}

function tableAt(font: Buffer, tag: string): number {
  for (let at = 12; at < 12 + font.readUInt16BE(4) * 16; at += 16) {
    if (font.toString('latin1', at, at + 4) === tag) return font.readUInt32BE(at + 8);
  }
  throw new Error(`a font has no table ${tag}`);
}

function readSegments(font: Buffer, at: number, points: Set<number>): void {
  const length = font.readUInt16BE(at + 6);
  const [ends, starts] = [at + 14, at + 16 + length];
  for (let index = 0; index < length; index += 2) {
    const end = font.readUInt16BE(ends + index);
    const start = font.readUInt16BE(starts + index);
    const delta = font.readUInt16BE(starts + length + index);
    const rangeAt = starts + 2 * length + index;
    const range = font.readUInt16BE(rangeAt);
    for (let point = start; point <= end && point < 0xffff; point++) {
      const glyph = range === 0 ? point + delta : font.readUInt16BE(rangeAt + range + (point - start) * 2);
      if ((glyph & 0xffff) !== 0) points.add(point);
    }
  }
}

function readGroups(font: Buffer, at: number, points: Set<number>): void {
  for (let index = 0; index < font.readUInt32BE(at + 12); index++) {
    const group = at + 16 + index * 12;
    for (let point = font.readUInt32BE(group); point <= font.readUInt32BE(group + 4); point++) points.add(point);
  }
}
