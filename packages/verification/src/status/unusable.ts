import { problemDetails } from '@symbolon/problem';

/** Gives the problem of a list that must not be relied on. */
export const unverified = (detail = 'The status list could not be verified.') => ({
  problem: problemDetails('STATUS_VERIFICATION_ERROR', { detail }),
});

/** Gives the problem of a list whose entries cannot be read. */
export function unreadable(error: unknown) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  return unverified(`The status list cannot be read: ${error.message}.`);
}
