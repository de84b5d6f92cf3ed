import type { IconName } from '@symbolon/pages';
import { formatAge, formatDate, formatTime, sameDay } from '@symbolon/pages';
import type { Checked } from '../check/outcome.ts';
import { h, icon } from '../dom.ts';
import { language, type MessageKey, t } from '../i18n.ts';
import { accreditationFault } from './accreditation.ts';
import { type AnsweredReason, answers, type Band, decidingStatus } from './answer.ts';
import { issuerName } from './issuer.ts';
import { day, readingOf } from './reading.ts';

/** What the employer found when comparing the certificate with the person. */
export type Comparison = { same: boolean; at: Date };

/** The answer itself: one shape, one headline, one sentence. */
export type Headline = { band: Band; shape: IconName; headline: string; line: string };

/** "today, 14:10" or "3 May 2026, 14:10". */
export function when(at: Date | string, now: Date): string {
  const time = formatTime(at, language());
  return sameDay(at, now) ? t('when.today', { time }) : t('when.date', { date: formatDate(at, language()), time });
}

export function headlineOf(checked: Checked, reason: AnsweredReason, comparison?: Comparison): Headline {
  const { band, shape } = answers[reason];
  const accepted = checked.result.verdict === 'accept';
  if (comparison && !comparison.same) {
    const headline = accepted ? 'verdict.mismatch' : 'verdict.mismatch.other';
    return { band: 'stop', shape: 'octagon-person', headline: t(headline), line: t('verdict.mismatch.line') };
  }
  // A part of a skill stays a part, compared or not: its own look must not turn into the full green.
  if (comparison && reason === 'good') {
    const at = { time: formatTime(comparison.at, language()), date: formatDate(comparison.at, language()) };
    return { band, shape: 'circle-tick-person', headline: t('verdict.compared'), line: t('verdict.compared.line', at) };
  }
  return { band, shape, headline: headlineText(checked, reason), line: lineText(checked, reason) };
}

/** *Genuine* means signature and issuer: what nobody vouches for is never called so, nor its issuer a school. */
const strangers: Partial<Record<AnsweredReason, MessageKey>> = {
  expired: 'verdict.expired.stranger',
  'not-yet-valid': 'verdict.not-yet-valid.stranger',
  suspended: 'verdict.suspended.stranger',
  revoked: 'verdict.revoked.stranger',
};

const isStranger = ({ result }: Checked) => result.issuer?.known === false;

function headlineText(checked: Checked, reason: AnsweredReason): string {
  const { validFrom, validUntil } = readingOf(checked);
  const key = (isStranger(checked) ? strangers[reason] : undefined) ?? answers[reason].headline;
  if (reason === 'expired') return t(key, { date: day(validUntil) });
  if (reason === 'not-yet-valid') return t(key, { date: day(validFrom) });
  return t(key);
}

function lineText(checked: Checked, reason: AnsweredReason): string {
  const { result, at } = checked;
  if (isStranger(checked) && reason in strangers && reason !== 'revoked') return t('verdict.stranger.line');
  if (reason === 'good') {
    const { validUntil } = readingOf(checked);
    return validUntil ? t('verdict.good.until', { date: day(validUntil) }) : t('verdict.good.noEnd');
  }
  const fault =
    reason === 'issuer-unknown' || reason === 'issuer-out-of-scope' ? accreditationFault(checked) : undefined;
  if (fault !== undefined) return fault;
  if (reason === 'suspended' || reason === 'issuer-out-of-scope') {
    return t(answers[reason].line, { issuer: issuerName(result.issuer) ?? '' });
  }
  if (reason === 'status-stale') {
    const checkedAt = decidingStatus(result)?.checkedAt ?? at;
    const now = new Date(at);
    return t('verdict.status-stale.line', { when: when(checkedAt, now), age: formatAge(checkedAt, now, language()) });
  }
  if (reason === 'issuer-key-unknown' && hasProblem(checked, 'NOT_FOUND')) return t('verdict.issuer-key-unknown.gone');
  if (reason === 'issuer-key-unknown' && keyIsOutOfReach(checked)) return t('verdict.issuer-key-unknown.method');
  if (result.checks.some(({ code }) => code === 'european-digital-credential'))
    return t('verdict.unsupported.european');
  return t(answers[reason].line);
}

const hasProblem = ({ result }: Checked, name: string) => result.problemDetails.some(({ code }) => code === name);

/** The key is not looked up here at all, or its own address holds it no more: asking once more would change nothing. */
export const keyIsOutOfReach = (checked: Checked) =>
  hasProblem(checked, 'METHOD_NOT_SUPPORTED') || hasProblem(checked, 'NOT_FOUND');

/** The band as a live region: its headline is the page's `h1` and takes the focus. */
export function bandElement({ band, shape, headline, line }: Headline): HTMLElement {
  return h(
    'div',
    { class: `band band-${band}`, role: 'status' },
    icon(shape),
    h('div', {}, h('h1', { tabindex: '-1' }, headline), h('p', {}, line)),
  );
}
