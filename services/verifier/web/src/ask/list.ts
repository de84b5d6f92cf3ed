import type { VerificationResult } from '@symbolon/verification';
import { answers, isAnswered } from '../answer/answer.ts';
import { headlineOf } from '../answer/band.ts';
import { readingOf } from '../answer/reading.ts';
import type { Checked } from '../check/outcome.ts';
import { button, h, icon } from '../dom.ts';
import { askAgain } from './choose.ts';
import { a } from './words.ts';

/** A result of the service as the page shows one of its own. */
export const asChecked = (result: VerificationResult, at: string): Checked => ({
  kind: 'checked',
  result,
  document: result.credential ?? {},
  at,
});

/** Several certificates: each with its verdict, and nothing of its content where the signature does not hold. */
export function listScreen(all: Checked[], open: (checked: Checked) => void, again: () => void): HTMLElement {
  return h(
    'div',
    { class: 'stack' },
    h('h1', { tabindex: '-1' }, a('list.title', { count: String(all.length) })),
    h('ul', { class: 'plain stack-small' }, ...all.map((checked) => h('li', {}, row(checked, open)))),
    h('div', { class: 'row' }, askAgain(again)),
  );
}

function row(checked: Checked, open: (checked: Checked) => void): HTMLElement {
  const { reason } = checked.result;
  const shown = isAnswered(reason) ? reason : 'unsupported';
  const { headline } = headlineOf(checked, shown);
  const skill = readingOf(checked).achievement.name;
  const { band, shape, content } = answers[shown];
  const name = content === 'facts' && skill ? h('bdi', {}, skill) : undefined;
  return h(
    'div',
    { class: `band band-${band} shown` },
    icon(shape),
    h('div', {}, h('h2', {}, headline), name && h('p', {}, name)),
    button(a('list.open'), () => open(checked)),
  );
}
