import { randomInt } from 'node:crypto';
import type { StatusEntry } from '@symbolon/credential';
import { minimumEntries } from '@symbolon/status-list';
import type { Client, Queryable } from '../database/transaction.ts';
import { findNewestGroup, findTakenIndexes, returnIndexes, takeIndexes } from './store.ts';

/** `refresh` is set beside `revocation` where a newer credential takes the place of this one (Bitstring Status List §2.1). */
export const statusPurposes = ['revocation', 'suspension', 'refresh'] as const;
export type StatusPurpose = (typeof statusPurposes)[number];

/** A place in the lists of a group; the same index for every purpose. */
export type StatusPlace = { group: number; index: number };

/** One of several that draw places at the same time: each draws from indexes of its own, so that they do not meet. */
export type Lane = { number: number; of: number };

/** From half of a list on, a new group is begun: free places stay quick to find, and the list hides each of its entries. */
export const groupCapacity = minimumEntries / 2;

/** Gives the address that all status lists of an institution begin with. */
export const statusListBase = (issuerUrl: string, institutionId: string) =>
  `${issuerUrl}/status-lists/${institutionId}`;

export const statusListUrl = (issuerUrl: string, institutionId: string, purpose: StatusPurpose, group: number) =>
  `${statusListBase(issuerUrl, institutionId)}/${purpose}/${group}`;

/** Gives the `credentialStatus` of a credential (Bitstring Status List §2.1): one entry for each purpose. */
export function statusEntries(issuerUrl: string, institutionId: string, { group, index }: StatusPlace): StatusEntry[] {
  return statusPurposes.map((statusPurpose) => {
    const statusListCredential = statusListUrl(issuerUrl, institutionId, statusPurpose, group);
    return {
      id: `${statusListCredential}#${index}`,
      type: 'BitstringStatusListEntry',
      statusPurpose,
      statusListIndex: String(index),
      statusListCredential,
    };
  });
}

/**
 * Draws free places at random, so that an index tells nothing about when a credential was issued. 0 is never drawn.
 * Drawn is not yet taken: the unique constraint decides when the credentials are recorded.
 */
export async function drawPlaces(
  db: Queryable,
  institutionId: string,
  { count, from = 0, lane }: { count: number /** The first group that may be used. */; from?: number; lane?: Lane },
): Promise<StatusPlace[]> {
  const places: StatusPlace[] = [];
  const met = new Set<number>();
  // Which of them are taken is asked together with the group: at most every other one is.
  let drawn = drawIndexes(2 * count + 8, { lane });
  let { number: group, taken, used } = (await findNewestGroup(db, institutionId, drawn)) ?? newGroup(0);
  if (group < from) ({ number: group, taken, used } = newGroup(from));
  while (places.length < count) {
    if (taken >= groupCapacity) {
      ({ number: group, taken, used } = newGroup(group + 1));
      drawn = drawIndexes(count, { lane });
      met.clear();
    }
    const isUsed = new Set(used);
    const free = drawn.filter((index) => !isUsed.has(index));
    const wanted = free.slice(0, Math.min(count - places.length, groupCapacity - taken));
    for (const index of wanted) places.push({ group, index });
    taken += wanted.length;
    if (places.length === count || taken >= groupCapacity) continue;
    for (const index of drawn) met.add(index);
    // Those that are left may lie outside of the lane, which only keeps those who draw at one time from meeting.
    drawn = drawIndexes(2 * count + 8, { met });
    if (drawn.length === 0) taken = groupCapacity;
    else used = await findTakenIndexes(db, institutionId, group, drawn);
  }
  return places;
}

const newGroup = (number: number) => ({ number, taken: 0, used: [] as number[] });

/** Gives as many different indexes at random, none that was met before; fewer where there are no more. */
function drawIndexes(count: number, { lane, met }: { lane?: Lane | undefined; met?: ReadonlySet<number> }): number[] {
  const { number, of } = lane ?? { number: 0, of: 1 };
  const left = Math.floor((minimumEntries - 1) / of) - (met?.size ?? 0);
  // Where many of those left are wanted, all are looked at: at random most would be met again and again.
  if (2 * count > left) return remaining(number, of, met).slice(0, count);
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const index = randomInt(1, minimumEntries);
    if (index % of === number && !met?.has(index)) drawn.add(index);
  }
  return [...drawn];
}

/** All indexes of a lane that were not met, in an order of chance. */
function remaining(number: number, of: number, met: ReadonlySet<number> | undefined): number[] {
  const left: number[] = [];
  for (let index = 1; index < minimumEntries; index++) if (index % of === number && !met?.has(index)) left.push(index);
  for (let end = left.length - 1; end > 0; end--) {
    const other = randomInt(end + 1);
    [left[end], left[other]] = [left[other]!, left[end]!];
  }
  return left;
}

/** Gives how many places are of which group. */
export const countPlaces = (places: StatusPlace[]): Map<number, number> =>
  new Map([...Map.groupBy(places, ({ group }) => group)].map(([group, { length }]) => [group, length]));

/** Counts the places as taken, and makes the lists of a group that is new. */
export async function takePlaces(client: Client, institutionId: string, places: StatusPlace[]): Promise<void> {
  for (const [group, taken] of countPlaces(places))
    await takeIndexes(client, institutionId, group, taken, statusPurposes);
}

/** Takes the count of places back that somebody else took a moment earlier. */
export async function returnPlaces(client: Client, institutionId: string, places: StatusPlace[]): Promise<void> {
  for (const [group, returned] of countPlaces(places)) await returnIndexes(client, institutionId, group, returned);
}
