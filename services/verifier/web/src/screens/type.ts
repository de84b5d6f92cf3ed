import { button, h } from '../dom.ts';
import { t } from '../i18n.ts';

/** A field for typed, pasted or hand-scanned text. Enter starts the check: a hand scanner ends its text with it. */
export function typeScreen(actions: { check: (text: string) => void; back: () => void }): HTMLElement {
  const error = h('p', { id: 'typed-error', class: 'field-error', role: 'alert' });
  const field = h('textarea', {
    id: 'typed',
    rows: '5',
    dir: 'ltr',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    'aria-describedby': 'typed-hint typed-error',
    onkeydown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      check();
    },
  });
  const check = () => {
    if (field.value.trim() !== '') return actions.check(field.value);
    error.textContent = t('type.empty');
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  };
  return h(
    'form',
    {
      class: 'stack',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        check();
      },
    },
    h('h1', { tabindex: '-1' }, t('type.title')),
    h(
      'div',
      { class: 'stack-small' },
      h('label', { for: 'typed' }, t('type.label')),
      h('p', { id: 'typed-hint', class: 'hint' }, t('type.hint')),
      error,
      field,
    ),
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'primary grow' }, t('type.check')),
      button(t('action.back'), actions.back, { class: 'grow' }),
    ),
  );
}
