import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { type Awaitable, allThere, whenThere } from '@symbolon/securing/verify';
import {
  checkStatusListCredential,
  minimumEntries,
  parseStatusEntry,
  type StatusEntry,
  statusAt,
} from '@symbolon/status-list';
import type { VerificationEnvironment } from '../environment.ts';
import type { Finding } from '../findings.ts';
import type { Reason, StatusFreshness, StatusResult } from '../result.ts';
import type { KnownStatusList, OpenStatusList } from '../status/status-list-store.ts';
import type { TimeLimit } from '../time-limit.ts';

/** A list that nobody confirmed for so long says nothing of today, unless it says that the credential was taken back. */
export const longestStaleness = 30 * 24 * 60 * 60 * 1000;

/** What was found out of one entry, with what stood in the way. */
export type ReadStatus = StatusResult & { problems: ProblemDetails[] };

/** What the status of a credential is, and what each of its entries says. */
export type FoundStatus = { finding: Finding; status: StatusResult[] };

/** What each purpose of a set bit means for the holder (Bitstring Status List §2.1). */
const meaning: Record<string, Reason> = { revocation: 'revoked', suspension: 'suspended' };

/**
 * Finds out whether the credential was taken back or paused. A list that cannot be fetched, verified or matched leaves
 * the status unknown, never "not revoked"; a bit that is known to be set counts at any age. Without a promise where all lists are at hand.
 */
export function checkStatus(
  credential: Record<string, unknown>,
  issuer: string,
  environment: VerificationEnvironment,
  waiting: Waiting,
): Awaitable<FoundStatus> {
  if (credential.credentialStatus === undefined) {
    return { finding: { check: 'status', outcome: 'skipped', code: 'no-status' }, status: [] };
  }
  const { entries, problems } = parseStatusEntry(credential.credentialStatus);
  const malformed = problems.filter(({ code }) => code !== 'UNSUPPORTED');
  if (malformed.length > 0) {
    const finding: Finding = {
      check: 'status',
      outcome: 'failed',
      code: 'malformed',
      reason: 'malformed',
      errors: malformed,
    };
    return { finding, status: [] };
  }
  const readAll = (chosen: StatusEntry[]) =>
    allThere(chosen.map((entry) => readEntry(entry, issuer, environment, waiting)));
  const concluded = (read: ReadStatus[]): FoundStatus => ({
    finding: judgeStatus(read, problems),
    status: read.map(withoutProblems),
  });
  const deciding = entries.filter(({ statusPurpose }) => !informative.has(statusPurpose));
  return whenThere(readAll(deciding), (read) => {
    const isRevoked = read.some(({ statusPurpose, set }) => statusPurpose === 'revocation' && set);
    if (!isRevoked || deciding.length === entries.length) return concluded(read);
    // What only informs is asked for where there is something to be informed of.
    const informing = entries.filter(({ statusPurpose }) => informative.has(statusPurpose));
    return whenThere(readAll(informing), (more) => concluded([...read, ...more]));
  });
}

function withoutProblems({ problems: _, ...status }: ReadStatus): StatusResult {
  const { statusPurpose, freshness, statusListCredential, statusListIndex, checkedAt, set } = status;
  // What nearly all are; to leave a member out costs several times as much as to write the others down.
  return statusListCredential && statusListIndex && checkedAt && set !== undefined
    ? { statusPurpose, freshness, statusListCredential, statusListIndex, checkedAt, set }
    : status;
}

type Waiting = { limit: TimeLimit; open: OpenStatusList };

/** Without a promise where the list is at hand and the issuer's own. */
function readEntry(
  entry: StatusEntry,
  issuer: string,
  environment: VerificationEnvironment,
  waiting: Waiting,
): Awaitable<ReadStatus> {
  const known = environment.statusLists.atHand(entry.statusListCredential);
  return known && signerOf(known.list.document) === issuer
    ? readKnown(entry, known, [issuer], environment.now())
    : askForEntry(entry, issuer, environment, waiting);
}

