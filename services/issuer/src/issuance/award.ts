import { type AchievementVersion, type Award, buildSkillsCredential, type Holder } from '@symbolon/credential';
import type { Institution } from '../institutions/store.ts';
import { type Draft, defaultSecuring, newCredentialId, requestFingerprint, type SecuringChoice } from './draft.ts';

/** One person's award. `key` is its idempotency key, `version` the achievement's where the caller named one. */
export type AwardRequest = {
  key: string;
  holder: Holder;
  award: Award;
  version?: number | undefined;
  securing?: SecuringChoice;
};

/** Gives the draft of a skills credential for an award of an achievement. */
export function draftFromAward(
  institution: Institution,
  achievement: AchievementVersion,
  { key, holder, award, version, securing = defaultSecuring }: AwardRequest,
): Draft {
  const id = newCredentialId();
  const { url, email, telephone } = institution;
  return {
    ...securing,
    key,
    // What was asked for, not what it came to: a retry is the same request although a newer version was made since.
    fingerprint: requestFingerprint(key, [achievement.achievement, version ?? null, holder, award, securing]),
    id,
    hasNewId: true,
    achievement: { slug: achievement.achievement, version: achievement.version },
    holderName: holder.name,
    ...(holder.latinName === undefined ? {} : { holderLatinName: holder.latinName }),
    withPaper: true,
    build: (credentialStatus) =>
      buildSkillsCredential({
        institution: {
          did: institution.did,
          name: nameIn(institution.names, achievement.languages),
          ...(url === null ? {} : { url }),
          ...(email === null ? {} : { email }),
          ...(telephone === null ? {} : { telephone }),
        },
        achievement,
        holder,
        award: withEnd(award, achievement.validityMonths),
        credentialId: id,
        credentialStatus,
      }),
  };
}

/** Gives a name in the first of the languages that it has, else in English, else as it is. */
export function nameIn(names: Record<string, string>, languages: readonly string[]): string {
  const found = [...languages, 'en'].find((language) => Object.hasOwn(names, language));
  return (found && names[found]) || Object.values(names)[0]!;
}

/** An award without an end of its own ends when the achievement says: so many months on, at the same time of day. */
function withEnd(award: Award, months: number | undefined): Award {
  const [, year, month, day, rest] = /^(\d{4})-(\d\d)-(\d\d)(T.+)$/.exec(award.validFrom) ?? [];
  if (award.validUntil !== undefined || months === undefined || rest === undefined) return award;
  const last = new Date(Date.UTC(Number(year), Number(month) - 1 + months + 1, 0));
  // 31 January and one month is the last day of February.
  last.setUTCDate(Math.min(Number(day), last.getUTCDate()));
  return { ...award, validUntil: last.toISOString().slice(0, 10) + rest };
}
