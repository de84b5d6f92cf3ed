import { writeFile } from 'node:fs/promises';
import encodeQR from 'qr';

const [width, height] = [1280, 720];

/**
 * A film for the fake camera (YUV4MPEG2): the code as a phone sees it on paper, turned, with soft edges and grey paper.
 * `pixels` a module; several texts are shown one after the other, `frames` each.
 */
export async function codeFilm(
  path: string,
  texts: readonly string[],
  options: { pixels: number; degrees: number; frames?: number },
) {
  const { pixels, degrees, frames = 1 } = options;
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`)];
  for (const text of texts) {
    const frame = Buffer.concat([
      Buffer.from('FRAME\n'),
      await codeFrame(text, pixels, degrees),
      Buffer.alloc((width * height) / 2, 128),
    ]);
    for (let index = 0; index < frames; index++) parts.push(frame);
  }
  await writeFile(path, Buffer.concat(parts));
}

/** Brightness of one frame; an edge is spread over about 0.7 pixels, as a lens out of focus does. */
async function codeFrame(text: string, pixels: number, degrees: number): Promise<Buffer> {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const frame = Buffer.alloc(width * height, 120);
  const offsets = [-0.7, -0.25, 0.25, 0.7];
  const dark = (x: number, y: number): number => {
    const [dx, dy] = [x - width / 2, y - height / 2];
    const column = Math.floor((dx * cos + dy * sin) / pixels + rows.length / 2);
    const row = Math.floor((dy * cos - dx * sin) / pixels + rows.length / 2);
    const module = rows[row]?.[column];
    return module === undefined ? 120 : module ? 45 : 215;
  };
  for (let y = 0; y < height; y++) {
    // The service under test lives in this process; one that gets no time says that it is busy.
    if (y % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const oy of offsets) for (const ox of offsets) sum += dark(x + ox, y + oy);
      frame[y * width + x] = Math.round(sum / 16);
    }
  }
  return frame;
}
