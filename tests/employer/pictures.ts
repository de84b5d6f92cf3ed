import { PNG } from 'pngjs';
import encodeQR from 'qr';

/** A QR code as a PNG, `scale` pixels a module, on white paper. */
export function codePicture(text: string, scale = 4): Buffer {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const side = rows.length * scale;
  const picture = new PNG({ width: side, height: side });
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const dark = rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true;
      picture.data.fill(dark ? 0 : 255, (y * side + x) * 4, (y * side + x) * 4 + 3);
      picture.data[(y * side + x) * 4 + 3] = 255;
    }
  }
  return PNG.sync.write(picture);
}
