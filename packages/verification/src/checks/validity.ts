import { problemDetails } from '@symbolon/problem';
import type { Finding } from '../findings.ts';

/** Clocks of honest devices and issuers differ by less than this. */
const clockTolerance = 60_000;
/** A clock that is behind a signed date by more than this is wrong, not late. */
const clockFault = 2 * 60 * 60 * 1000;

/**
 * Judges the validity period at a date (VCDM 2.0 §4.9; `issuanceDate` and `expirationDate` in 1.1).
 * `knownSince` is the newest signed date that the verifier has seen: a clock behind it cannot judge dates at all.
 */
export function checkValidity(
  credential: Record<string, unknown>,
  { at, now, knownSince }: { at: Date; now: Date; knownSince: Date | undefined },
): Finding {
  const check = 'validity';
  if (knownSince && now.getTime() < knownSince.getTime() - clockFault) {
    const detail = 'The clock of this device is behind; dates cannot be judged. Set the clock and check again.';
    const warnings = [problemDetails('CLOCK_WRONG', { detail })];
    return { check, outcome: 'unknown', code: 'clock-wrong', detail, reason: 'clock-wrong', warnings };
  }
  const from = credential.validFrom ?? credential.issuanceDate;
  const until = credential.validUntil ?? credential.expirationDate;
  if (typeof from === 'string' && Date.parse(from) > at.getTime() + clockTolerance) {
    const warnings = [
      problemDetails('NOT_YET_VALID', {
        detail: `It starts on ${from}.`,
        pointer: pointer(credential, 'validFrom', 'issuanceDate'),
      }),
    ];
    return { check, outcome: 'warning', code: 'not-yet-valid', at: from, reason: 'not-yet-valid', warnings };
  }
  if (typeof until === 'string' && Date.parse(until) < at.getTime()) {
    const warnings = [
      problemDetails('EXPIRED', {
        detail: `It ended on ${until}.`,
        pointer: pointer(credential, 'validUntil', 'expirationDate'),
      }),
    ];
    return { check, outcome: 'warning', code: 'expired', at: until, reason: 'expired', warnings };
  }
  return { check, outcome: 'passed', code: 'in-force', ...(typeof until === 'string' ? { at: until } : {}) };
}

const pointer = (credential: Record<string, unknown>, name: string, older: string) =>
  `/${name in credential ? name : older}`;
