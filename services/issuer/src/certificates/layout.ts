import { readFileSync } from 'node:fs';
import type { SlipContent } from '../claims/slips/content.ts';
import type { CertificateContent } from './content.ts';
import { typesettingOf } from './fonts/fonts.ts';
import { withAccessibility } from './pdf/accessible.ts';
import { withCopyableText } from './pdf/copyable.ts';
import { toPng } from './picture.ts';

/** What the worker is asked for. A badge is one certificate to share, as SVG or PNG, a sample one to look at before. */
export type Job = { made: number /** Seconds. */ } & (
  | { form: 'certificate' | 'badge.svg' | 'badge.png' | 'sample'; certificates: CertificateContent[] }
  | { form: 'slips'; certificates: SlipContent[] }
);

// Typst keeps what it has laid out; what was not used by the last jobs is of no more use.
const KEPT_JOBS = 10;

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const parts = read('./parts.typ');
const certificate = parts + read('./certificate.typ');
const badge = parts + read('./badge.typ');
const templates: Record<Job['form'], string> = {
  certificate,
  sample: certificate,
  'badge.svg': badge,
  'badge.png': badge,
  slips: read('../claims/slips/slips.typ'),
};

/** Gives the file that a job asks for; a PDF by the standard, PDF/A-3a where none is named. Throws Error without any text of it. */
export async function layOut({ form, certificates, made }: Job, pdfStandard = 'a-3a'): Promise<Uint8Array> {
  const { typst, families, contents } = await typesettingOf<object>(certificates);
  const inputs = { form, fonts: JSON.stringify(families), data: JSON.stringify(contents) };
  const { result } = typst.compile({ mainFileContent: templates[form], inputs });
  try {
    if (!result) throw new Error('Typst gives no page');
    if (form === 'certificate' || form === 'slips') {
      const pdf = typst.pdf(result, { pdfStandard, creationTimestamp: made });
      return withAccessibility(withCopyableText(pdf));
    }
    // Some readers cut a symbol at its view, whatever it says of overflow; a group is never cut.
    const svg = typst.plainSvg(result).replaceAll(/<(\/?)symbol\b/g, '<$1g');
    return form === 'badge.png' ? await toPng(svg) : Buffer.from(svg);
  } catch {
    // What Typst says of it may hold the person's name; which of the forms failed is enough to find the fault.
    throw new Error(`the ${form} could not be laid out`);
  } finally {
    typst.evictCache(KEPT_JOBS);
  }
}
