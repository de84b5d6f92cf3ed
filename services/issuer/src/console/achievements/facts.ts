import { qualification } from '@symbolon/contexts/competencies';
import { frameworkLevel } from '@symbolon/contexts/frameworks';
import { fieldOfEducation, occupation } from '@symbolon/contexts/occupations';
import type { AchievementVersion, LangMap } from '@symbolon/credential';
import { type Html, html } from '@symbolon/service';
import { inLanguage } from '../view/layout.ts';
import { words } from '../view/words.ts';

const inAll = (map: LangMap): Html =>
  html`${Object.entries(map).map(([language, text]) => html`<p>${inLanguage(text, language)}</p>`)}`;

/** What an achievement says, with the names behind its codes. */
export function achievementFacts(version: AchievementVersion, created: Date): Html {
  const { level, field, occupations, units, validityMonths } = version;
  const found = level && frameworkLevel(level.framework, level.level, level.edition);
  const type = `achievement-type.${version.achievementType}`;
  const facts: [label: string, value: Html | string | undefined][] = [
    [words.say('achievement.fact.name'), inAll(version.name)],
    [words.say('achievement.fact.description'), inAll(version.description)],
    [words.say('achievement.fact.criteria'), inAll(version.criteria)],
    [words.say('achievement.type'), words.knows(type) ? words.say(type) : version.achievementType],
    [words.say('achievement.route'), words.say(`route.${version.route}`)],
    [
      words.say('achievement.level'),
      found?.known
        ? html`${words.say('achievement.fact.level', { framework: found.frameworkName, level: found.level })}${found.name && html` (${found.name})`}`
        : undefined,
    ],
    [
      words.say('achievement.fact.occupations'),
      occupations.length > 0
        ? html`${occupations.map(({ scheme, code }) => html`<p><span class="code">${code}</span> ${occupation(scheme, code)?.label}</p>`)}`
        : undefined,
    ],
    [
      words.say('achievement.field'),
      field && html`<span class="code">${field}</span> ${fieldOfEducation(field)?.label}`,
    ],
    [words.say('achievement.fact.units'), units.length > 0 ? unitList(units) : undefined],
    [
      words.say('achievement.fact.validity'),
      validityMonths === undefined
        ? words.say('achievement.fact.validity.none')
        : words.say('achievement.fact.validity.months', { count: validityMonths }),
    ],
    [words.say('achievement.fact.created'), words.time(created)],
  ];
  return html`<dl class="facts">${facts.map(([label, value]) => value && html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function unitList(units: AchievementVersion['units']): Html {
  return html`<ul class="plain stack-small">${units.map((unit) => {
    const from = unit.qualification && qualification(unit.qualification);
    return html`<li><span class="code">${unit.code}</span> ${Object.entries(unit.title)
      .slice(0, 2)
      .map(
        ([language, title]) => html`${inLanguage(title, language)} `,
      )}${from && html`<span class="muted small">${from.name}, ${from.awardingBody}</span>`}</li>`;
  })}</ul>`;
}
