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
  let { number: group, taken } = (await findNewestGroup(db, institutionId)) ?? { number: 0, taken: 0 };
  if (group < from) [group, taken] = [from, 0];
  while (places.length < count) {
    if (taken >= groupCapacity) [group, taken] = [group + 1, 0];
    const wanted = Math.min(count - places.length, groupCapacity - taken);
    const indexes = await drawIndexes(db, institutionId, { group, lane }, wanted);
    for (const index of indexes) places.push({ group, index });
    taken += wanted;
  }
  return places;
}

async function drawIndexes(
  db: Queryable,
  institutionId: string,
  { group, lane = { number: 0, of: 1 } }: { group: number; lane: Lane | undefined },
  count: number,
): Promise<Set<number>> {
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const candidates = new Set<number>();
    while (candidates.size < count - drawn.size) {
      const index = randomInt(1, minimumEntries);
      if (index % lane.of === lane.number && !drawn.has(index)) candidates.add(index);
    }
    const taken = await findTakenIndexes(db, institutionId, group, [...candidates]);
    for (const index of candidates) if (!taken.has(index)) drawn.add(index);
  }
  return drawn;
}

/** Counts the places as taken, and makes the lists of a group that is new. */
export async function takePlaces(client: Client, institutionId: string, places: StatusPlace[]): Promise<void> {
  const counts = Map.groupBy(places, ({ group }) => group);
  for (const [group, taken] of counts) await takeIndexes(client, institutionId, group, taken.length, statusPurposes);
}

/** Takes the count of places back that somebody else took a moment earlier. */
export async function returnPlaces(client: Client, institutionId: string, places: StatusPlace[]): Promise<void> {
  const counts = Map.groupBy(places, ({ group }) => group);
  for (const [group, returned] of counts) await returnIndexes(client, institutionId, group, returned.length);
}
