import { answers, isAnswered } from '../answer/answer.ts';
import { headlineOf } from '../answer/band.ts';
import { issuerName } from '../answer/issuer.ts';
import { readingOf } from '../answer/reading.ts';
import type { Checked } from '../check/outcome.ts';
import { h, icon } from '../dom.ts';
import { t } from '../i18n.ts';
import { documentKind } from './document-kind.ts';

/**
 * Whether a decision or an accreditation is to be looked at twice. Its author need not be one that awards skills, so that nobody lists
 * it for a skill is no fault; whether it counts stands in the answer.
 */
export const isAtFault = ({ result }: Checked) => !/^(good|issuer-unknown|issuer-out-of-scope)$/.test(result.reason);

/** What was shown together with a certificate: what it is, from whom, and what is wrong with it where something is. */
export function togetherElement({ along = [] }: Checked, show: (each: Checked) => void): HTMLElement | undefined {
  if (along.length === 0) return undefined;
  return h(
    'section',
    { class: 'card stack-small', 'aria-labelledby': 'together' },
    h('h2', { id: 'together' }, t('together.title')),
    h(
      'ul',
      { class: 'several' },
      ...along.map((each) =>
        h(
          'li',
          {},
          line(each, () => show(each)),
        ),
      ),
    ),
  );
}

function line(each: Checked, onclick: () => void): HTMLElement {
  const kind = documentKind(each.document);
  const { reason } = each.result;
  const isJudged = kind === 'certificate' || isAtFault(each);
  const headline = isJudged && isAnswered(reason) ? headlineOf(each, reason) : undefined;
  // Where the signature does not hold, what the document says is nobody's word.
  const isSigned = isAnswered(reason) && answers[reason].content === 'facts';
  const name = isSigned ? (readingOf(each).achievement.name ?? issuerName(each.result.issuer)) : undefined;
  return h(
    'button',
    { type: 'button', class: 'several-line', onclick },
    h('span', { class: `several-shape band-${headline?.band ?? 'neutral'}` }, icon(headline?.shape ?? 'file')),
    h(
      'span',
      { class: 'grow' },
      h('strong', {}, t(`together.${kind}`)),
      name !== undefined && h('span', {}, h('bdi', { dir: 'auto' }, name)),
      headline && h('span', {}, headline.headline),
    ),
  );
}
