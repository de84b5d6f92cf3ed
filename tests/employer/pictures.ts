import { PNG } from 'pngjs';
import encodeQR from 'qr';

/**
 * A QR code as a PNG, `scale` pixels a module, on white paper; `dark` turns black and white round, as a dark reader does,
 * `blur` is the width in pixels over which an edge is spread.
 */
export function codePicture(text: string, { scale = 4, blur = 1, dark = false } = {}): Buffer {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const side = rows.length * scale;
  const picture = new PNG({ width: side, height: side });
  const black = (x: number, y: number) => rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true;
  const reach = Math.floor(blur / 2);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (let dy = -reach; dy <= reach; dy++)
        for (let dx = -reach; dx <= reach; dx++) sum += black(x + dx, y + dy) === dark ? 255 : 0;
      const at = (y * side + x) * 4;
      picture.data.fill(Math.round(sum / (2 * reach + 1) ** 2), at, at + 3);
      picture.data[at + 3] = 255;
    }
  }
  return PNG.sync.write(picture);
}
