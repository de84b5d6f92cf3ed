import { prepareCredential, signDataIntegrity } from '@symbolon/securing/sign';
import { buildStatusListCredential, encodeBitstring, minimumEntries } from '@symbolon/status-list';
import type { IssuerContext } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { findInstitution } from '../institutions/store.ts';
import { signersInUse } from '../keys/keys.ts';
import { listKeys } from '../keys/store.ts';
import { type StatusPurpose, statusListUrl } from './reserve.ts';
import { findStatusList, listSetIndexes, lockStatusList, type StatusList, storePublished } from './store.ts';

const day = 86_400_000;

/** How long a verifier may hold a list to be fresh, in milliseconds. With the second of Cache-Control it is under five. */
export const timeToLive = 3000;
// A list that nobody could renew, because its issuer is gone, says less each day and nothing after a month.
export const validFor = 30 * day;
export const renewAfter = day;

export type PublishedList = { text: string; etag: string; publishedAt: Date };

/**
 * Gives a status list as the world may see it now: signed anew where a status has changed since, or a day has passed.
 * Undefined where there is no such list. What is signed is on record in the credentials themselves.
 */
export async function publishStatusList(
  context: IssuerContext,
  institutionId: string,
  purpose: StatusPurpose,
  group: number,
): Promise<PublishedList | undefined> {
  const list = await findStatusList(context.pool, institutionId, purpose, group);
  if (!list) return undefined;
  return published(context, list) ?? (await renewStatusList(context, institutionId, purpose, group));
}

function published({ clock }: IssuerContext, list: StatusList): PublishedList | undefined {
  const { version, publishedVersion, publishedAt, published: text } = list;
  if (version !== publishedVersion || text === null || publishedAt === null) return undefined;
  const age = clock().getTime() - publishedAt.getTime();
  if (age > renewAfter || age < 0) return undefined;
  return { text, publishedAt, etag: `"${version}-${publishedAt.getTime()}"` };
}

/** One request renews, under the lock of the list; those that wait find it done. */
function renewStatusList(
  context: IssuerContext,
  institutionId: string,
  purpose: StatusPurpose,
  group: number,
): Promise<PublishedList> {
  return transaction(context.pool, async (client) => {
    const list = await lockStatusList(client, institutionId, purpose, group);
    const done = published(context, list);
    if (done) return done;
    const { did } = (await findInstitution(client, institutionId))!;
    const { Ed25519 } = signersInUse(context, did, await listKeys(client, institutionId));
    const at = context.clock();
    const document = buildStatusListCredential({
      id: statusListUrl(context.config.issuerUrl, institutionId, purpose, group),
      issuer: did,
      statusPurpose: purpose,
      encodedList: await encodeBitstring(bitsOf(await listSetIndexes(client, institutionId, purpose, group))),
      ttl: timeToLive,
      validFrom: at,
      validUntil: new Date(at.getTime() + validFor),
    });
    const text = JSON.stringify(await signDataIntegrity(await prepareCredential(document), [Ed25519], { created: at }));
    await storePublished(client, institutionId, purpose, group, { version: list.version, at, text });
    return published(context, {
      version: list.version,
      publishedVersion: list.version,
      publishedAt: at,
      published: text,
    })!;
  });
}

function bitsOf(indexes: number[]): Uint8Array {
  const bits = new Uint8Array(minimumEntries / 8);
  // Index 0 is the left-most bit of the first byte (Bitstring Status List §3.3).
  for (const index of indexes) bits[index >> 3]! |= 0x80 >> (index & 7);
  return bits;
}
