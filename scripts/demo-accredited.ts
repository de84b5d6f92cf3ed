import type { Others } from './demo.ts';
import { request } from './http.ts';

type Award = { slug: string; achievement: Record<string, unknown> };

/**
 * Lets the demo's authority accredit a school that is on no trust list, and the school award a certificate within that. Gives the
 * certificate's public address; whoever checks it finds by whom the school was accredited.
 */
export async function provideAccredited({ authority, school }: Others, { slug, achievement }: Award): Promise<string> {
  const { did, names } = school.public as { did: string; names: { en: string } };
  const held = await request<unknown[]>('GET', `${school.base}/accreditations`, { headers: school.auth });
  if (held.length === 0) {
    const given = await request<{ verifiableCredential: unknown }>(
      'POST',
      `${authority.base}/recognitions/accreditations`,
      {
        headers: authority.auth,
        json: {
          entity: { id: did, name: names.en },
          recognizedTo: [{ action: 'issue', scope: { country: ['KH'] } }],
          validFrom: '2020-01-01T00:00:00Z',
          validUntil: new Date(Date.UTC(new Date().getUTCFullYear() + 3, 11, 31, 23, 59, 59)).toISOString(),
        },
      },
    );
    await request('POST', `${school.base}/accreditations`, {
      headers: school.auth,
      json: { verifiableCredential: [given.verifiableCredential] },
    });
  }
  await request('PUT', `${school.base}/achievements/${slug}`, { headers: school.auth, json: achievement });
  const awarded = await request<{ links: { certificate: string } }>(
    'POST',
    `${school.base}/achievements/${slug}/credentials`,
    {
      headers: { ...school.auth, 'idempotency-key': 'demo-accredited' },
      json: {
        holder: { name: 'Chan Sreymom', dateOfBirth: '1998-07-19' },
        award: { validFrom: '2026-10-05T00:00:00Z', awardedDate: '2026-10-05T00:00:00Z' },
      },
    },
  );
  return awarded.links.certificate;
}
