import { answers, isAnswered } from '../answer/answer.ts';
import { type Headline, headlineOf } from '../answer/band.ts';
import { readingOf } from '../answer/reading.ts';
import type { Outcome } from '../check/outcome.ts';
import { button, h, icon } from '../dom.ts';
import { t } from '../i18n.ts';

export type Several = {
  element: HTMLElement;
  /** Adds the line of a certificate that was judged. */
  add: (index: number, outcome: Outcome) => void;
};

/** One line for each certificate of a file, those that need a look above the others; nothing of a person before its answer. */
export function severalScreen(
  count: number,
  judged: readonly Outcome[],
  actions: { show: (index: number) => void; next: () => void },
): Several {
  const title = h('h1', { tabindex: '-1' });
  const line = h('p');
  const words = h('div', {}, title, line);
  const band = h('div', { role: 'status' }, words);
  const look = list('several.look');
  const good = list('several.good');
  let done = 0;

  const summary = () => {
    const bad = look.items.childElementCount;
    const over = done === count;
    band.className = `band band-${over ? (bad > 0 ? 'review' : 'ok') : 'neutral'}`;
    band.querySelector('svg')?.remove();
    words.before(icon(over ? (bad > 0 ? 'triangle-question' : 'circle-tick') : 'dots'));
    const state = bad > 0 ? t('several.some', { count: bad }) : t('several.allGood', { count });
    title.textContent = over ? state : t('several.title', { count });
    line.textContent = over ? t('several.hint') : t('several.progress', { done, count });
    if (over) document.title = state;
  };
  const add = (index: number, outcome: Outcome) => {
    done += 1;
    const { accepted, headline, name, skill } = lineOf(outcome);
    const { section, items } = accepted ? good : look;
    section.hidden = false;
    items.append(
      h(
        'li',
        { value: String(index + 1) },
        h(
          'button',
          { type: 'button', class: 'several-line', onclick: () => actions.show(index) },
          h('span', { class: `several-shape band-${headline.band}` }, icon(headline.shape)),
          h(
            'span',
            { class: 'grow' },
            name !== undefined && h('strong', {}, h('bdi', {}, name)),
            skill !== undefined && h('span', {}, h('bdi', {}, skill)),
            h('span', {}, headline.headline),
          ),
        ),
      ),
    );
    summary();
  };
  for (const [index, outcome] of judged.entries()) add(index, outcome);
  summary();
  const next = button(t('action.next'), actions.next, { class: 'primary grow', icon: 'next' });
  return {
    element: h(
      'div',
      { class: 'stack result' },
      band,
      look.section,
      good.section,
      h('div', { class: 'row screen-only' }, next),
    ),
    add,
  };
}

function list(heading: 'several.look' | 'several.good') {
  const items = h('ol', { class: 'several' });
  const section = h('section', { class: 'stack-small', hidden: true }, h('h2', {}, t(heading)), items);
  return { section, items };
}

type Line = {
  accepted: boolean;
  headline: Pick<Headline, 'band' | 'shape' | 'headline'>;
  name?: string;
  skill?: string;
};

function lineOf(outcome: Outcome): Line {
  const reason = outcome.kind === 'checked' ? outcome.result.reason : undefined;
  if (outcome.kind !== 'checked' || !reason || !isAnswered(reason)) {
    const headline = outcome.kind === 'fault' ? t('notice.fault') : t('notice.notOurs.document');
    return { accepted: false, headline: { band: 'unchecked', shape: 'circle-question', headline } };
  }
  const { verdict } = outcome.result;
  const { holder, achievement } = readingOf(outcome);
  // Where the signature does not hold, what the document says is nobody's word.
  const signed = answers[reason].content === 'facts';
  return {
    accepted: verdict === 'accept',
    headline: headlineOf(outcome, reason),
    ...(signed && holder.name !== undefined ? { name: holder.name } : {}),
    ...(signed && achievement.name !== undefined ? { skill: achievement.name } : {}),
  };
}