async function askForEntry(
  entry: StatusEntry,
  issuer: string,
  environment: VerificationEnvironment,
  { limit, open }: Waiting,
): Promise<ReadStatus> {
  const known = await environment.statusLists.get(entry.statusListCredential, open, limit.left());
  if (!('list' in known)) return unknown(entry, [known.problem]);
  const now = environment.now();
  const issuers = [issuer, ...(await controllersOf(issuer, known.list.document, environment, limit))];
  return readKnown(entry, known, issuers, now);
}

const unknown = (
  { statusPurpose, statusListCredential, statusListIndex }: StatusEntry,
  problems: ProblemDetails[],
): ReadStatus => ({ statusPurpose, freshness: 'unknown', statusListCredential, statusListIndex, problems });

function readKnown(entry: StatusEntry, known: KnownStatusList, issuers: string[], now: Date): ReadStatus {
  const { document, bits } = known.list;
  const outdated = isFound(entry, known, issuers, now)
    ? []
    : checkStatusListCredential(document, entry, { issuers, at: now });
  // What is wrong at any time: the list is none for this entry, and its bits say nothing.
  const foreign = outdated.length > 0 ? checkStatusListCredential(document, entry, { issuers }) : outdated;
  if (foreign.length > 0) return unknown(entry, foreign);
  const value = readValue(bits, entry);
  if (typeof value !== 'number') return unknown(entry, [value]);
  if (outdated.length === 0) remember(entry, known, issuers);
  const { freshness, problems } = freshnessOf(known, outdated, now);
  const { statusPurpose, statusListCredential, statusListIndex } = entry;
  const checkedAt = dateOf(known);
  // A bit that is set is believed even of an old list; one that is not set is believed only as long as the list is.
  if (freshness === 'unknown' && value === 0) return { ...unknown(entry, problems), checkedAt };
  return { statusPurpose, freshness, statusListCredential, statusListIndex, checkedAt, set: value !== 0, problems };
}

const dates = new WeakMap<object, { time: number; text: string }>();

/** When a list was confirmed; written once for all credentials that ask it until it is confirmed again. */
function dateOf({ list, confirmedAt }: KnownStatusList): string {
  const time = confirmedAt.getTime();
  let date = dates.get(list);
  if (date?.time !== time) {
    date = { time, text: confirmedAt.toISOString() };
    dates.set(list, date);
  }
  return date.text;
}

/** An entry for which a list was found to be good, and the milliseconds since 1970 from and until which that holds. */
type Good = { entry: StatusEntry; issuer: string; from: number; until: number };
const good = new WeakMap<object, Good>();

/** Nearly all credentials ask the same of a list; it is looked through once for them. */
function isFound(entry: StatusEntry, { list }: KnownStatusList, issuers: string[], now: Date): boolean {
  const known = good.get(list);
  return (
    known !== undefined &&
    issuers[0] === known.issuer &&
    entry.statusPurpose === known.entry.statusPurpose &&
    entry.statusListCredential === known.entry.statusListCredential &&
    entry.type === known.entry.type &&
    now.getTime() >= known.from &&
    now.getTime() <= known.until
  );
}

function remember(entry: StatusEntry, { list }: KnownStatusList, [issuer, ...more]: string[]): void {
  if (issuer === undefined || more.length > 0 || good.has(list)) return;
  const { validFrom, issuanceDate, validUntil, expirationDate } = list.document;
  const [from, until] = [validFrom ?? issuanceDate, validUntil ?? expirationDate];
  good.set(list, {
    entry,
    issuer,
    from: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(String(from)),
    until: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(until)),
  });
}

function signerOf({ issuer }: Record<string, unknown>): unknown {
  return typeof issuer === 'object' && issuer !== null ? (issuer as { id?: unknown }).id : issuer;
}

/** A list may also be signed by a DID that the issuer's DID document names as its controller (CID 1.0 §2.1.2). */
async function controllersOf(
  issuer: string,
  list: Record<string, unknown>,
  { dids }: VerificationEnvironment,
  limit: TimeLimit,
): Promise<string[]> {
  if (signerOf(list) === issuer) return [];
  const resolved = await limit.hold(dids.resolve(issuer)).catch(() => undefined);
  return [resolved?.didDocument?.controller ?? []].flat();
}

