import { type Html, html } from '@symbolon/service';
import { button, type Typed } from '../view/form.ts';
import { type Page, tokenField } from '../view/layout.ts';
import { type WordName, words } from '../view/words.ts';

/** Shows what will be signed, from what was typed, and asks; "change" brings the form back as it was. */
export function previewPage(
  { typed, formToken }: { typed: Typed; formToken: string },
  { title, facts, action, sign }: { title: string; facts: Html; action: string; sign: WordName },
): Page {
  const { _token, step, ...kept } = typed;
  const fields = Object.entries(kept).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => html`<input type="hidden" name="${name}" value="${each}">`),
  );
  return {
    title,
    place: 'accreditations',
    step: words.say('accreditations.preview'),
    main: html`${facts}<form method="post" action="${action}" novalidate>${tokenField(formToken)}${fields}
<p class="actions">${button(sign, { name: 'step', value: 'sign' })}${button('accreditations.change', { primary: false, name: 'step', value: 'change' })}</p></form>`,
  };
}

/** Whether a text is a day as date fields send it, and one that there is. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
