import { randomUUID } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import { readAccreditations } from '@symbolon/recognition';
import { html } from '@symbolon/service';
import { accreditationDocument } from '../../accreditation/given/document.ts';
import { giveAccreditation, shortId } from '../../accreditation/given/give.ts';
import type { AccreditationRequest, Scope } from '../../accreditation/given/schemas.ts';
import { limitOf } from '../../accreditation/limit.ts';
import { frameworkChoices } from '../achievements/choices.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button, choose, type FieldErrors, fieldsOf, input, select, type Typed, text, texts } from '../view/form.ts';
import { tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { accreditationFacts } from './facts.ts';
import { isDay, previewPage } from './preview.ts';

const path = '/console/accreditations/new';
const actions = ['issue', 'recognize', 'assess', 'decide'] as const;
const routes = ['course', 'recognition-of-prior-learning', 'work'] as const;

/** `/console/accreditations/new`: who is accredited for what, shown as it will be signed, then signed. */
export function registerAccredit(pages: ConsolePages): void {
  pages.show('/accreditations/new', async (visit) => formPage(visit, new Map()));
  pages.act('/accreditations/new', async (visit) => {
    const { context, institution, actor, typed } = visit;
    if (text(typed, 'step') === 'change') return formPage(visit, new Map());
    const empty = required(typed);
    if (empty.size > 0) return formPage(visit, empty);
    const request = readForm(typed);
    try {
      const document = accreditationDocument(institution, request);
      const beyond = (await limitOf(context, institution))?.(document, context.clock());
      if (beyond) throw beyond;
      if (text(typed, 'step') !== 'sign') {
        return previewPage(visit, {
          title: words.say('accreditations.new'),
          facts: accreditationFacts(readAccreditations(document)[0]!),
          action: path,
          sign: 'accreditations.sign',
        });
      }
      const by = { institution, actor, key: `console:${text(typed, 'key') || randomUUID()}` };
      const { id } = await giveAccreditation(context, by, request);
      return { seeOther: `/console/recognitions/${shortId(id)}?notice=accreditation-given` };
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return formPage(visit, errorsOf(error));
    }
  });
}

function required(typed: Typed): FieldErrors {
  const errors: FieldErrors = new Map();
  if (!/^did:[a-z0-9]+:\S+$/.test(text(typed, 'entity')))
    errors.set('entity', words.say('accreditations.entity.wrong'));
  if (!text(typed, 'name')) errors.set('name', words.say('accreditations.name.empty'));
  if (!isDay(text(typed, 'from'))) errors.set('from', words.say('accreditations.day.wrong'));
  if (text(typed, 'until') && !isDay(text(typed, 'until'))) errors.set('until', words.say('accreditations.day.wrong'));
  return errors;
}

/** At which field a fault of the request belongs. */
const fields: [RegExp, string][] = [
  [/entity\/id/, 'entity'],
  [/validUntil/, 'until'],
  [/occupation/, 'occupations'],
  [/highestLevel|scope$/, 'level'],
];

function errorsOf({ title, detail, errors = [] }: Problem): FieldErrors {
  if (errors.length === 0) return new Map([['entity', [title, detail].filter(Boolean).join('. ')]]);
  return new Map(
    errors.map((fault) => [fields.find(([at]) => at.test(fault.pointer ?? ''))?.[1] ?? 'entity', fault.detail]),
  );
}

const codes = (typed: Typed, name: string) =>
  text(typed, name)
    .split(/[\s,;]+/)
    .filter(Boolean);

function readForm(typed: Typed): AccreditationRequest {
  const scope: Scope = {};
  const occupations = codes(typed, 'occupations').map((code) =>
    code.includes(':') ? code : `${code.includes('.') ? 'esco' : 'isco-08'}:${code}`,
  );
  if (occupations.length > 0) scope.occupation = [...new Set(occupations)];
  const achievements = codes(typed, 'achievements');
  if (achievements.length > 0) scope.achievement = [...new Set(achievements)];
  const [framework = ''] = text(typed, 'framework').split('|');
  if (framework) scope.framework = framework;
  if (text(typed, 'level')) scope.highestLevel = text(typed, 'level');
  const countries = codes(typed, 'countries').map((code) => code.toUpperCase());
  if (countries.length > 0) scope.country = [...new Set(countries)];
  const ways = routes.filter((route) => texts(typed, 'routes').includes(route));
  if (ways.length > 0) scope.recognitionRoute = ways;
  const action = actions.find((each) => each === text(typed, 'action')) ?? 'issue';
  const [from, until] = [text(typed, 'from'), text(typed, 'until')];
  return {
    entity: { id: text(typed, 'entity'), name: text(typed, 'name') },
    recognizedTo: [{ action, scope }],
    validFrom: `${from}T00:00:00Z`,
    ...(until ? { validUntil: `${until}T23:59:59Z` } : {}),
  };
}

function formPage({ typed, formToken, institution, context }: Visit, errors: FieldErrors): Answer {
  const today = context.clock().toISOString().slice(0, 10);
  const filled: Typed = { action: 'issue', from: today, key: randomUUID(), ...typed };
  const field = fieldsOf(filled, errors);
  return {
    title: words.say('accreditations.new'),
    place: 'accreditations',
    back: { href: '/console/accreditations', label: words.say('place.accreditations') },
    errors,
    main: html`<form class="stack" method="post" action="${path}" novalidate>${tokenField(formToken)}
<input type="hidden" name="key" value="${text(filled, 'key')}">
${input(field('entity', 'accreditations.entity', 'accreditations.entity.hint'), { maxlength: 1000, spellcheck: 'false' })}
${input(field('name', 'accreditations.name'), { maxlength: 500, dir: 'auto' })}
${choose(
  field('action', 'accreditations.action'),
  'radio',
  actions.map((value) => ({ value, label: words.say(`accreditations.action.${value}`) })),
)}
${input(field('occupations', 'accreditations.occupations', 'accreditations.occupations.hint'), { maxlength: 500 })}
${input(field('achievements', 'accreditations.achievements', 'accreditations.achievements.hint'), { maxlength: 5000 })}
<div class="pair">${select(field('framework', 'achievement.framework'), frameworkChoices(institution.country))}
${input(field('level', 'accreditations.level'), { class: 'short', maxlength: 20 })}</div>
${input(field('countries', 'accreditations.countries', 'accreditations.countries.hint'), { maxlength: 200 })}
${choose(
  field('routes', 'accreditations.routes', 'accreditations.routes.hint'),
  'checkbox',
  routes.map((value) => ({ value, label: words.say(`route.${value}`) })),
)}
<div class="pair">${input(field('from', 'accreditations.from'), { type: 'date' })}
${input(field('until', 'accreditations.until'), { type: 'date' })}</div>
<p class="actions">${button('accreditations.show')}</p></form>`,
  };
}
