import type { Awaitable } from '@symbolon/securing/verify';
import { checkStatus, type FoundStatus } from '../checks/status.ts';
import type { VerificationEnvironment } from '../environment.ts';
import { openStatusLists } from '../status/open-status-list.ts';
import type { KnownStatusList } from '../status/status-list-store.ts';
import type { TimeLimit } from '../time-limit.ts';
import type { GenuineDocument } from './source.ts';

/** What was found while these lists were at hand. */
type Held = { found: FoundStatus; from: number; lists: { url: string; known: KnownStatusList }[] };

const held = new WeakMap<GenuineDocument, Held>();
const noStatus: FoundStatus = { finding: { check: 'status', outcome: 'skipped', code: 'no-status' }, status: [] };

/**
 * Gives the status of a document that is held, as `checkStatus` does. While the very lists that it was read from are at hand and fresh it
 * is the same object, for all certificates of a centre, so that what was concluded from it holds too.
 */
export function heldStatus(
  document: GenuineDocument,
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Awaitable<FoundStatus> {
  const { credential, issuer } = document;
  if (credential.credentialStatus === undefined) return noStatus;
  const before = held.get(document);
  if (before && isSame(before, environment)) return before.found;
  const found = checkStatus(credential, issuer, environment, { limit, open: openStatusLists(environment) });
  // What had to be waited for may rest on more than the lists: on who controls a DID.
  if (!(found instanceof Promise)) keep(document, found, environment);
  return found;
}

function keep(document: GenuineDocument, found: FoundStatus, { statusLists, now }: VerificationEnvironment): void {
  const { finding, status } = found;
  if (finding.outcome !== 'passed' || (finding.warnings?.length ?? 0) > 0) return;
  const lists = status.flatMap(({ freshness, statusListCredential: url }) => {
    const known = url === undefined || freshness !== 'fresh' ? undefined : statusLists.atHand(url);
    return url !== undefined && known ? [{ url, known }] : [];
  });
  if (lists.length === status.length) held.set(document, { found, from: now().getTime(), lists });
}

/** A list that is replaced, confirmed anew, too old or at its end is asked again. */
function isSame({ from, lists }: Held, { statusLists, now }: VerificationEnvironment): boolean {
  const time = now().getTime();
  return (
    time >= from &&
    lists.every(
      ({ url, known }) =>
        statusLists.atHand(url) === known && (known.list.validUntil === undefined || time <= known.list.validUntil),
    )
  );
}
