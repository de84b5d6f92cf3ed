/**
 * Why a claim gives nothing: `gone` for one that was used, taken back or has ended, `not-in-force` for its credential, `paused`
 * for one that may be in force again.
 */
export class ClaimRefused extends Error {
  readonly reason: 'gone' | 'not-in-force' | 'paused' | 'other-holder';

  constructor(reason: ClaimRefused['reason']) {
    super(`The claim gives nothing: ${reason}.`);
    this.reason = reason;
  }
}
