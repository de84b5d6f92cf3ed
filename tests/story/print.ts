import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { drawFrame } from '../employer/film.ts';

const MM_PER_INCH = 25.4;
// Where the code is printed, with its white border, on a page that is read from left to right.
const middleOfCode = { x: 46.5, y: 174 };

type Sheet = { text: string; picture(dpi: number): Promise<Picture> };
type Picture = { png: Buffer; dpi: number; brightness: (x: number, y: number) => number };

/** Gives the sheets of a PDF: what can be copied from each, and how it looks. */
export async function sheetsOf(pdf: Uint8Array): Promise<{ count: number; sheet(number: number): Promise<Sheet> }> {
  const file = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  return {
    count: file.numPages,
    async sheet(number) {
      const page = await file.getPage(number);
      const { items } = await page.getTextContent({ disableNormalization: true });
      const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
      return { text, picture: (dpi) => draw(page, dpi) };
    },
  };

  async function draw(page: Awaited<ReturnType<typeof file.getPage>>, dpi: number): Promise<Picture> {
    const viewport = page.getViewport({ scale: dpi / 72 });
    const [width, height] = [Math.round(viewport.width), Math.round(viewport.height)];
    const factory = file.canvasFactory as {
      create(
        width: number,
        height: number,
      ): { canvas: HTMLCanvasElement & { toBuffer(type: string): Buffer }; context: CanvasRenderingContext2D };
    };
    const { canvas, context } = factory.create(width, height);
    await page.render({ canvas, canvasContext: context, viewport, background: 'white' }).promise;
    const { data } = context.getImageData(0, 0, width, height);
    // Ink is not quite black, paper not quite white, and around the sheet is a table.
    const brightness = (x: number, y: number) => {
      const [column, row] = [Math.floor(x), Math.floor(y)];
      if (column < 0 || row < 0 || column >= width || row >= height) return 90;
      return 45 + (data[(row * width + column) * 4 + 1]! / 255) * 170;
    };
    return { png: canvas.toBuffer('image/png'), dpi, brightness };
  }
}

/** The sheet as a phone sees it that is held over its code, a little turned. */
export function beforeCamera({ dpi, brightness }: Picture, degrees: number): Promise<Buffer> {
  const [x, y] = [(middleOfCode.x / MM_PER_INCH) * dpi, (middleOfCode.y / MM_PER_INCH) * dpi];
  return drawFrame(degrees, (dx, dy) => brightness(x + dx, y + dy));
}
