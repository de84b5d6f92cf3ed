import type { Pool } from '@symbolon/postgres';
import type { Head } from './store.ts';

/** Where a log ended as far as this process knows, and how often others had moved it on meanwhile. */
type Known = { head: Head | undefined; misses: number; pause: number };

const known = new WeakMap<Pool, Map<string, Known>>();
const atMost = 10_000;
const longestPause = 64;

function knownOf(pool: Pool, institutionId: string): Known {
  const ofPool = known.get(pool) ?? new Map<string, Known>();
  known.set(pool, ofPool);
  const found = ofPool.get(institutionId) ?? { head: undefined, misses: 0, pause: 0 };
  if (!ofPool.has(institutionId) && ofPool.size >= atMost) ofPool.clear();
  ofPool.set(institutionId, found);
  return found;
}

/** Notes where the log of an institution ends now, or will once what is under way is committed. */
export function learnHead(pool: Pool, institutionId: string, { length, hash }: Head): void {
  knownOf(pool, institutionId).head = { length, hash };
}

/**
 * Gives where the log of an institution ended last, for a statement that does nothing where it does not end there any more; undefined
 * where this process does not know, or where others of late moved it on each time.
 */
export function likelyHead(pool: Pool, institutionId: string): Head | undefined {
  const found = knownOf(pool, institutionId);
  if (found.pause === 0) return found.head;
  found.pause -= 1;
  return undefined;
}

/** Notes whether the log did end there. Where it did not, that is tried again later, and later each time. */
export function noteGuess(pool: Pool, institutionId: string, wasRight: boolean): void {
  const found = knownOf(pool, institutionId);
  found.misses = wasRight ? 0 : found.misses + 1;
  if (wasRight) return;
  found.head = undefined;
  found.pause = Math.min(longestPause, 2 ** found.misses) - 1;
}
