import { unit } from '@symbolon/contexts/competencies';
import { framework, frameworkLevel } from '@symbolon/contexts/frameworks';
import { fieldOfEducation, occupation } from '@symbolon/contexts/occupations';
import { type LangMap, recognitionRoutes } from '@symbolon/credential';
import type { AchievementInput } from '../../achievements/check.ts';
import { type FieldErrors, type Typed, text, texts } from '../view/form.ts';
import { words } from '../view/words.ts';
import { achievementTypes, ownLanguages } from './choices.ts';

/** Reads the form. Every code is looked up; what is not known is said at its field and nothing is guessed. */
export function readAchievementForm(typed: Typed): { input: AchievementInput; errors: FieldErrors } {
  const errors: FieldErrors = new Map();
  const own = ownLanguages.some(({ tag }) => tag === text(typed, 'own-language')) ? text(typed, 'own-language') : '';
  const inBoth = (name: string, least: number, most: number): LangMap => {
    const english = text(typed, `${name}-en`);
    const other = own ? text(typed, `${name}-own`) : '';
    if (english.length < least)
      errors.set(`${name}-en`, words.say(`achievement.${name}.empty` as 'achievement.name.empty'));
    for (const [field, value] of [
      [`${name}-en`, english],
      [`${name}-own`, other],
    ] as const) {
      if (value.length > most) errors.set(field, words.say('error.too-long', { most }));
    }
    return { ...(english && { en: english }), ...(other && { [own]: other }) };
  };

  const name = inBoth('name', 3, 200);
  const description = inBoth('description', 3, 2000);
  const criteria = inBoth('criteria', 3, 4000);
  const type = achievementTypes.find((each) => each === text(typed, 'type'));
  if (!type) errors.set('type', words.say('achievement.type.empty'));
  const route = recognitionRoutes.find((each) => each === text(typed, 'route'));
  if (!route) errors.set('route', words.say('achievement.route.empty'));
  const level = readLevel(typed, errors);
  const occupations = readOccupations(typed, errors);
  const field = text(typed, 'field');
  if (field && !fieldOfEducation(field)) errors.set('field', words.say('achievement.field.unknown', { code: field }));
  const units = readUnits(typed, errors);
  const months = text(typed, 'validity');
  if (months && !/^([1-9]\d{0,2})$/.test(months)) errors.set('validity', words.say('achievement.validity.wrong'));

  const input: AchievementInput = {
    name,
    description,
    criteria,
    achievementType: type ?? '',
    route: route ?? 'course',
    units,
    occupations,
    languages: languagesOf(own, [name, description, criteria]),
    ...(field && { field }),
    ...(level && { level }),
    ...(months && { validityMonths: Number(months) }),
  };
  return { input, errors };
}

/** The language that everything is written in comes first; a second one that is only here and there comes second. */
function languagesOf(own: string, maps: LangMap[]): string[] {
  const written = maps.filter((map) => own && map[own]).length;
  if (written === 0) return ['en'];
  return written === maps.length ? [own, 'en'] : ['en', own];
}

function readLevel(typed: Typed, errors: FieldErrors): AchievementInput['level'] {
  const [id = '', edition] = text(typed, 'framework').split('|');
  const level = text(typed, 'level');
  if (!id) {
    if (level) errors.set('framework', words.say('achievement.framework.empty'));
    return undefined;
  }
  const found = frameworkLevel(id, level, edition);
  if (found.known) return { framework: id, level, ...(edition === undefined ? {} : { edition }) };
  const row = framework(id);
  const levels = row?.editions?.find((each) => each.edition === edition)?.levels ?? row?.levels;
  errors.set(
    'level',
    row && levels
      ? words.say('achievement.level.unknown', { framework: row.name, levels: levels.join(', ') })
      : words.say('achievement.framework.unknown'),
  );
  return undefined;
}

function readOccupations(typed: Typed, errors: FieldErrors): AchievementInput['occupations'] {
  const found: AchievementInput['occupations'] = [];
  for (const name of ['occupation-1', 'occupation-2']) {
    const code = text(typed, name);
    if (!code) continue;
    // An ESCO code is an ISCO-08 unit group with further places after a point.
    const scheme = code.includes('.') ? 'esco' : 'isco-08';
    if (!occupation(scheme, code)) errors.set(name, words.say('achievement.occupation.unknown', { code }));
    else if (!found.some((each) => each.code === code)) found.push({ scheme, code });
  }
  return found;
}

/** Ticked units of known qualifications, then the institution's own: a line each, code first. */
function readUnits(typed: Typed, errors: FieldErrors): AchievementInput['units'] {
  const known = texts(typed, 'unit').flatMap((value) => {
    const [qualification = '', code = ''] = value.split('|');
    const row = unit(qualification, code);
    return row ? [{ qualification, code, title: { en: row.title } }] : [];
  });
  const lines = text(typed, 'own-units')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  const own = lines.flatMap((line) => {
    const [, code, title] = /^(\S{1,40})\s+(.{1,300})$/.exec(line) ?? [];
    if (code && title) return [{ code, title: { en: title } }];
    errors.set('own-units', words.say('achievement.own-units.wrong', { line: line.slice(0, 60) }));
    return [];
  });
  const all = [...known, ...own];
  const twice = all.find(({ code }, index) => all.findIndex((each) => each.code === code) !== index);
  if (twice) errors.set('own-units', words.say('achievement.own-units.twice', { code: twice.code }));
  return all;
}

/** The form as it would have been typed for an existing version: what a new version starts from. */
export function typedFrom(version: AchievementInput): Typed {
  const own = version.languages.find((tag) => tag !== 'en') ?? '';
  const both = (name: string, map: LangMap) => ({
    [`${name}-en`]: map.en,
    ...(own && { [`${name}-own`]: map[own] }),
  });
  const { level, units, occupations } = version;
  return {
    'own-language': own,
    ...both('name', version.name),
    ...both('description', version.description),
    ...both('criteria', version.criteria),
    type: version.achievementType,
    route: version.route,
    framework: level && [level.framework, ...(level.edition ? [level.edition] : [])].join('|'),
    level: level?.level,
    'occupation-1': occupations[0]?.code,
    'occupation-2': occupations[1]?.code,
    field: version.field,
    unit: units.flatMap(({ qualification, code }) => (qualification ? [`${qualification}|${code}`] : [])),
    'own-units': units
      .filter(({ qualification }) => !qualification)
      .map(({ code, title }) => `${code} ${title.en ?? Object.values(title)[0]}`)
      .join('\n'),
    validity: version.validityMonths === undefined ? undefined : String(version.validityMonths),
  };
}
