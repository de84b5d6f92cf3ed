import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { CertificateContent } from './content.ts';
import { loadFonts } from './fonts.ts';
import { withCopyableText } from './pdf/copyable.ts';

/** What the worker is asked for. A badge is one certificate as a picture to share, a sample one to look at before. */
export type Job = {
  id: number;
  form: 'certificate' | 'badge' | 'sample';
  certificates: CertificateContent[] /** Seconds. */;
  made: number;
};
export type Done = { id: number; file: Uint8Array } | { id: number; failure: string };

// Typst keeps what it has laid out; what was not used by the last jobs is of no more use.
const KEPT_JOBS = 10;

const template = readFileSync(new URL('./certificate.typ', import.meta.url), 'utf8');
const compiler = loadFonts().then((fontBlobs) => NodeCompiler.create({ fontArgs: [{ fontBlobs }] }));

parentPort!.on('message', async (job: Job) => {
  let done: Done;
  try {
    done = { id: job.id, file: render(await compiler, job) };
  } catch (error) {
    done = { id: job.id, failure: error instanceof Error ? error.message : String(error) };
  }
  parentPort!.postMessage(done);
});

function render(typst: NodeCompiler, { form, certificates, made }: Job): Uint8Array {
  const result = typst.compile({ mainFileContent: template, inputs: { form, data: JSON.stringify(certificates) } });
  // The text of a diagnostic may hold the person's name; where it happened is enough to find the fault.
  if (!result.result) throw new Error('the certificate could not be laid out');
  const file =
    form !== 'certificate'
      ? Buffer.from(typst.plainSvg(result.result))
      : withCopyableText(typst.pdf(result.result, { pdfStandard: 'a-3b', creationTimestamp: made }));
  typst.evictCache(KEPT_JOBS);
  return file;
}
