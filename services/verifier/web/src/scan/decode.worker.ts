import decodeQR from 'qr/decode.js';

/** One picture to read; `thorough` takes its time, for a still photo rather than a frame of the camera. */
export type DecodeRequest = { id: number; image: ImageData; thorough: boolean };
export type DecodeResponse = { id: number; text?: string };

type ReadCode = typeof import('./zxing.ts').readCode;
let readLarge: ReadCode | undefined;
let loading: Promise<unknown> | undefined;
let frames = 0;

/** The small decoder reads most codes; the large one reads blurred and turned ones, and comes only when it is needed. */
const framesBeforeLarge = 8;

addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  void read(data).then((text) =>
    postMessage({ id: data.id, ...(text === undefined ? {} : { text }) } satisfies DecodeResponse),
  );
});

async function read({ image, thorough }: DecodeRequest): Promise<string | undefined> {
  if (!thorough && readLarge) return readLarge(image, false);
  const text = readSmall(image, thorough);
  if (text !== undefined) return text;
  if (thorough) return (await large())?.(image, true);
  if (++frames === framesBeforeLarge) void large();
  return undefined;
}

function readSmall(image: ImageData, thorough: boolean): string | undefined {
  try {
    return decodeQR(image, thorough ? { timeLimit: 1500 } : {});
  } catch {
    return undefined; // "no code in this picture" is thrown as an error
  }
}

/** Loads the large decoder once; none where it cannot be had, such as offline before it was stored. */
async function large(): Promise<ReadCode | undefined> {
  loading ??= import('./zxing.ts')
    .then(async ({ prepare, readCode }) => {
      await prepare();
      readLarge = readCode;
    })
    .catch(() => {
      // The next picture may find a network again.
      loading = undefined;
    });
  await loading;
  return readLarge;
}
