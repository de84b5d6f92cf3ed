import { recognitionRoutes } from '@symbolon/credential';
import { type Html, html } from '@symbolon/service';
import {
  button,
  type Choice,
  choose,
  type FieldErrors,
  input,
  select,
  type Typed,
  textarea,
  texts,
} from '../view/form.ts';
import { tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import {
  achievementTypes,
  fieldSuggestions,
  frameworkChoices,
  occupationSuggestions,
  ownLanguages,
  qualificationsWithUnits,
} from './choices.ts';

type Form = { action: string; typed: Typed; errors: FieldErrors; formToken: string; country: string | null };

/** The form that makes an achievement or a further version of one. */
export function achievementForm({ action, typed, errors, formToken, country }: Form): Html {
  const field = (name: string, words_: string, hint?: string) => ({
    name,
    label: words.say(words_ as 'achievement.name-en'),
    hint: hint && words.say(hint as 'achievement.name-en'),
    typed,
    errors,
  });
  const both = (name: 'name' | 'description' | 'criteria') =>
    name === 'name'
      ? html`<div class="pair">${input(field('name-en', 'achievement.name-en'), { maxlength: 200 })}
${input(field('name-own', 'achievement.name-own'), { maxlength: 200, dir: 'auto' })}</div>`
      : html`${textarea(field(`${name}-en`, `achievement.${name}-en`, `achievement.${name}.hint`), { rows: 4 })}
${textarea(field(`${name}-own`, `achievement.${name}-own`), { rows: 3, dir: 'auto' })}`;
  const list = (id: string, rows: { code: string; label: string }[]) =>
    html`<datalist id="${id}">${rows.map(({ code, label }) => html`<option value="${code}">${label}</option>`)}</datalist>`;

  return html`<form method="post" action="${action}" novalidate>
${tokenField(formToken)}
<h2>${words.say('achievement.part.name')}</h2>
${select(field('own-language', 'achievement.own-language', 'achievement.own-language.hint'), [
  { value: '', label: words.say('achievement.own-language.none') },
  ...ownLanguages.map(({ tag, name }) => ({ value: tag, label: name })),
])}
${both('name')}${both('description')}${both('criteria')}
<h2>${words.say('achievement.part.kind')}</h2>
${select(
  field('type', 'achievement.type'),
  achievementTypes.map((value) => ({ value, label: words.say(`achievement-type.${value}`) })),
)}
${choose(
  field('route', 'achievement.route', 'achievement.route.hint'),
  'radio',
  recognitionRoutes.map((value) => ({ value, label: words.say(`route.${value}`) })),
)}
<h2>${words.say('achievement.part.correspondence')}</h2>
<p class="muted measure">${words.say('achievement.part.correspondence.hint')}</p>
<div class="pair">${select(field('framework', 'achievement.framework'), frameworkChoices(country))}
${input(field('level', 'achievement.level'), { class: 'short', maxlength: 20 })}</div>
<div class="pair">${input(field('occupation-1', 'achievement.occupation-1', 'achievement.occupation.hint'), { list: 'occupations', maxlength: 20 })}
${input(field('occupation-2', 'achievement.occupation-2'), { list: 'occupations', maxlength: 20 })}</div>
${list('occupations', occupationSuggestions())}
${input(field('field', 'achievement.field', 'achievement.field.hint'), { list: 'fields', class: 'short', maxlength: 10 })}
${list('fields', fieldSuggestions())}
<h2>${words.say('achievement.part.units')}</h2>
<p class="muted measure">${words.say('achievement.part.units.hint')}</p>
${qualificationsWithUnits.map((row) => unitChoice(row, typed))}
${textarea(field('own-units', 'achievement.own-units', 'achievement.own-units.hint'), { rows: 4 })}
<h2>${words.say('achievement.part.validity')}</h2>
${input(field('validity', 'achievement.validity', 'achievement.validity.hint'), { inputmode: 'numeric', class: 'short', maxlength: 3 })}
<p class="actions">${button('achievement.save')}</p>
</form>`;
}

function unitChoice(row: (typeof qualificationsWithUnits)[number], typed: Typed): Html {
  const chosen = texts(typed, 'unit');
  const choices: Choice[] = row.units.map(({ code, title }) => ({
    value: `${row.id}|${code}`,
    label: html`<span><span class="code">${code}</span> ${title}</span>`,
  }));
  const open = choices.some(({ value }) => chosen.includes(value));
  const group = choose(
    {
      name: 'unit',
      label: words.say('achievement.units.of', { qualification: row.name, body: row.awardingBody }),
      typed,
    },
    'checkbox',
    choices,
    // The lists share the field's name; each tick box still has an id of its own.
    { small: true, id: `unit-${row.id}` },
  );
  return html`<details${open && html` open`}><summary>${row.name} · ${row.awardingBody}</summary>${group}</details>`;
}
