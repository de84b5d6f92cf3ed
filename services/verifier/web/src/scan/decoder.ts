import type { DecodeRequest, DecodeResponse } from './decode.worker.ts';

/** What the Shape Detection API gives where a browser has it (Chrome on Android and macOS). */
type NativeDetector = { detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> };
declare const BarcodeDetector:
  | undefined
  | { new (options: { formats: string[] }): NativeDetector; getSupportedFormats(): Promise<string[]> };

export type Decoder = {
  /** Text of the code in the picture; undefined where there is none. */
  read(source: HTMLVideoElement | ImageBitmap, thorough: boolean): Promise<string | undefined>;
  close(): void;
};

/** The browser's own detector first; beside or instead of it a worker with decoders from this page's own address. */
export async function createDecoder(): Promise<Decoder> {
  let native = await nativeDetector();
  let worker: ReturnType<typeof decodeWorker> | undefined;
  return {
    async read(source, thorough) {
      if (native) {
        try {
          const [found] = await native.detect(source);
          if (found || !thorough) return found?.rawValue;
        } catch {
          // Announced but not there, as on phones without the vendor's services: never asked again.
          native = undefined;
        }
      }
      worker ??= decodeWorker();
      const image = pixels(source, thorough);
      return image && worker.read(image, thorough);
    },
    close: () => worker?.close(),
  };
}

async function nativeDetector(): Promise<NativeDetector | undefined> {
  if (typeof BarcodeDetector === 'undefined') return undefined;
  const formats = await BarcodeDetector.getSupportedFormats().catch((): string[] => []);
  return formats.includes('qr_code') ? new BarcodeDetector({ formats: ['qr_code'] }) : undefined;
}

function decodeWorker() {
  const worker = new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, (text: string | undefined) => void>();
  let id = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<DecodeResponse>) => {
    waiting.get(data.id)?.(data.text);
    waiting.delete(data.id);
  });
  return {
    read(image: ImageData, thorough: boolean) {
      id += 1;
      const request: DecodeRequest = { id, image, thorough };
      return new Promise<string | undefined>((resolve) => {
        waiting.set(request.id, resolve);
        worker.postMessage(request, [image.data.buffer]);
      });
    },
    close: () => worker.terminate(),
  };
}

let canvas: HTMLCanvasElement | undefined;

/**
 * Pixels to decode: of a camera frame the centre square, where the frame on the screen is; of a photo the whole, at most
 * 12 megapixels. Undefined while the camera has no picture yet.
 */
function pixels(source: HTMLVideoElement | ImageBitmap, thorough: boolean): ImageData | undefined {
  const width = source instanceof HTMLVideoElement ? source.videoWidth : source.width;
  const height = source instanceof HTMLVideoElement ? source.videoHeight : source.height;
  if (width === 0 || height === 0) return undefined;
  const [cutWidth, cutHeight] = thorough ? [width, height] : [Math.min(width, height), Math.min(width, height)];
  const scale = Math.min(1, Math.sqrt(12_000_000 / (cutWidth * cutHeight)));
  canvas ??= document.createElement('canvas');
  canvas.width = Math.round(cutWidth * scale);
  canvas.height = Math.round(cutHeight * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  // A picture with see-through parts, such as a code as SVG, is meant to lie on white paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(
    source,
    (width - cutWidth) / 2,
    (height - cutHeight) / 2,
    cutWidth,
    cutHeight,
    0,
    0,
    canvas.width,
    canvas.height,
  );
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
