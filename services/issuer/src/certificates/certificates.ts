import type { UnsignedCredential } from '@symbolon/credential';
import { bakePng, bakeSvg, buildPaperCredential } from '@symbolon/paper';
import { Problem } from '@symbolon/problem';
import { html } from '@symbolon/service';
import { heldPresentation } from '../accreditation/held/presentation.ts';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { type IssuedCredential, toIssued } from '../issuance/issued.ts';
import { findCredentialsById } from '../issuance/store.ts';
import { accreditationsAttachment, type CertificateContent, certificateContent, certificateUrl } from './content.ts';
import { qrCode } from './qr-code.ts';
import { render } from './render.ts';

const madeAt = ({ row }: IssuedCredential) => Math.floor((row.issued ?? row.recorded).getTime() / 1000);

/** Gives the certificate of a credential to print: PDF/A-3 with the signed credential attached, and its issuer's accreditations. */
export async function certificatePdf(
  context: IssuerContext,
  institution: Institution,
  issued: IssuedCredential,
): Promise<Uint8Array> {
  const content = certificateContent(issued, institution, context.config.verifierUrl);
  const certificates = [{ ...content, ...(await stapled(context, institution)) }];
  return render({ form: 'certificate', certificates, made: madeAt(issued) });
}

async function stapled(
  { pool }: IssuerContext,
  institution: Institution,
): Promise<Pick<CertificateContent, 'accreditations'>> {
  const presentation = await heldPresentation(pool, institution);
  return presentation ? { accreditations: accreditationsAttachment(JSON.stringify(presentation)) } : {};
}

/** How many certificates one file to print may hold; more make a file that office printers and viewers choke on. */
export const MAXIMUM_TOGETHER = 300;

/** Gives the certificates of several credentials, in their order, as one PDF to print. */
export async function certificatesPdf(
  context: IssuerContext,
  institution: Institution,
  ids: AsyncIterable<string>,
): Promise<Uint8Array> {
  const certificates: CertificateContent[] = [];
  const along = await stapled(context, institution);
  let made = 0;
  for await (const issued of issuedCredentials(context, institution, ids)) {
    if (certificates.length === MAXIMUM_TOGETHER) {
      throw new Problem(409, 'There are too many certificates for one file', {
        detail: `One PDF holds up to ${MAXIMUM_TOGETHER}. Download them as a ZIP file, where each is a PDF of its own.`,
      });
    }
    const content = certificateContent(issued, institution, context.config.verifierUrl);
    // Two files of a PDF may not have the same name.
    const name = content.attachment.name.replace('.', `-${certificates.length + 1}-${content.number}.`);
    // Once for all of them.
    const once = certificates.length === 0 ? along : {};
    certificates.push({ ...content, ...once, attachment: { ...content.attachment, name } });
    made = Math.max(made, madeAt(issued));
  }
  if (certificates.length === 0) throw new Problem(404, 'There is nothing to print yet');
  return render({ form: 'certificate', certificates, made });
}

/** One certificate of many: its number, and the file. */
export type CertificateFile = { number: string; pdf: Uint8Array };

/** Gives the certificates of credentials one after the other, as they are asked for. */
export async function* certificateFiles(
  context: IssuerContext,
  institution: Institution,
  ids: AsyncIterable<string>,
): AsyncGenerator<CertificateFile> {
  const along = await stapled(context, institution);
  for await (const issued of issuedCredentials(context, institution, ids)) {
    const content = certificateContent(issued, institution, context.config.verifierUrl);
    const certificates = [{ ...content, ...along }];
    const pdf = await render({ form: 'certificate', certificates, made: madeAt(issued) });
    yield { number: content.number, pdf };
  }
}

const PAGE = 100;

async function* issuedCredentials(
  { pool }: IssuerContext,
  institution: Institution,
  ids: AsyncIterable<string>,
): AsyncGenerator<IssuedCredential> {
  let page: string[] = [];
  const load = async () => {
    const rows = new Map((await findCredentialsById(pool, institution.id, page)).map((row) => [row.id, row]));
    return page.flatMap((id) => {
      const row = rows.get(id);
      // Deleted ones are left out, and so are those that have no code to print.
      const issued = row && toIssued(row);
      return issued?.paper === undefined ? [] : [issued];
    });
  };
  for await (const id of ids) {
    page.push(id);
    if (page.length < PAGE) continue;
    yield* await load();
    page = [];
  }
  yield* await load();
}

const sampleId = 'urn:uuid:00000000-0000-4000-8000-000000000000';

/**
 * Gives what a certificate will look like, as SVG, from a credential that is not signed. It says SAMPLE across, and a
 * phone that reads its code is told that nobody has signed it.
 */
export async function certificateSample(
  { config, clock }: IssuerContext,
  institution: Institution,
  unsigned: UnsignedCredential,
): Promise<string> {
  const document = { ...unsigned, id: sampleId };
  const text = JSON.stringify(document);
  const paper = JSON.stringify(buildPaperCredential(document));
  const sample = { id: sampleId, securing: 'data-integrity' as const, text, paper, row: { document: text } };
  const certificates = [certificateContent(sample, institution, config.verifierUrl)];
  const svg = await render({ form: 'sample', certificates, made: Math.floor(clock().getTime() / 1000) });
  return Buffer.from(svg).toString('utf8');
}

/** Gives the QR code of a credential as SVG. Throws Problem 404 where it has none. */
export function certificateQrSvg({ config }: IssuerContext, issued: IssuedCredential): string {
  return qrCode(urlOf(config.verifierUrl, issued)).svg;
}

/** Gives the badge as SVG with the credential baked in (Open Badges 3.0 §5.3.2). */
export async function badgeSvg(
  { config }: IssuerContext,
  institution: Institution,
  issued: IssuedCredential,
): Promise<string> {
  const content = certificateContent(issued, institution, config.verifierUrl);
  const svg = await render({ form: 'badge.svg', certificates: [content], made: madeAt(issued) });
  const title = html`<title>${content.documentTitle}, ${content.name.text}</title>`;
  return bakeSvg(
    Buffer.from(svg)
      .toString('utf8')
      .replace(/^<svg[^>]*>/, (tag) => `${tag}${title.markup}`),
    issued.text,
  );
}

/** Gives the badge as PNG with the credential baked in (Open Badges 3.0 §5.3.1). */
export async function badgePng(
  { config }: IssuerContext,
  institution: Institution,
  issued: IssuedCredential,
): Promise<Uint8Array> {
  const certificates = [certificateContent(issued, institution, config.verifierUrl)];
  return bakePng(await render({ form: 'badge.png', certificates, made: madeAt(issued) }), issued.text);
}

function urlOf(verifierUrl: string, { paper }: IssuedCredential): string {
  if (paper === undefined) throw new Problem(404, 'This credential has no certificate to print');
  return certificateUrl(paper, verifierUrl);
}
