import type { IconName } from '@symbolon/pages';
import { bandElement } from '../answer/band.ts';
import { h } from '../dom.ts';
import { askAgain } from './choose.ts';
import { type AskKey, a } from './words.ts';

/** How asking can end without a certificate. */
export type End = 'expired' | 'declined' | 'off' | 'busy';

const ends: Record<End, [IconName, AskKey, AskKey]> = {
  expired: ['clock-bar', 'end.expired', 'end.expired.line'],
  declined: ['square-alert', 'end.declined', 'end.declined.line'],
  off: ['square-alert', 'end.off', 'end.off.line'],
  busy: ['pause', 'end.busy', 'end.busy.line'],
};

/** Says that nothing was shown, and why; it judges no certificate. */
export function endScreen(end: End, again: () => void): HTMLElement {
  const [shape, headline, line] = ends[end];
  return h(
    'div',
    { class: 'stack result' },
    bandElement({ band: 'neutral', shape, headline: a(headline), line: a(line) }),
    h(
      'div',
      { class: 'row' },
      end !== 'off' && askAgain(again),
      h('a', { class: 'button grow', href: '/' }, a('end.check')),
    ),
  );
}
