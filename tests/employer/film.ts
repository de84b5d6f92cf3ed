import { writeFile } from 'node:fs/promises';
import encodeQR from 'qr';

const [width, height] = [1280, 720];
/** Brightness of what lies around the paper. */
const TABLE = 120;

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
  const shown: Buffer[] = [];
  for (const text of texts) {
    const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
    const seen = (x: number, y: number) => {
      const module = rows[Math.floor(y / pixels + rows.length / 2)]?.[Math.floor(x / pixels + rows.length / 2)];
      return module === undefined ? TABLE : module ? 45 : 215;
    };
    // Half the diagonal: what is farther from the middle is table, however the code is turned.
    const frame = await drawFrame(degrees, seen, (rows.length * pixels) / Math.SQRT2 + 2);
    for (let index = 0; index < frames; index++) shown.push(frame);
  }
  await writeFilm(path, shown);
}

/** Writes frames of brightness as a film of ten a second. */
export async function writeFilm(path: string, frames: readonly Buffer[]): Promise<void> {
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`)];
  const colour = Buffer.alloc((width * height) / 2, 128);
  for (const frame of frames) parts.push(Buffer.from('FRAME\n'), frame, colour);
  await writeFile(path, Buffer.concat(parts));
}

/**
 * One frame of what lies before the camera, turned; `brightness` is asked for places counted in pixels from the middle. An
 * edge is spread over about 0.7 pixels, as a lens out of focus does. Farther than `reach` from the middle nothing lies on the table.
 */
export async function drawFrame(
  degrees: number,
  brightness: (x: number, y: number) => number,
  reach = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const frame = Buffer.alloc(width * height, TABLE);
  const offsets = [-0.7, -0.25, 0.25, 0.7];
  const seen = (x: number, y: number): number => {
    const [dx, dy] = [x - width / 2, y - height / 2];
    return brightness(dx * cos + dy * sin, dy * cos - dx * sin);
  };
  for (let y = 0; y < height; y++) {
    // An issuer may live in this process, whose status lists are waited for.
    if (y % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let x = 0; x < width; x++) {
      if (Math.hypot(x - width / 2, y - height / 2) > reach) continue;
      let sum = 0;
      for (const oy of offsets) for (const ox of offsets) sum += seen(x + ox, y + oy);
      frame[y * width + x] = Math.round(sum / 16);
    }
  }
  return frame;
}
