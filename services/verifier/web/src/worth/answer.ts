import { formatDate, type IconName, recognitionIcons } from '@symbolon/pages';
import { type Answer, type Teller, type Told, tell } from '@symbolon/recognition';
import type { Worth } from '../check/client.ts';
import { h, icon } from '../dom.ts';
import { language } from '../i18n.ts';
import { w } from './words.ts';

/** The shape of an answer. A decision that gave less than all, or nothing, must not look like one that gave all. */
function shapeOf({ outcome, decision }: Answer): IconName {
  if (!decision) return recognitionIcons[outcome];
  if (decision.outcome === 'none') return 'octagon-bar';
  return decision.outcome === 'full' || decision.isClosed ? 'circle-tick' : 'circle-half';
}

/** An answer in plain words: what follows from it, and on demand why and where it was read. Others that rules give stand below. */
export function answerElement({ recognition, collected }: Worth, destination: string, teller: Teller): HTMLElement[] {
  const told = tell(recognition, destination, teller);
  const headline = h('h3', { tabindex: '-1', class: 'worth-headline' }, icon(shapeOf(recognition)), ' ', told.headline);
  return [
    headline,
    lines(told.lines),
    h(
      'details',
      { class: 'worth-why' },
      h('summary', {}, w('why')),
      ...reasons(told),
      h('p', { class: 'muted small' }, w('collected', { date: collected, today: formatDate(new Date(), language()) })),
    ),
    ...(recognition.also.length > 0 ? [h('h4', {}, teller.say('also'))] : []),
    ...recognition.also.map((each) => otherAnswer(tell(each, destination, teller), each)),
  ];
}

function otherAnswer(told: Told, answer: Answer): HTMLElement {
  return h(
    'details',
    { class: 'worth-why' },
    h('summary', {}, icon(shapeOf(answer)), ' ', told.headline),
    lines(told.lines),
    ...reasons(told),
  );
}

const lines = (texts: readonly string[]) => h('ul', {}, ...texts.map((text) => h('li', {}, text)));

function reasons({ why, sources }: Told): HTMLElement[] {
  return [
    ...(why.length > 0 ? [lines(why)] : []),
    ...(sources.length > 0
      ? [
          h(
            'ul',
            { class: 'sources small' },
            ...sources.map(({ url, text }) =>
              h(
                'li',
                {},
                h('bdi', {}, text),
                url !== undefined && ' ',
                // Only web addresses: a rule must not be able to run a script.
                url !== undefined &&
                  /^https?:/.test(url) &&
                  h('a', { href: url, dir: 'ltr', rel: 'noreferrer noopener', target: '_blank' }, url),
              ),
            ),
          ),
        ]
      : []),
  ];
}
