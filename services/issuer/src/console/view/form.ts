import { type Html, html } from '@symbolon/service';
import { type WordName, words } from './words.ts';

/** What a form was sent with: text by field name, several where the field allows it. */
export type Typed = Record<string, string | string[] | undefined>;

/** What is wrong with a form, by the field that has to change. Shown at the top and at the field in the same words. */
export type FieldErrors = Map<string, string>;

/** One text of a form: composed (NFC), without stray spaces; `''` where nothing was typed. */
export function text(typed: Typed, name: string): string {
  const [value] = [typed[name]].flat();
  // A body that is no form, but JSON, can hold anything.
  return typeof value === 'string' ? value.normalize('NFC').trim() : '';
}

/** All texts of a field that may be ticked several times. */
export function texts(typed: Typed, name: string): string[] {
  return [typed[name]].flat().flatMap((each) => (typeof each === 'string' && each.trim()) || []);
}

/** The summary that takes the focus when a form came back (GOV.UK: "There is a problem"); nothing without errors. */
export function errorSummary(errors: FieldErrors): Html | undefined {
  if (errors.size === 0) return undefined;
  return html`<div class="error-summary" role="alert" tabindex="-1" aria-labelledby="error-summary-title" data-focus>
<h2 id="error-summary-title">${words.say('error.summary')}</h2>
<ul>${[...errors].map(([field, message]) => html`<li><a href="#${field}">${message}</a></li>`)}</ul>
</div>`;
}

export type Field = {
  name: string;
  label: string;
  hint?: string | Html | undefined;
  typed?: Typed;
  errors?: FieldErrors;
};

/** Gives what makes a field of one form out of its name and the sentences of its label and hint. */
export const fieldsOf =
  (typed: Typed, errors: FieldErrors) =>
  (name: string, label: WordName, hint?: WordName): Field => ({
    name,
    label: words.say(label),
    hint: hint && words.say(hint),
    typed,
    errors,
  });

const described = ({ name, hint, errors }: Field) =>
  [hint ? `${name}-hint` : '', errors?.has(name) ? `${name}-error` : ''].filter(Boolean).join(' ') || null;

const attribute = (name: string, value: string | number | boolean | null | undefined): Html | undefined => {
  if (value === null || value === undefined || value === false) return undefined;
  return value === true ? html` ${name}` : html` ${name}="${value}"`;
};

const attributes = (all: Record<string, string | number | boolean | null | undefined>): Html =>
  html`${Object.entries(all).map(([name, value]) => attribute(name, value))}`;

const fieldError = ({ name, errors }: Field) => {
  const message = errors?.get(name);
  return (
    message &&
    html`<p class="field-error" id="${name}-error"><span class="visually-hidden">${words.say('error.prefix')} </span>${message}</p>`
  );
};

const around = (
  field: Field,
  control: Html,
): Html => html`<div class="field${field.errors?.has(field.name) ? ' field-wrong' : ''}">
<label for="${field.name}">${field.label}</label>
${field.hint && html`<p class="hint" id="${field.name}-hint">${field.hint}</p>`}
${fieldError(field)}
${control}
</div>`;

type InputMore = {
  type?: 'text' | 'password' | 'search' | 'number' | 'date';
  autocomplete?: string;
  list?: string;
  inputmode?: string;
  spellcheck?: 'false';
  maxlength?: number;
  dir?: 'auto';
  lang?: string;
  class?: string;
};

/** One line of text, with its label, hint, error and what was typed. */
export function input(field: Field, { type = 'text', class: className, ...more }: InputMore = {}): Html {
  const value = type === 'password' ? null : text(field.typed ?? {}, field.name);
  return around(
    field,
    html`<input id="${field.name}" name="${field.name}" type="${type}"${attributes({
      value: value || null,
      class: className,
      'aria-describedby': described(field),
      'aria-invalid': field.errors?.has(field.name) ? 'true' : null,
      ...more,
    })}>`,
  );
}

/** Several lines of text. */
export function textarea(
  field: Field,
  more: { rows?: number; maxlength?: number; dir?: 'auto'; lang?: string } = {},
): Html {
  return around(
    field,
    html`<textarea id="${field.name}" name="${field.name}"${attributes({
      rows: 3,
      'aria-describedby': described(field),
      'aria-invalid': field.errors?.has(field.name) ? 'true' : null,
      ...more,
    })}>
${text(field.typed ?? {}, field.name)}</textarea>`,
  );
}

export type Choice = { value: string; label: string | Html; hint?: string | Html | undefined; group?: string };

/** One of a list; choices with the same `group` stand together. */
export function select(field: Field, choices: Choice[]): Html {
  const chosen = text(field.typed ?? {}, field.name);
  const option = ({ value, label }: Choice) =>
    html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`;
  const groups = Map.groupBy(choices, ({ group = '' }) => group);
  return around(
    field,
    html`<select id="${field.name}" name="${field.name}"${attributes({
      'aria-describedby': described(field),
      'aria-invalid': field.errors?.has(field.name) ? 'true' : null,
    })}>${[...groups].map(([group, members]) =>
      group ? html`<optgroup label="${group}">${members.map(option)}</optgroup>` : html`${members.map(option)}`,
    )}</select>`,
  );
}

/** Some or one of a few, each to tick; the first carries the field's name as id, so that the summary can lead to it. */
export function choose(
  field: Field,
  kind: 'radio' | 'checkbox',
  choices: Choice[],
  more: { small?: boolean; id?: string } = {},
): Html {
  const first = more.id ?? field.name;
  const chosen = texts(field.typed ?? {}, field.name);
  return html`<fieldset class="field${field.errors?.has(field.name) ? ' field-wrong' : ''}"${attributes({ 'aria-describedby': described(field) })}>
<legend class="label">${field.label}</legend>
${field.hint && html`<p class="hint" id="${field.name}-hint">${field.hint}</p>`}
${fieldError(field)}
<div class="choices${more.small ? ' choices-small' : ''}">${choices.map(({ value, label, hint }, index) => {
    const id = index === 0 ? first : `${first}-${index}`;
    return html`<div class="choice"><input type="${kind}" id="${id}" name="${field.name}" value="${value}"${attributes({
      checked: chosen.includes(value),
      'aria-describedby': hint ? `${id}-says` : null,
    })}><label for="${id}">${label}</label>${hint && html`<p class="hint" id="${id}-says">${hint}</p>`}</div>`;
  })}</div>
</fieldset>`;
}

/** The button that sends a form; one of them a page is primary. */
export function button(
  label: WordName,
  {
    primary = true,
    name,
    value,
    danger = false,
  }: { primary?: boolean; name?: string; value?: string; danger?: boolean } = {},
): Html {
  return html`<button${attributes({ class: danger ? 'danger' : primary ? 'primary' : null, name, value })}>${words.say(label)}</button>`;
}
