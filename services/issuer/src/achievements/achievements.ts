import type { AchievementVersion } from '@symbolon/credential';
import { Problem } from '@symbolon/problem';
import { type Actor, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { draftFromAward } from '../issuance/award.ts';
import { fingerprintOf } from '../issuance/draft.ts';
import { prepareSample } from '../issuance/prepare.ts';
import { type AchievementInput, checkAchievementInput } from './check.ts';
import {
  findAchievement,
  findVersion,
  insertVersion,
  provideAchievement,
  type StoredAchievement,
  setWithdrawn,
} from './store.ts';

/** Gives the public address of a version, which credentials name as the achievement's `id`. */
export const achievementUrl = (issuerUrl: string, institutionId: string, slug: string, version: number) =>
  `${issuerUrl}/institutions/${institutionId}/achievements/${slug}/versions/${version}`;

/**
 * Keeps an achievement as its newest version; the same content again is the version that there is.
 * Throws `Problem` 400 where a code is not known or no credential could be built from it.
 */
export async function keepAchievement(
  context: IssuerContext,
  institution: Institution,
  slug: string,
  input: AchievementInput,
  actor: Actor,
): Promise<{ version: AchievementVersion; isNew: boolean }> {
  const first = numbered(context, institution, slug, 1, input);
  checkAchievementInput(first);
  const newest = await findAchievement(context.pool, institution.id, slug);
  if (newest && sameContent(newest.version, input)) return { version: newest.version, isNew: false };
  // Refused here and not at the first of 200 rows of a roster.
  await prepareSample(draftFromAward(institution, first, sample));
  return changeInstitution(context, institution.id, actor, async ({ client, at, audit }) => {
    // Asked again where changes take turns: the same content may have come twice at one moment.
    const latest = await findAchievement(client, institution.id, slug);
    if (latest && sameContent(latest.version, input)) return { version: latest.version, isNew: false };
    const number = (await provideAchievement(client, institution.id, slug)) + 1;
    const numberedVersion = numbered(context, institution, slug, number, input);
    await insertVersion(client, institution.id, numberedVersion, at);
    audit('achievement.created', numberedVersion.id, { sha256: fingerprintOf(numberedVersion).toString('hex') });
    return { version: numberedVersion, isNew: true };
  });
}

const sample = {
  key: 'sample',
  holder: { name: 'A' },
  award: { validFrom: '2026-01-01T00:00:00Z' },
};

function numbered(
  { config }: IssuerContext,
  { id }: Institution,
  slug: string,
  version: number,
  input: AchievementInput,
): AchievementVersion {
  return { ...input, id: achievementUrl(config.issuerUrl, id, slug, version), achievement: slug, version };
}

function sameContent(
  { id: _, achievement: __, version: ___, ...content }: AchievementVersion,
  input: AchievementInput,
) {
  return fingerprintOf(content).equals(fingerprintOf(input));
}

/** Gives the version asked for, or the newest. Throws 404 where this institution has none such. */
export async function requireAchievement(
  { pool }: IssuerContext,
  institutionId: string,
  slug: string,
  version?: number,
): Promise<StoredAchievement> {
  const found = await findAchievement(pool, institutionId, slug, version);
  if (!found) throw noAchievement();
  return found;
}

/** Gives the version to be awarded, the newest where none is named. Throws 404 where this institution has none such. */
export async function requireVersion(
  { pool }: IssuerContext,
  institutionId: string,
  slug: string,
  version?: number,
): Promise<AchievementVersion> {
  const found = await findVersion(pool, institutionId, slug, version);
  if (!found) throw noAchievement();
  return found;
}

const noAchievement = () =>
  new Problem(404, 'There is no such achievement', { detail: 'The institution has none of this name and version.' });

/** Ends the awarding of an achievement, or resumes it; what was issued stays as it is. */
export function withdrawAchievement(
  context: IssuerContext,
  institutionId: string,
  slug: string,
  withdrawn: boolean,
  actor: Actor,
): Promise<void> {
  return changeInstitution(context, institutionId, actor, async ({ client, at, audit }) => {
    if (!(await setWithdrawn(client, institutionId, slug, withdrawn ? at : null))) {
      throw new Problem(404, 'There is no such achievement');
    }
    audit(withdrawn ? 'achievement.withdrawn' : 'achievement.resumed', slug);
  });
}
