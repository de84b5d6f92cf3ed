import type { IconName } from '@symbolon/pages';
import type { Reason, StatusResult, VerificationResult } from '@symbolon/verification';
import type { MessageKey } from '../i18n.ts';

export type Band = 'ok' | 'ok-outline' | 'review' | 'stop' | 'stop-outline' | 'unchecked' | 'neutral';

/** How one reason looks and what it says. Colour, shape and words say the same; each alone is enough. */
type Answer = {
  band: Band;
  shape: IconName;
  headline: MessageKey;
  line: MessageKey;
  /** `facts`: the signature holds. `claims`: nothing is believed, and nothing is shown before it is asked for. */
  content: 'facts' | 'claims';
  /** Is the person compared with the certificate? Not where nobody should rely on it anyway. */
  compare: boolean;
  /** Is it worth asking the same again, with internet? */
  again?: true;
};

const facts = { content: 'facts', compare: true } as const;
const warned = { content: 'facts', compare: false } as const;
const claims = { content: 'claims', compare: false } as const;

/** One row a reason. What is neither a certificate nor a judgement of one (`unreadable`, `clock-wrong`) is a notice. */
export const answers: Record<Exclude<Reason, 'unreadable' | 'not-a-credential' | 'clock-wrong'>, Answer> = {
  good: { band: 'ok', shape: 'circle-tick', headline: 'verdict.good', line: 'verdict.good.until', ...facts },
  partial: {
    band: 'ok-outline',
    shape: 'circle-half',
    headline: 'verdict.partial',
    line: 'verdict.partial.line',
    ...facts,
  },
  'not-yet-valid': {
    band: 'review',
    shape: 'clock-arrow',
    headline: 'verdict.not-yet-valid',
    line: 'verdict.not-yet-valid.line',
    ...facts,
  },
  expired: { band: 'review', shape: 'clock-bar', headline: 'verdict.expired', line: 'verdict.expired.line', ...facts },
  suspended: {
    band: 'review',
    shape: 'pause',
    headline: 'verdict.suspended',
    line: 'verdict.suspended.line',
    ...facts,
  },
  'issuer-unknown': {
    band: 'review',
    shape: 'triangle-question',
    headline: 'verdict.issuer-unknown',
    line: 'verdict.issuer-unknown.line',
    ...facts,
  },
  'issuer-out-of-scope': {
    band: 'review',
    shape: 'triangle-question',
    headline: 'verdict.issuer-out-of-scope',
    line: 'verdict.issuer-out-of-scope.line',
    ...facts,
  },
  'status-stale': {
    band: 'unchecked',
    shape: 'cloud-slash',
    headline: 'verdict.status-stale',
    line: 'verdict.status-stale.line',
    again: true,
    ...facts,
  },
  'status-unknown': {
    band: 'unchecked',
    shape: 'circle-question',
    headline: 'verdict.status-unknown',
    line: 'verdict.status-unknown.line',
    again: true,
    ...facts,
  },
  'issuer-key-unknown': {
    band: 'unchecked',
    shape: 'circle-question',
    headline: 'verdict.issuer-key-unknown',
    line: 'verdict.issuer-key-unknown.line',
    again: true,
    ...claims,
  },
  unsupported: {
    band: 'unchecked',
    shape: 'circle-question',
    headline: 'verdict.unsupported',
    line: 'verdict.unsupported.line',
    ...claims,
  },
  revoked: { band: 'stop', shape: 'octagon-bar', headline: 'verdict.revoked', line: 'verdict.revoked.line', ...warned },
  superseded: {
    band: 'stop-outline',
    shape: 'replaced',
    headline: 'verdict.superseded',
    line: 'verdict.superseded.line',
    ...warned,
  },
  'foreign-holder': {
    band: 'stop',
    shape: 'octagon-person',
    headline: 'verdict.foreign-holder',
    line: 'verdict.foreign-holder.line',
    ...warned,
  },
  'holder-unknown': {
    band: 'review',
    shape: 'triangle-question',
    headline: 'verdict.holder-unknown',
    line: 'verdict.holder-unknown.line',
    ...facts,
  },
  malformed: {
    band: 'stop',
    shape: 'octagon-cross',
    headline: 'verdict.malformed',
    line: 'verdict.malformed.line',
    ...claims,
  },
  'not-genuine': {
    band: 'stop',
    shape: 'octagon-cross',
    headline: 'verdict.not-genuine',
    line: 'verdict.not-genuine.line',
    ...claims,
  },
  'no-proof': {
    band: 'stop',
    shape: 'octagon-cross',
    headline: 'verdict.no-proof',
    line: 'verdict.no-proof.line',
    ...claims,
  },
};

export type AnsweredReason = keyof typeof answers;

export const isAnswered = (reason: Reason): reason is AnsweredReason => reason in answers;

/** The status entry that speaks for the whole: a set bit first, then the one known least well. */
export function decidingStatus(result: VerificationResult): StatusResult | undefined {
  const rank = (status: StatusResult) =>
    (status.set ? 0 : 10) +
    (status.statusPurpose === 'revocation' ? 0 : 1) -
    { unknown: 8, stale: 4, fresh: 0 }[status.freshness];
  return result.status.toSorted((a, b) => rank(a) - rank(b))[0];
}
