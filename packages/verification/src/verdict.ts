import { type Reason, reasons, type Verdict } from './result.ts';

const verdicts: Record<Reason, Verdict> = {
  unreadable: 'reject',
  'not-a-credential': 'reject',
  unsupported: 'review',
  'no-proof': 'reject',
  'not-genuine': 'reject',
  'issuer-key-unknown': 'review',
  malformed: 'reject',
  'foreign-holder': 'reject',
  superseded: 'reject',
  revoked: 'reject',
  suspended: 'review',
  'clock-wrong': 'review',
  'not-yet-valid': 'review',
  expired: 'review',
  'issuer-unknown': 'review',
  'issuer-out-of-scope': 'review',
  'holder-unknown': 'review',
  'status-unknown': 'review',
  'status-stale': 'review',
  partial: 'accept',
  good: 'accept',
};

/** Gives the one real reason among all that was found, the most severe first, and the verdict that goes with it. */
export function decide(found: readonly Reason[]): { reason: Reason; verdict: Verdict } {
  const reason = found.length === 0 ? 'good' : (reasons.find((candidate) => found.includes(candidate)) ?? 'good');
  return { reason, verdict: verdicts[reason] };
}
