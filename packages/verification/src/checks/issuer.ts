import { occupationOf } from '@symbolon/contexts';
import { problemDetails } from '@symbolon/problem';
import type { VerificationEnvironment, VerifyOptions } from '../environment.ts';
import type { Finding } from '../findings.ts';
import { occupationScheme } from '../occupation-scheme.ts';
import type { IssuerResult } from '../result.ts';
import { type Award, domainOf } from '../trust/registry.ts';

type Members = Record<string, unknown>;

/** Says who the issuer is by the trust list or the caller's own word, never by the credential's. */
export function checkIssuer(
  credential: Members,
  did: string,
  { acceptedIssuers = [] }: VerifyOptions,
  { trust, now }: VerificationEnvironment,
): { finding: Finding; issuer: IssuerResult } {
  const check = 'issuer';
  const listed = trust.findIssuer(did, { ...awardedBy(credential, now()), now: now() });
  if (acceptedIssuers.includes(did)) {
    const issuer: IssuerResult = listed
      ? { ...listed, inScope: true }
      : {
          known: true,
          did,
          names: { en: domainOf(did) ?? did },
          ...domain(did),
          inScope: true,
          source: 'acceptedIssuers',
        };
    return { finding: { check, outcome: 'passed', code: 'accepted-issuer' }, issuer };
  }
  if (!listed) {
    const claimed = nameOf(credential.issuer);
    const issuer: IssuerResult = { known: false, did, ...domain(did), ...(claimed ? { callsItself: claimed } : {}) };
    const warnings = [problemDetails('UNKNOWN_ISSUER', { pointer: '/issuer' })];
    return {
      finding: { check, outcome: 'unknown', code: 'issuer-unknown', reason: 'issuer-unknown', warnings },
      issuer,
    };
  }
  if (!listed.inScope) {
    const warnings = [problemDetails('OUT_OF_SCOPE', { pointer: '/issuer' })];
    return {
      finding: { check, outcome: 'warning', code: 'issuer-out-of-scope', reason: 'issuer-out-of-scope', warnings },
      issuer: listed,
    };
  }
  return { finding: { check, outcome: 'passed', code: 'issuer-known' }, issuer: listed };
}

const domain = (did: string) => {
  const host = domainOf(did);
  return host ? { domain: host } : {};
};

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function nameOf(issuer: unknown): string | undefined {
  const name = isObject(issuer) ? issuer.name : undefined;
  if (typeof name === 'string') return name.slice(0, 200);
  const value = isObject(name) ? (name['@value'] ?? name.en ?? Object.values(name)[0]) : undefined;
  return typeof value === 'string' ? value.slice(0, 200) : undefined;
}

const routes = ['course', 'recognition-of-prior-learning', 'work'] as const;

/** Which achievement and occupations are awarded, by which scopes are judged, and when. */
export function awardedBy(credential: Members, now: Date): Award {
  const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {};
  const achievement = isObject(subject.achievement) ? subject.achievement : {};
  const rows: unknown[] = Array.isArray(achievement.alignment) ? achievement.alignment : [achievement.alignment];
  const occupations: Award['occupations'] = [];
  for (const row of rows) {
    const scheme = isObject(row) ? occupationScheme(row.targetFramework) : undefined;
    if (scheme && typeof (row as Members).targetCode === 'string')
      occupations.push({ scheme, code: (row as Members).targetCode as string });
  }
  // The small credential of a QR code has no rows.
  if (achievement.occupation !== undefined)
    for (const each of [achievement.occupation].flat()) {
      const occupation = occupationOf(each);
      if (occupation) occupations.push(occupation);
    }
  // The latest of its dates: a credential cannot move itself into a period by a date in the past that it also names.
  let issued = Number.NEGATIVE_INFINITY;
  for (const date of [credential.awardedDate, credential.validFrom ?? credential.issuanceDate]) {
    const time = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    if (time > issued) issued = time;
  }
  const { framework, level } = isObject(achievement.frameworkLevel) ? achievement.frameworkLevel : {};
  const route = routes.find((each) => each === subject.recognitionRoute);
  return {
    ...(typeof framework === 'string' && typeof level === 'string' ? { level: { framework, level } } : {}),
    ...(route ? { route } : {}),
    ...(typeof achievement.id === 'string' ? { achievement: achievement.id } : {}),
    occupations,
    issuedAt: Number.isFinite(issued) ? new Date(issued) : now,
  };
}
