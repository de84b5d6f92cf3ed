import { masonry, type TestIssuer } from '../testing.ts';
import { createClaims, defaultTerms, viewClaim } from './claims.ts';

export const sok = { name: 'សុខ ដារ៉ា', latinName: 'SOK DARA', dateOfBirth: '1999-02-28' };

const ready = new WeakSet<object>();

/** Awards masonry to a person and gives the credential's id and the path below which an institution sees it. */
export async function awardMasonry(
  { app, headers }: Pick<TestIssuer, 'app' | 'headers'>,
  holder: object = sok,
  more: object = {},
): Promise<{ id: string; path: string }> {
  const base = '/institutions/demo';
  if (!ready.has(app))
    await app.inject({ method: 'PUT', url: `${base}/achievements/masonry`, headers, payload: masonry });
  ready.add(app);
  const reply = await app.inject({
    method: 'POST',
    url: `${base}/achievements/masonry/credentials`,
    headers,
    payload: { holder, award: { validFrom: '2026-11-01T00:00:00Z', result: 'Competent' }, ...more },
  });
  const { id } = reply.json();
  return { id, path: `${base}/credentials/${encodeURIComponent(id)}` };
}

/** Gives a credential with an open claim. */
export async function claimMasonry(issuer: TestIssuer, terms: Partial<typeof defaultTerms> = {}, holder: object = sok) {
  const { id, path } = await awardMasonry(issuer, holder);
  const [outcome] = await createClaims(issuer.context, {
    institutionId: 'demo',
    actor: 'test',
    credentialIds: [id],
    terms: { ...defaultTerms, ...terms },
  });
  const claim = outcome!.claim!;
  return { id, path, claim, ...viewClaim(issuer.context, claim) };
}
