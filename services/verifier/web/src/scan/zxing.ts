import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** Loads the decoder from this page's own address; by itself it would ask a third party's server for it. */
export async function prepare(): Promise<void> {
  await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
}

export async function readCode(image: ImageData, thorough: boolean): Promise<string | undefined> {
  const [found] = await readBarcodes(image, {
    formats: ['QRCode'],
    maxNumberOfSymbols: 1,
    tryHarder: thorough,
    tryRotate: thorough,
    tryInvert: thorough,
    tryDownscale: true,
  });
  return found?.isValid ? found.text : undefined;
}
