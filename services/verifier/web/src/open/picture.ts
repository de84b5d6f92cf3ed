/** A file as pixels. Throws where the browser cannot read it. */
export async function pictureOf(file: Blob, svg: boolean): Promise<ImageBitmap> {
  return svg ? drawnSvg(file) : createImageBitmap(file);
}

/** Side in pixels for a drawing: four pixels and more for each module of the largest code. */
const svgSide = 1200;

/** An SVG drawn as a picture. As an image it runs no script and loads nothing. */
async function drawnSvg(file: Blob): Promise<ImageBitmap> {
  const url = URL.createObjectURL(new Blob([file], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const ratio = image.naturalWidth > 0 ? image.naturalHeight / image.naturalWidth : 1;
    const canvas = document.createElement('canvas');
    canvas.width = svgSide;
    canvas.height = Math.round(Math.min(svgSide * 2, svgSide * ratio));
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await createImageBitmap(canvas);
  } finally {
    URL.revokeObjectURL(url);
  }
}
