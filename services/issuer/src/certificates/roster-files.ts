import { Readable } from 'node:stream';
import yazl from 'yazl';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { issuedIds } from '../rosters/results.ts';
import { type CertificateFile, certificateFiles, certificatesPdf } from './certificates.ts';

/** Files with all certificates of a roster, and their media types. */
export const rosterFiles = { 'certificates.pdf': 'application/pdf', 'certificates.zip': 'application/zip' } as const;

/** Gives the certificates of a roster as one PDF to print, or as a ZIP file that is made while it is read. */
export async function rosterCertificates(
  context: IssuerContext,
  institution: Institution,
  rosterId: string,
  name: keyof typeof rosterFiles,
): Promise<Buffer | Readable> {
  const ids = issuedIds(context, rosterId);
  if (name === 'certificates.pdf') return Buffer.from(await certificatesPdf(context, institution, ids));
  return zipOf(certificateFiles(context, institution, ids));
}

/** At most two certificates are in memory, however many there are. */
function zipOf(files: AsyncIterable<CertificateFile>): Readable {
  const zip = new yazl.ZipFile();
  const out = Readable.from(zip.outputStream as unknown as AsyncIterable<Buffer>);
  const closed = new Promise((resolve) => out.once('close', resolve));
  const addAll = async () => {
    let count = 0;
    for await (const { number, pdf } of files) {
      if (out.destroyed) return;
      count += 1;
      // Each is added as a stream that ends when it was taken, so that the next is not made before.
      const part = Readable.from([Buffer.from(pdf)]);
      const taken = new Promise((resolve) => part.once('close', resolve));
      // PDF is packed already.
      zip.addReadStream(part, `${String(count).padStart(5, '0')}-${number}.pdf`, { compress: false });
      await Promise.race([taken, closed]);
    }
    zip.end();
  };
  addAll().catch((error) => out.destroy(error));
  return out;
}
