import { formatTime } from '@symbolon/pages';
import { type AnsweredReason, answers } from '../answer/answer.ts';
import { bandElement, type Comparison, headlineOf, keyIsOutOfReach } from '../answer/band.ts';
import { compareElement } from '../answer/compare.ts';
import { claimsCard, factsCard, row } from '../answer/facts-card.ts';
import { contactElement, issuerElement, unknownIssuer } from '../answer/issuer.ts';
import { moreElement, partElement } from '../answer/more.ts';
import { readingOf } from '../answer/reading.ts';
import { recordText, saveRecord } from '../answer/record.ts';
import type { Checked } from '../check/outcome.ts';
import { button, h } from '../dom.ts';
import { language, t } from '../i18n.ts';
import { type DocumentKind, documentKind } from '../together/document-kind.ts';
import { isAtFault, togetherElement } from '../together/list.ts';
import { worthSection } from '../worth/section.ts';

export type ResultActions = {
  next: () => void;
  again: () => void;
  /** Back to the other certificates of the same file, where there are several. */
  list?: (() => void) | undefined;
  /** Gives a further document of the same person. */
  add?: () => void;
  /** Shows the whole answer of a document that was shown together with this one. */
  show?: (each: Checked) => void;
  /** The employer has compared the person; the answer is shown anew with it. */
  compared: (comparison: Comparison | undefined) => void;
};

/** The one big plain answer, and below it what an employer may want to know, in the order in which it matters. */
export function resultScreen(
  checked: Checked,
  reason: AnsweredReason,
  comparison: Comparison | undefined,
  actions: ResultActions,
) {
  const kind = documentKind(checked.document);
  const answer = answers[reason];
  if (kind !== 'certificate' && answer.content === 'facts' && !isAtFault(checked))
    return aloneScreen(checked, kind, actions);
  const headline = headlineOf(checked, reason, comparison);
  const { result } = checked;
  const reading = readingOf(checked);
  const mismatch = comparison?.same === false;
  const asks = answer.compare && !comparison;
  const again = answer.again && !keyIsOutOfReach(checked);
  const needsHelp = mismatch || result.verdict !== 'accept';
  const content =
    answer.content === 'facts'
      ? [
          result.issuer?.known === false && result.verdict !== 'reject' && unknownIssuer(result.issuer),
          factsCard(checked),
          partElement(reading),
        ]
      : [claimsElement(checked)];
  return h(
    'div',
    { class: 'stack result' },
    bandElement(headline),
    checked.foreignHost !== undefined &&
      h('p', { class: 'card foreign-note' }, t('notice.foreign.note', { host: checked.foreignHost })),
    ...content,
    actions.show && togetherElement(checked, actions.show),
    isWorthAsking(checked) && !mismatch && worthSection(checked),
    comparison?.same &&
      reason !== 'good' &&
      h('p', { class: 'card' }, t('compare.done', { time: formatTime(comparison.at, language()) })),
    asks && compareElement(reading, (same) => actions.compared({ same, at: new Date() })),
    mismatch && mismatchHelp(),
    needsHelp && contactElement(result.issuer),
    h(
      'div',
      { class: 'row screen-only' },
      actions.list && button(t('several.back'), actions.list, { class: 'grow' }),
      again && button(t('action.again'), actions.again, { class: 'primary grow' }),
      button(t('action.next'), actions.next, { class: asks || again ? 'grow' : 'primary grow', icon: 'next' }),
      !asks &&
        answer.content === 'facts' &&
        button(t('action.save'), () => saveRecord(recordText(checked, headline, comparison)), {
          class: 'grow',
          icon: 'download',
        }),
      answer.content === 'facts' && !mismatch && actions.add && button(t('add.button'), actions.add, { class: 'grow' }),
      comparison && button(t('compare.undo'), () => actions.compared(undefined), { class: 'quiet' }),
    ),
    answer.content === 'facts' && moreElement(checked),
  );
}

/** A decision or an accreditation that was opened alone: what it is, from whom, and that its certificate is wanted. */
function aloneScreen(
  checked: Checked,
  kind: Exclude<DocumentKind, 'certificate'>,
  actions: ResultActions,
): HTMLElement {
  const { issuer } = checked.result;
  return h(
    'div',
    { class: 'stack result' },
    bandElement({ band: 'neutral', shape: 'file', headline: t(`together.${kind}`), line: t(`alone.${kind}`) }),
    h('section', { class: 'card facts' }, h('dl', {}, row('fact.issuer', issuerElement(issuer)))),
    issuer?.known === false && unknownIssuer(issuer),
    h(
      'div',
      { class: 'row screen-only' },
      actions.list && button(t('add.back'), actions.list, { class: 'grow' }),
      actions.add && button(t('add.button'), actions.add, { class: 'primary grow' }),
      button(t('action.next'), actions.next, { class: 'grow', icon: 'next' }),
    ),
    moreElement(checked),
  );
}

/** What is in doubt is worth nothing here; without network it is worth something if it was not taken back meanwhile, and that is said. */
const isWorthAsking = ({ given, result: { verdict, reason } }: Checked) =>
  given !== undefined && (verdict === 'accept' || reason === 'status-stale');

/** What a document says that is not believed; behind a button, so that nobody takes it for the answer. */
function claimsElement(checked: Checked): HTMLElement {
  return h(
    'details',
    { class: 'claims-toggle' },
    h('summary', {}, t('claims.show')),
    h('div', { class: 'stack' }, claimsCard(checked), unknownIssuer(checked.result.issuer), moreElement(checked)),
  );
}

function mismatchHelp(): HTMLElement {
  return h(
    'section',
    { class: 'stack-small' },
    h('h2', {}, t('help.mismatch')),
    h('ul', {}, h('li', {}, t('help.mismatch.1')), h('li', {}, t('help.mismatch.2'))),
  );
}
