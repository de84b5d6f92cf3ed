import { credentialsContextUrl } from '@symbolon/contexts';
import type { IssuedCredential } from './issued.ts';
import type { StoredCredential } from './store.ts';

/** Gives the JSON of a secured credential; a JWT in the envelope that VCDM 2.0 §4.13 has for it. */
export function credentialJson({ securing, text }: Pick<IssuedCredential, 'securing' | 'text'>): string {
  if (securing === 'data-integrity') return text;
  return JSON.stringify({
    '@context': credentialsContextUrl,
    id: `data:application/vc+jwt,${text}`,
    type: 'EnvelopedVerifiableCredential',
  });
}

/** Public addresses of a credential's certificate. */
export const certificateLinks = (issuerUrl: string, link: string) => ({
  certificate: `${issuerUrl}/credentials/${link}/certificate.pdf`,
  qr: `${issuerUrl}/credentials/${link}/qr.svg`,
});

/** Gives what an institution sees of one of its credentials in a list. */
export function presentFound(issuerUrl: string, row: StoredCredential) {
  const { id, holderName, achievement, achievementVersion, recorded, reason, supersededBy } = row;
  const { validUntil, revoked, suspended } = row;
  return {
    id,
    recorded: recorded.toISOString(),
    links: certificateLinks(issuerUrl, row.link),
    ...withoutNull({ holderName, achievement, achievementVersion, reason, supersededBy }),
    ...withoutNull({
      validUntil: validUntil?.toISOString(),
      revoked: revoked?.toISOString(),
      suspended: suspended?.toISOString(),
    }),
  };
}

function withoutNull<T extends Record<string, unknown>>(members: T) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
