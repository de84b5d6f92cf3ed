// Loaded when the first picture is asked for: the library takes 30 MB.
const canvas = () => import('@napi-rs/canvas');

// Ten dots to a millimetre: a module of the code is six, and what a phone needs of it on a screen is four.
const SCALE = 10 / (72 / 25.4);

/** Gives an SVG, whose unit is the point, as PNG. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const { createCanvas, loadImage } = await canvas();
  const image = await loadImage(Buffer.from(svg));
  const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
  const picture = createCanvas(Math.round(width * SCALE), Math.round(height * SCALE));
  picture.getContext('2d').drawImage(image, 0, 0, picture.width, picture.height);
  return picture.encode('png');
}
