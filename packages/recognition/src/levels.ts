import { correspondence, frameworks, referencing } from '@symbolon/contexts/frameworks';
import type { LevelAnswer } from './answer.ts';
import type { SkillFacts } from './question.ts';

/**
 * Gives the level of the destination's own framework, or of a regional one that the destination referred its own to, which a level was
 * officially laid beside. Undefined where no such decision is known; equal numbers say nothing, and no way leads over a third framework.
 */
export function compareLevels(level: NonNullable<SkillFacts['level']>, destination: string): LevelAnswer | undefined {
  const national = frameworks.filter(({ country }) => country === destination).map(({ id }) => id);
  const regional = referencing
    .filter(
      ({ framework, status }) => national.includes(framework) && (status === 'referenced' || status === 'aligned'),
    )
    .map(({ to }) => to);
  for (const to of new Set([...national, ...regional])) {
    if (to === level.framework) continue;
    const known = correspondence(level, to);
    if (!known.known) continue;
    const { decider, date, source } = known;
    return {
      from: level,
      to: { framework: to, level: known.level },
      ...(decider === undefined ? {} : { decider }),
      ...(date === undefined ? {} : { date }),
      source,
    };
  }
  return undefined;
}
