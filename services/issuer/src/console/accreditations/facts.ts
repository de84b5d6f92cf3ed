import { framework } from '@symbolon/contexts/frameworks';
import { occupation } from '@symbolon/contexts/occupations';
import type { Accreditation, Scope } from '@symbolon/recognition';
import { type Html, html } from '@symbolon/service';
import { asTyped } from '../view/layout.ts';
import { words } from '../view/words.ts';

type Fact = [label: string, value: Html | string | undefined];

export const factList = (facts: Fact[]): Html =>
  html`<dl class="facts">${facts.map(([label, value]) => value && html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;

/** The limits of a right, each in words; "no limit" where there is none. */
export function scopeText({ occupations, achievements, highestLevel, countries, routes }: Scope): Html {
  const lines: (Html | undefined)[] = [
    occupations &&
      html`${occupations.map(({ scheme, code }, index) => html`${index > 0 && ', '}<span class="code">${code}</span> ${occupation(scheme, code)?.label}`)}`,
    achievements && html`${achievements.map((id) => html`<span class="code">${id}</span> `)}`,
    highestLevel &&
      html`${words.say('accreditations.up-to', { level: highestLevel.level, framework: framework(highestLevel.framework)?.name ?? highestLevel.framework })}`,
    countries && html`${countries.join(', ')}`,
    routes && html`${routes.map((route, index) => html`${index > 0 && ', '}${words.say(`route.${route}`)}`)}`,
  ];
  const said = lines.filter((line) => line !== undefined);
  return said.length === 0
    ? html`${words.say('accreditations.no-limit')}`
    : html`${said.map((line) => html`<p>${line}</p>`)}`;
}

/** What an accreditation gives, to whom and until when, as it was signed or will be. */
export function accreditationFacts({
  entity,
  issuer,
  recognizedTo,
  validFrom,
  validUntil,
  withdrawn,
}: Accreditation): Html {
  const day = (date: string) => words.date(date.slice(0, 10));
  return factList([
    [
      words.say('accreditations.of'),
      html`${entity.name && html`<p>${asTyped(entity.name)}</p>`}<p class="code small">${entity.did}</p>`,
    ],
    [words.say('accreditations.by'), html`<span class="code small">${issuer}</span>`],
    ...recognizedTo.map(({ action, scope }): Fact => [words.say(`accreditations.action.${action}`), scopeText(scope)]),
    [
      words.say('accreditations.period'),
      validUntil === undefined
        ? words.say('accreditations.since', { from: day(validFrom) })
        : words.say('accreditations.from-until', { from: day(validFrom), until: day(validUntil) }),
    ],
    [
      words.say('accreditations.withdrawn'),
      withdrawn &&
        html`<p>${withdrawn.at ? words.say('accreditations.withdrawn.on', { date: day(withdrawn.at) }) : words.say('accreditations.withdrawn.unknown')}</p>${withdrawn.because && html`<p>${asTyped(withdrawn.because)}</p>`}`,
    ],
  ]);
}
