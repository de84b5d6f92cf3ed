import type { AchievementVersion, Award, Holder } from '@symbolon/credential';
import { Problem } from '@symbolon/problem';
import { limitOf } from '../accreditation/limit.ts';
import type { IssuerContext } from '../context.ts';
import { findInstitution } from '../institutions/store.ts';
import { draftFromAward } from '../issuance/award.ts';

/** Says why an institution may not award this to this person, in a sentence; undefined where it may. */
export type Refuses = (person: { holder: Holder; award: Award }) => string | undefined;

/** Gives what the institution's accreditations refuse of a roster, so that it is seen before anything is approved. */
export async function refusalsFor(
  context: IssuerContext,
  institutionId: string,
  achievement: AchievementVersion,
): Promise<Refuses | undefined> {
  const institution = await findInstitution(context.pool, institutionId);
  const limit = institution && (await limitOf(context, institution));
  if (!limit) return undefined;
  const now = context.clock();
  return (person) => {
    try {
      const { build } = draftFromAward(institution, achievement, { key: 'preview', ...person });
      const problem = limit(build([]), now);
      return problem && [problem.title, problem.detail].filter(Boolean).join('. ');
    } catch (error) {
      // What cannot be built is told where it is built.
      if (error instanceof Problem) return undefined;
      throw error;
    }
  };
}
