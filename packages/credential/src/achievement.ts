import type { Alignment } from '@symbolon/contexts';
import { unitAlignment } from '@symbolon/contexts/competencies';
import { frameworkLevelAlignment } from '@symbolon/contexts/framework-alignment';
import { frameworkLevel } from '@symbolon/contexts/frameworks';
import { fieldAlignment, occupationAlignment } from '@symbolon/contexts/occupations';
import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { defined } from './members.ts';
import type { AchievementVersion, LangMap, ResultDescription } from './types.ts';

const levelWords = {
  'unknown-framework': 'This framework is not known. Choose one by its id, for example ph-pqf.',
  'levels-not-known': 'The levels of this framework were not read at a source, so none can be claimed.',
  'unknown-level': 'This framework has no such level. A level is a code as the framework writes it: 2, 2A, 4.1.',
  'edition-needed': 'The levels of this framework changed. Say which edition is meant.',
  'unknown-edition': 'No such edition of this framework is known.',
} as const;

const unknown = (pointer: string, detail: string) => problemDetails('MALFORMED_VALUE_ERROR', { pointer, detail });

function checkTexts(achievement: AchievementVersion): ProblemDetails[] {
  const [language] = achievement.languages;
  if (language === undefined) return [unknown('/languages', 'Name at least one language.')];
  return (['name', 'description', 'criteria'] as const).flatMap((member) =>
    Object.hasOwn(achievement[member], language) && achievement[member][language]?.trim()
      ? []
      : [unknown(`/${member}`, `Write the ${member} in the first language, ${language}.`)],
  );
}

/**
 * Checks that every code of an achievement is known in the data files, because its alignments are built from them,
 * and that its texts exist in its first language. Gives each problem with a pointer into the achievement.
 */
export function checkAchievement(achievement: AchievementVersion): ProblemDetails[] {
  const { level, field, occupations, units } = achievement;
  const problems = checkTexts(achievement);
  if (level) {
    const found = frameworkLevel(level.framework, level.level, level.edition);
    if (!found.known) problems.push(unknown('/level', levelWords[found.why]));
  }
  if (field !== undefined && !fieldAlignment(field))
    problems.push(unknown('/field', 'ISCED-F 2013 has no such field of education.'));
  for (const [index, { scheme, code }] of occupations.entries())
    if (!occupationAlignment(scheme, code))
      problems.push(
        unknown(`/occupations/${index}`, `The code is not known in ${scheme === 'esco' ? 'ESCO' : 'ISCO-08'}.`),
      );
  const codes = new Set<string>();
  for (const [index, { qualification, code }] of units.entries()) {
    if (codes.has(code)) problems.push(unknown(`/units/${index}/code`, 'Two units have this code.'));
    codes.add(code);
    if (qualification !== undefined && !unitAlignment(qualification, code))
      problems.push(unknown(`/units/${index}`, 'This qualification has no unit with this code.'));
  }
  return problems;
}

/** Gives the alignments of an achievement, all from the data files: level, field of education, occupations. */
export function alignments({ id, level, field, occupations }: AchievementVersion): Alignment[] {
  return (
    [
      level && frameworkLevelAlignment(level.framework, level.level, level.edition),
      field === undefined ? undefined : fieldAlignment(field),
      ...occupations.map(({ scheme, code }) => occupationAlignment(scheme, code)),
    ]
      .filter((row) => row !== undefined)
      // Nodes without an id make canonicalisation several times slower (RDFC-1.0 has to tell them apart by hashes).
      .map((row, index) => ({ id: `${id}#alignment-${index + 1}`, ...row }))
  );
}

/** Gives a text in a language, or in the one that comes first. */
export function inLanguage(text: LangMap, language: string): string {
  return (Object.hasOwn(text, language) ? text[language] : Object.values(text)[0]) ?? '';
}

/** Gives the texts in all other languages; undefined where there is only one. */
export function otherLanguages(text: LangMap, language: string): LangMap | undefined {
  const others = Object.entries(text).filter(([tag]) => tag !== language);
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

/** The id of the result that a unit of an achievement stands for. */
export function unitResultId(achievement: AchievementVersion, code: string): string {
  return `${achievement.id}#unit-${encodeURIComponent(code)}`;
}

/** Gives the units as Open Badges result descriptions, in the order of the achievement. */
export function unitResults(achievement: AchievementVersion, language: string): ResultDescription[] {
  return achievement.units.map(({ qualification, code, title }) => {
    const id = unitResultId(achievement, code);
    const alignment = qualification === undefined ? undefined : unitAlignment(qualification, code);
    return defined<ResultDescription>({
      id,
      type: ['ResultDescription', 'SkillsUnit'],
      name: inLanguage(title, language),
      nameByLanguage: otherLanguages(title, language),
      resultType: 'Status',
      unitCode: code,
      alignment: alignment && [{ id: `${id}-alignment`, ...alignment }],
    });
  });
}