function readValue(bits: Uint8Array, entry: StatusEntry): number | ProblemDetails {
  if (bits.length * 8 < minimumEntries) {
    const detail = `The status list has ${bits.length * 8} entries; the least is ${minimumEntries}.`;
    return problemDetails('STATUS_LIST_LENGTH_ERROR', { detail, pointer: entry.pointer });
  }
  try {
    return statusAt(bits, Number(entry.statusListIndex), entry.statusSize);
  } catch (error) {
    return problemDetails('RANGE_ERROR', {
      detail: (error as Error).message,
      pointer: `${entry.pointer}/statusListIndex`,
    });
  }
}

function freshnessOf(
  known: KnownStatusList,
  outdated: ProblemDetails[],
  now: Date,
): { freshness: StatusFreshness; problems: ProblemDetails[] } {
  if (outdated.length > 0) return { freshness: 'unknown', problems: outdated };
  if (known.fresh) return { freshness: 'fresh', problems: [] };
  const problems = known.problem ? [known.problem] : [];
  const age = now.getTime() - known.confirmedAt.getTime();
  return { freshness: age > longestStaleness ? 'unknown' : 'stale', problems };
}

/** Gives what the entries together say: taken back, paused, neither, or not known. */
export function judgeStatus(read: readonly ReadStatus[], unsupported: readonly ProblemDetails[]): Finding {
  const check = 'status';
  const problems = [...unsupported, ...read.flatMap((entry) => entry.problems)];
  const at = oldest(read);
  const since = at ? { at } : {};
  const isSet = (purpose: string) => read.some(({ statusPurpose, set }) => statusPurpose === purpose && set);
  if (isSet('revocation')) {
    // "refresh" says that a newer credential takes the place of this one (Bitstring Status List §2.1).
    const reason = isSet('refresh') ? 'superseded' : 'revoked';
    const warnings = [problemDetails('REVOKED'), ...problems];
    return { check, outcome: 'failed', code: reason, reason, warnings, ...since };
  }
  if (isSet('suspension')) {
    return {
      check,
      outcome: 'warning',
      code: 'suspended',
      reason: 'suspended',
      warnings: [problemDetails('SUSPENDED'), ...problems],
      ...since,
    };
  }
  const hasMeaning = ({ statusPurpose }: ReadStatus) => Object.hasOwn(meaning, statusPurpose);
  // A purpose that is not known here may take the credential back too: unless its bit is known not to be set, it is unknown.
  const judged = read.filter(({ statusPurpose }) => !informative.has(statusPurpose));
  const strange = judged.find((entry) => entry.set && !hasMeaning(entry));
  if (strange) {
    const detail = 'The issuer has set a status that this verifier does not know; ask the issuer.';
    return {
      check,
      outcome: 'unknown',
      code: 'status-unknown',
      detail,
      reason: 'status-unknown',
      warnings: [problemDetails('STATUS_UNKNOWN', { detail }), ...problems],
    };
  }
  if (unsupported.length > 0 || judged.some(({ freshness }) => freshness === 'unknown')) {
    const detail = problems[0]?.detail;
    return {
      check,
      outcome: 'unknown',
      code: 'status-unknown',
      reason: 'status-unknown',
      warnings: [problemDetails('STATUS_UNKNOWN'), ...problems],
      ...(detail ? { detail } : {}),
      ...since,
    };
  }
  if (judged.some(({ freshness }) => freshness === 'stale')) {
    return {
      check,
      outcome: 'unknown',
      code: 'status-stale',
      reason: 'status-stale',
      warnings: [problemDetails('STATUS_STALE'), ...problems],
      ...since,
    };
  }
  return {
    check,
    outcome: 'passed',
    code: judged.some(hasMeaning) ? 'not-revoked' : 'no-status',
    warnings: problems,
    ...since,
  };
}

/** Purposes that tell something without taking the credential back. */
const informative = new Set(['refresh', 'message']);

function oldest(read: readonly ReadStatus[]): string | undefined {
  let first: string | undefined;
  for (const { checkedAt } of read) if (checkedAt && !(first && first <= checkedAt)) first = checkedAt;
  return first;
}
