import { covers } from '../occupations.ts';
import type { LevelRank, Scope } from './facts.ts';
import type { OutOfScope } from './scope.ts';

/**
 * Gives which limit of its own scope somebody would go beyond who recognises others for `inner`; undefined where it lies within. A limit
 * that `inner` leaves out is wider than any.
 */
export function beyondScope(inner: Scope, outer: Scope, rank: LevelRank): OutOfScope | undefined {
  const every = <T>(all: readonly T[] | undefined, holds: (each: T) => boolean) => all?.every(holds) ?? false;
  if (
    outer.achievements &&
    !every(inner.achievements, (id) => outer.achievements!.some((own) => id === own || id.startsWith(`${own}/`)))
  )
    return 'other-achievement';
  if (outer.occupations && !every(inner.occupations, (each) => outer.occupations!.some((own) => covers(own, each))))
    return 'other-occupation';
  if (outer.highestLevel) {
    const { framework, level } = outer.highestLevel;
    if (inner.highestLevel?.framework !== framework) return 'level-not-comparable';
    const [asked, highest] = [rank(framework, inner.highestLevel.level), rank(framework, level)];
    if (asked === undefined || highest === undefined) return 'level-not-comparable';
    if (asked > highest) return 'level-above';
  }
  if (outer.countries && !every(inner.countries, (each) => outer.countries!.includes(each))) return 'other-country';
  if (outer.routes && !every(inner.routes, (each) => outer.routes!.includes(each))) return 'other-route';
  return undefined;
}
