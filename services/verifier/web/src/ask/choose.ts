import { button, h } from '../dom.ts';
import type { What } from './api.ts';
import { areas } from './areas.ts';
import { type AskKey, a, workName } from './words.ts';

/** What is needed: any of several skills, everything, or one exact certificate. */
export function chooseScreen(ask: (what: What) => void): HTMLElement {
  const error = h('p', { class: 'field-error', id: 'need-error', role: 'alert' });
  const boxes = areas.map((area) => {
    const box = h('input', { type: 'checkbox', id: `area-${area.id}`, onchange: () => (skills.checked = true) });
    return {
      area,
      box,
      element: h('li', {}, h('label', { class: 'choice', for: box.id }, box, h('span', {}, workName(area.id)))),
    };
  });
  const radio = (id: string) => h('input', { type: 'radio', name: 'need', id, 'aria-describedby': `${id}-hint` });
  const [skills, all, one] = [radio('skills'), radio('all'), radio('one')];
  skills.checked = true;
  const address = h('input', {
    type: 'url',
    id: 'achievement',
    dir: 'ltr',
    autocomplete: 'off',
    'aria-describedby': 'one-hint need-error',
    oninput: () => (one.checked = true),
  });
  const choice = (input: HTMLInputElement, label: AskKey, hint: AskKey, ...more: HTMLElement[]) =>
    h(
      'div',
      { class: 'need' },
      h('label', { class: 'choice', for: input.id }, input, h('b', {}, a(label))),
      h('p', { class: 'hint', id: `${input.id}-hint` }, a(hint)),
      ...more,
    );
  const complain = (key: AskKey, field: HTMLElement) => {
    error.replaceChildren(a(key));
    field.focus();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    error.replaceChildren();
    if (all.checked) return ask({ all: true });
    if (one.checked) {
      const text = address.value.trim();
      return URL.canParse(text) ? ask({ achievements: [text] }) : complain('ask.missing.address', address);
    }
    const chosen = boxes.filter(({ box }) => box.checked).flatMap(({ area }) => area.alignments);
    return chosen.length > 0 ? ask({ alignments: [...new Set(chosen)] }) : complain('ask.missing', boxes[0]!.box);
  };
  return h(
    'form',
    { class: 'stack ask', novalidate: true, onsubmit: submit },
    h('div', { class: 'stack-small' }, h('h1', { tabindex: '-1' }, a('ask.title')), h('p', {}, a('ask.lead'))),
    h(
      'fieldset',
      { class: 'stack-small', 'aria-describedby': 'need-error' },
      h('legend', {}, a('ask.need')),
      error,
      choice(all, 'ask.all', 'ask.all.hint'),
      choice(
        skills,
        'ask.skills',
        'ask.skills.hint',
        h('ul', { class: 'plain areas', 'aria-label': a('ask.skills') }, ...boxes.map(({ element }) => element)),
      ),
      choice(one, 'ask.one', 'ask.one.hint', h('label', { for: 'achievement' }, a('ask.one.label')), address),
    ),
    h('button', { type: 'submit', class: 'primary wide tall' }, h('span', {}, a('ask.start'))),
    h('p', { class: 'muted small' }, a('ask.privacy')),
    h('p', {}, h('a', { href: '/' }, a('end.check'))),
  );
}

/** A button that leads back to the choice. */
export const askAgain = (again: () => void) => button(a('end.again'), again, { class: 'primary grow' });
