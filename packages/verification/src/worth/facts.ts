import type { OccupationCode } from '@symbolon/contexts/agreements';
import { readSkill } from '@symbolon/credential';
import type { SkillFacts } from '@symbolon/recognition';
import { occupationScheme } from '../occupation-scheme.ts';
import type { VerificationResult } from '../result.ts';
import { digestOf } from './digest.ts';

/** Occupations among alignment rows, as scheme and code; undefined where there is none. */
function occupationsOf(rows: readonly { framework?: string; code?: string }[]): OccupationCode[] | undefined {
  const found = rows.flatMap(({ framework, code }) => {
    const scheme = occupationScheme(framework);
    return scheme && code !== undefined ? [{ scheme, code }] : [];
  });
  return found.length > 0 ? found : undefined;
}

/**
 * Gives the facts of a credential that was verified, for the question what it is worth. The country is the issuer's by the trust list,
 * or the one for which it was accredited; a credential's own word is not asked. `digest`: with the digest by which decisions name it.
 */
export function skillFacts(
  { credential = {}, issuer, coIssuers = [] }: VerificationResult,
  { digest = false }: { digest?: boolean } = {},
): SkillFacts {
  const {
    holder,
    achievement,
    alignments,
    units,
    level,
    route,
    validFrom,
    issuer: by,
    summaryOf,
  } = readSkill(credential, ['en']);
  const id = summaryOf ?? (typeof credential.id === 'string' ? credential.id : undefined);
  const country = issuer?.known ? issuer.country : undefined;
  const occupations = occupationsOf(alignments);
  const codes = (recognised: boolean) =>
    units.flatMap(({ code, recognised: is }) => (code !== undefined && is === recognised ? [code] : []));
  const person = {
    ...(holder.id === undefined ? {} : { id: holder.id }),
    ...(holder.name === undefined ? {} : { name: holder.name }),
    ...(holder.dateOfBirth === undefined ? {} : { dateOfBirth: holder.dateOfBirth }),
  };
  return {
    ...(id === undefined ? {} : { id }),
    ...(digest ? { digest: digestOf(credential) } : {}),
    issuers: issuer ? [issuer, ...coIssuers].map(({ did }) => did) : by.id === undefined ? [] : [by.id],
    ...(country === undefined ? {} : { country }),
    holder: person,
    ...(achievement.id === undefined ? {} : { achievement: achievement.id }),
    ...(occupations ? { occupations } : {}),
    ...(units.length > 0 ? { units: { recognised: codes(true), missing: codes(false) } } : {}),
    ...(level ? { level } : {}),
    ...(route ? { route } : {}),
    ...(validFrom === undefined ? {} : { validFrom }),
  };
}
