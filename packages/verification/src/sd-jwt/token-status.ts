import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import {
  checkStatusListToken,
  parseTokenStatus,
  statusTypes,
  type TokenStatusEntry,
  type TokenStatusList,
  tokenStatusAt,
} from '@symbolon/status-list';
import { judgeStatus, longestStaleness, type ReadStatus } from '../checks/status.ts';
import type { VerificationEnvironment } from '../environment.ts';
import type { Finding } from '../findings.ts';
import type { StatusFreshness, StatusResult } from '../result.ts';
import type { KnownStatusList, OpenStatusList } from '../status/status-list-store.ts';
import type { TimeLimit } from '../time-limit.ts';

/**
 * Finds out by a Token Status List whether an SD-JWT was taken back or paused (Token Status List §8.3), under the same rules as for a
 * bitstring: what cannot be fetched, verified or matched is unknown, and what is known to be set counts at any age.
 */
export async function checkTokenStatus(
  status: unknown,
  issuer: string,
  environment: VerificationEnvironment,
  { limit, open }: { limit: TimeLimit; open: OpenStatusList },
): Promise<{ finding: Finding; status: StatusResult[] }> {
  const check = 'status';
  if (status === undefined) return { finding: { check, outcome: 'skipped', code: 'no-status' }, status: [] };
  const { entry, problem } = parseTokenStatus(status);
  if (problem?.code === 'UNSUPPORTED') return { finding: judgeStatus([], [problem]), status: [] };
  if (problem) {
    const finding: Finding = { check, outcome: 'failed', code: 'malformed', reason: 'malformed', errors: [problem] };
    return { finding, status: [] };
  }
  const read = await readEntry(entry, issuer, environment, { limit, open });
  return { finding: judgeStatus(read, []), status: read.map(({ problems: _, ...result }) => result) };
}

async function readEntry(
  entry: TokenStatusEntry,
  issuer: string,
  { statusLists, now }: VerificationEnvironment,
  { limit, open }: { limit: TimeLimit; open: OpenStatusList },
): Promise<ReadStatus[]> {
  const about = { statusListCredential: entry.uri, statusListIndex: String(entry.idx) };
  const unknown = (problems: ProblemDetails[], more: { checkedAt?: string } = {}): ReadStatus[] =>
    purposes.map((statusPurpose) => ({ statusPurpose, freshness: 'unknown', ...about, ...more, problems }));
  const known = await statusLists.get(entry.uri, open, limit.left());
  if (!('list' in known)) return unknown([known.problem]);
  const foreign = checkStatusListToken(known.list.document, entry, { issuers: [issuer] });
  if (foreign.length > 0) return unknown(foreign);
  const value = readValue(known, entry);
  if (typeof value !== 'number') return unknown([value]);
  const checkedAt = known.confirmedAt.toISOString();
  const { freshness, problems } = freshnessOf(known, entry, { issuer, now: now() });
  // A status that is set is believed even of an old list; one that is not is believed only as long as the list is.
  if (freshness === 'unknown' && value === statusTypes.VALID) return unknown(problems, { checkedAt });
  const named = Object.hasOwn(purposeOf, value) ? purposes : [...purposes, `status ${value}`];
  const isSet = (statusPurpose: string) => (purposeOf[value] ?? `status ${value}`) === statusPurpose;
  const result = (statusPurpose: string, set: boolean) => ({
    statusPurpose,
    set,
    freshness,
    checkedAt,
    ...about,
    problems,
  });
  const found = named.map((purpose) => result(purpose, value !== statusTypes.VALID && isSet(purpose)));
  // As with bitstrings, asked where there is something to be informed of.
  return value === statusTypes.INVALID ? [...found, result('refresh', isReplaced(known, entry))] : found;
}

function isReplaced({ list }: KnownStatusList, { idx }: TokenStatusEntry): boolean {
  try {
    return list.refresh !== undefined && tokenStatusAt(list.refresh, idx) === 1;
  } catch {
    return false;
  }
}

/** What the values mean in the words of the other lists. */
const purposeOf: Record<number, string | undefined> = {
  [statusTypes.VALID]: undefined,
  [statusTypes.INVALID]: 'revocation',
  [statusTypes.SUSPENDED]: 'suspension',
};
const purposes = ['revocation', 'suspension'];

function readValue({ list }: KnownStatusList, { idx }: TokenStatusEntry): number | ProblemDetails {
  const { bits } = list.document.status_list as Pick<TokenStatusList, 'bits'>;
  try {
    return tokenStatusAt({ bits, bytes: list.bits }, idx);
  } catch (error) {
    return problemDetails('RANGE_ERROR', { detail: (error as Error).message, pointer: '/status/status_list/idx' });
  }
}

function freshnessOf(
  known: KnownStatusList,
  entry: TokenStatusEntry,
  { issuer, now }: { issuer: string; now: Date },
): { freshness: StatusFreshness; problems: ProblemDetails[] } {
  const outdated = checkStatusListToken(known.list.document, entry, { issuers: [issuer], at: now });
  if (outdated.length > 0) return { freshness: 'unknown', problems: outdated };
  if (known.fresh) return { freshness: 'fresh', problems: [] };
  const age = now.getTime() - known.confirmedAt.getTime();
  return { freshness: age > longestStaleness ? 'unknown' : 'stale', problems: known.problem ? [known.problem] : [] };
}
