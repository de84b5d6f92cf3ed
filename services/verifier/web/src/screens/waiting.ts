import { h, icon } from '../dom.ts';

/** The place of the answer without anything in it. The word comes only when it takes long enough to be noticed. */
export function waitingScreen(text: string): HTMLElement {
  const words = h('p');
  setTimeout(() => words.append(text), 400);
  return h(
    'div',
    { class: 'stack result' },
    h('div', { class: 'band band-neutral waiting', role: 'status' }, icon('dots'), words),
    h('div', { class: 'card skeleton', 'aria-hidden': 'true' }, h('span'), h('span'), h('span')),
  );
}
