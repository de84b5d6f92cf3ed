import { correspondence, frameworks, referencing } from '@symbolon/contexts/frameworks';
import type { LevelAnswer } from './answer.ts';
import type { SkillFacts } from './question.ts';

/**
 * Gives the level of the destination's own framework, or of a regional one that the destination referred its own to, which a level was
 * officially laid beside. Undefined where no such decision is known; equal numbers say nothing, and no way leads over a third framework.
 */
export function compareLevels(level: NonNullable<SkillFacts['level']>, destination: string): LevelAnswer | undefined {
  for (const to of frameworksOf(destination)) {
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

const known = new Map<string, readonly string[]>();

/** The frameworks that a level can be laid beside for a destination; looked up in the data once for each. */
function frameworksOf(destination: string): readonly string[] {
  const found = known.get(destination);
  if (found) return found;
  const national = frameworks.filter(({ country }) => country === destination).map(({ id }) => id);
  // What is no country has none, and is not kept: there are as many as strangers like to name.
  if (national.length === 0) return [];
  const regional = referencing
    .filter(
      ({ framework, status }) => national.includes(framework) && (status === 'referenced' || status === 'aligned'),
    )
    .map(({ to }) => to);
  const all = [...new Set([...national, ...regional])];
  known.set(destination, all);
  return all;
}
