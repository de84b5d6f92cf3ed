import { iconSvg } from '@symbolon/pages';
import { type Html, html, raw } from '@symbolon/service';
import { button } from './form.ts';
import { type Page, tokenField } from './layout.ts';
import { type WordName, words } from './words.ts';

type Question = {
  title: string;
  /** What will change, a sentence each. */
  says: (string | Html)[];
  /** Stands in a box of its own before the button: what cannot be undone. */
  warning?: string | undefined;
  action: string;
  button: WordName;
  danger?: boolean;
  formToken: string;
  /** Further fields of the form. */
  fields?: Html | undefined;
  back: { href: string; label: string };
} & Pick<Page, 'place' | 'errors' | 'step'>;

/** The page between a wish and what cannot be undone: says what will change, then asks. */
export function confirmPage({
  title,
  says,
  warning,
  action,
  formToken,
  fields,
  back,
  danger,
  ...more
}: Question): Page {
  return {
    title,
    back,
    ...(more.place ? { place: more.place } : {}),
    errors: more.errors,
    step: more.step,
    main: html`<form method="post" action="${action}" novalidate>
${tokenField(formToken)}
<div class="stack">${says.map((sentence) => html`<p>${sentence}</p>`)}</div>
${warning && html`<div class="warning">${raw(iconSvg('square-alert'))}<p>${warning}</p></div>`}
${fields}
<p class="actions">${button(more.button, danger ? { danger: true } : {})}<a class="button quiet" href="${back.href}">${words.say('cancel')}</a></p>
</form>`,
  };
}
