import type { Readable } from 'node:stream';
import { Problem } from '@symbolon/problem';
import type { Reply, Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { IssuerContext } from '../context.ts';
import { problemResponses } from '../http.ts';
import { callerOf, institutionOnly } from '../institutions/authenticate.ts';
import { findInstitution, type Institution } from '../institutions/store.ts';
import { type IssuedCredential, toIssued } from '../issuance/issued.ts';
import { findCredentialByLink } from '../issuance/store.ts';
import { requireRoster } from '../rosters/change.ts';
import { RosterParams } from '../rosters/schemas.ts';
import { badgePng, badgeSvg, certificatePdf, certificateQrSvg } from './certificates.ts';
import { rosterCertificates, rosterFiles } from './roster-files.ts';

/** The certificate of a credential by its unguessable link, and those of a roster together. */
export function registerCertificates(app: Service, context: IssuerContext): void {
  const { pool } = context;
  type Found = { issued: IssuedCredential; institution: Institution };
  const find = async (link: string): Promise<Found> => {
    const row = await findCredentialByLink(pool, link);
    const issued = row && toIssued(row);
    const institution = row && (await findInstitution(pool, row.institutionId));
    if (!issued || !institution) throw new Problem(404, 'There is no such certificate');
    return { issued, institution };
  };

  const files: [name: string, summary: string, type: string, make: (found: Found) => Promise<Uint8Array | string>][] = [
    [
      'certificate.pdf',
      'The certificate to print (PDF/A-3a, PDF/UA-1), with the signed credential attached',
      'application/pdf',
      ({ issued, institution }) => certificatePdf(context, institution, issued),
    ],
    [
      'qr.svg',
      'The QR code of the certificate',
      'image/svg+xml',
      async ({ issued }) => certificateQrSvg(context, issued),
    ],
    [
      'badge.svg',
      'A picture to share, as SVG, with the credential baked in (Open Badges 3.0)',
      'image/svg+xml',
      ({ issued, institution }) => badgeSvg(context, institution, issued),
    ],
    [
      'badge.png',
      'The same as PNG, with the credential baked in (Open Badges 3.0)',
      'image/png',
      ({ issued, institution }) => badgePng(context, institution, issued),
    ],
  ];
  for (const [name, summary, type, make] of files) {
    app.get(
      `/credentials/:link/${name}`,
      {
        schema: {
          tags: ['public'],
          summary,
          params: Type.Object({ link: Type.String({ pattern: '^[\\w-]{22,64}$' }) }),
          response: { 200: Type.Unknown(), ...problemResponses },
        },
      },
      async ({ params }, reply) => {
        const file = await make(await find(params.link));
        return sendFile(reply, type, `inline; filename="${name}"`, file);
      },
    );
  }

  for (const name of ['certificates.pdf', 'certificates.zip'] as const) {
    app.get(
      `/institutions/:institution/rosters/:roster/${name}`,
      {
        ...institutionOnly(context),
        schema: {
          tags: ['rosters'],
          summary: name.endsWith('zip') ? 'Each certificate of the roster as a PDF' : 'All of them as one PDF to print',
          params: RosterParams,
          response: { 200: Type.Unknown(), ...problemResponses },
        },
      },
      async (request, reply) => {
        const { institution } = callerOf(request);
        const { id } = await requireRoster(context, institution.id, request.params.roster);
        const file = await rosterCertificates(context, institution, id, name);
        return sendFile(reply, rosterFiles[name], `attachment; filename="${name}"`, file);
      },
    );
  }
}

function sendFile(reply: Reply, type: string, disposition: string, file: Uint8Array | string | Readable) {
  reply.headers({
    'content-type': type,
    'content-disposition': disposition,
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex',
    // An SVG opened by itself is a page: nothing in it may run or load.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
  return reply.send(file instanceof Uint8Array ? Buffer.from(file) : file);
}
