import { type AchievementVersion, checkAchievement } from '@symbolon/credential';
import { Problem, type ProblemMembers } from '@symbolon/problem';

/** What an institution says of an achievement; id, name in addresses and version are given by the service. */
export type AchievementInput = Omit<AchievementVersion, 'id' | 'achievement' | 'version'>;

type Errors = NonNullable<ProblemMembers['errors']>;

/**
 * Holds an achievement's codes to the data that alignments are built from, and its texts to its languages.
 * Throws `Problem` 400 that names every place.
 */
export function checkAchievementInput(input: AchievementVersion): void {
  const { languages, name, description, criteria, units } = input;
  const texts: [pointer: string, text: Record<string, string>][] = [
    ...Object.entries({ name, description, criteria }).map(([member, text]): (typeof texts)[number] => [
      `/${member}`,
      text,
    ]),
    ...units.map(({ title }, index): (typeof texts)[number] => [`/units/${index}/title`, title]),
  ];
  const errors: Errors = [
    ...checkAchievement(input).map(({ pointer = '', detail = '' }) => ({ pointer, detail })),
    // The code of a unit becomes part of an address.
    ...units.flatMap(({ code }, index) =>
      code.isWellFormed() ? [] : [{ pointer: `/units/${index}/code`, detail: 'This is not Unicode text.' }],
    ),
    ...languages.flatMap((tag, index) => tagError(tag, `/languages/${index}`)),
    ...texts.flatMap(([pointer, text]) => Object.keys(text).flatMap((tag) => tagError(tag, `${pointer}/${tag}`))),
  ];
  if (errors.length === 0) return;
  throw new Problem(400, 'The achievement cannot be kept as it is', {
    detail: 'Each entry of errors names a place in the request and what is wrong there.',
    errors,
  });
}

/** A language tag is taken in its canonical form (BCP 47), so that one language is not written in two ways. */
export function tagError(tag: string, pointer: string): Errors {
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    return canonical === tag ? [] : [{ pointer, detail: `Write this language tag as "${canonical}".` }];
  } catch {
    return [{ pointer, detail: 'This is not a language tag such as "en" or "km".' }];
  }
}
