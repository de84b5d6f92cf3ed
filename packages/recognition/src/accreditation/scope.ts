import { covers } from '../occupations.ts';
import type { Award, LevelRank, Scope } from './facts.ts';

export type OutOfScope =
  | 'other-achievement'
  | 'other-occupation'
  | 'level-above'
  | 'level-not-comparable'
  | 'other-country'
  | 'other-route';

/**
 * Gives why an award lies outside a scope, or undefined where it lies inside. What the award does not state lies outside a scope that
 * asks for it: a centre that may award masonry only gains nothing by leaving the occupation out.
 */
export function outOfScope(award: Award, scope: Scope, rank: LevelRank): OutOfScope | undefined {
  const { achievement, occupations, level, country, route } = award;
  if (
    scope.achievements &&
    !scope.achievements.some((each) => achievement === each || achievement?.startsWith(`${each}/`))
  )
    return 'other-achievement';
  // Each of them: one trade within the scope must not carry another that is not.
  const isCovered = occupations?.every((each) => scope.occupations?.some((named) => covers(named, each)));
  if (scope.occupations && !(occupations && occupations.length > 0 && isCovered)) return 'other-occupation';
  if (scope.highestLevel) {
    if (!level || level.framework !== scope.highestLevel.framework) return 'level-not-comparable';
    const [own, highest] = [rank(level.framework, level.level), rank(level.framework, scope.highestLevel.level)];
    if (own === undefined || highest === undefined) return 'level-not-comparable';
    if (own > highest) return 'level-above';
  }
  if (scope.countries && !(country && scope.countries.includes(country))) return 'other-country';
  if (scope.routes && !(route && scope.routes.includes(route))) return 'other-route';
  return undefined;
}
