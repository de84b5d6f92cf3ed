import type { Because } from './answer.ts';
import type { SkillFacts } from './question.ts';

/** What a further credential must be to close a gap: a condition of a decision, or a measure of a rule. */
export type Closing = {
  type: string;
  units?: string[];
  achievements?: string[];
  providers?: string[];
  until?: string;
};

/**
 * Whether two credentials speak of one person: the same DID, or the same name and date of birth. A name alone is not enough.
 */
export function isSamePerson(a: SkillFacts['holder'], b: SkillFacts['holder']): boolean {
  if (!a || !b) return false;
  if (a.id !== undefined && b.id !== undefined) return a.id === b.id;
  return (
    a.name !== undefined &&
    a.dateOfBirth !== undefined &&
    plain(a.name) === plain(b.name) &&
    a.dateOfBirth === b.dateOfBirth
  );
}

const plain = (name: string | undefined) => name?.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();

/**
 * Gives the credential that fulfils a condition, or undefined. It must be of the same person, from a named provider where providers are
 * named, in time, and either of a named achievement or with all the units. A condition that names neither can be fulfilled by nothing
 * that is seen here. `heard` gets a word on each that would do but speaks of another person.
 */
export function findClosing(
  closing: Closing,
  { holder }: SkillFacts,
  others: readonly SkillFacts[],
  heard: Because[],
): SkillFacts | undefined {
  return others.find((other) => {
    const { achievements, units, providers, until } = closing;
    const isNamed = achievements?.some(
      (each) => other.achievement === each || other.achievement?.startsWith(`${each}/`),
    );
    const hasUnits =
      units !== undefined && units.length > 0 && units.every((each) => other.units?.recognised.includes(each));
    if (achievements ? !isNamed : !hasUnits) return false;
    if (providers && !providers.some((did) => other.issuers.includes(did))) return false;
    if (until !== undefined && !(other.validFrom !== undefined && Date.parse(other.validFrom) <= Date.parse(until)))
      return false;
    if (isSamePerson(holder, other.holder)) return true;
    heard.push({ code: 'other-person', credential: other.id ?? '' });
    return false;
  });
}
