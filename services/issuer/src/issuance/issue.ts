import { Problem } from '@symbolon/problem';
import type { Actor } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import type { Lane } from '../status/reserve.ts';
import { type Draft, isNewKey } from './draft.ts';
import { type IssuedCredential, storeSigned } from './issued.ts';
import { permitDrafts } from './permit.ts';
import { prepareDrafts, prepareRecorded } from './prepare.ts';
import { recordForSigning } from './record.ts';
import { signRecorded } from './sign.ts';
import { findCredentialsByKey, type StoredCredential } from './store.ts';
import { verifyOwnSignatures } from './verify-own.ts';

/** Drafts of one institution that are issued together; their keys differ from one another. */
export type Batch = {
  institution: Institution;
  actor: Actor;
  drafts: Draft[];
  /** Which of several that issue for the institution at the same time this is. */
  lane?: Lane;
  /** Whether an earlier try may have recorded some of them. */
  again?: boolean;
};

/** What became of a draft: its credential (`replayed` where an earlier request made it), or why there is none. */
export type Outcome =
  | { key: string; credential: IssuedCredential; replayed: boolean; problem?: never }
  | { key: string; problem: Problem; credential?: never };

/**
 * Issues credentials and gives one outcome for each draft, in their order. After a crash the same drafts may be given
 * again: what was recorded is finished with the index it has, what was finished comes back byte for byte.
 * Throws what stops all of them: `Problem` 403 for an institution that may not issue now, or a database that cannot be written.
 */
export async function issueBatch(context: IssuerContext, batch: Batch): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  let { drafts, again } = batch;
  for (let attempt = 1; drafts.length > 0; attempt += 1) {
    if (attempt > mostAttempts) throw new Error('Again and again somebody else took the same keys or status indexes.');
    for (const outcome of await issueOnce(context, { ...batch, drafts, again: again === true }))
      outcomes.set(outcome.key, outcome);
    // Another request took the key, the id or the index of the rest a moment earlier: look again at what there is now.
    drafts = drafts.filter(({ key }) => !outcomes.has(key));
    again = true;
  }
  return batch.drafts.map(({ key }) => outcomes.get(key)!);
}

/** Each attempt but the last records all that do not meet others, so that more than two or three are rare. */
const mostAttempts = 12;

/** Gives what became of the drafts, without those that met others when they were recorded. */
async function issueOnce(
  context: IssuerContext,
  { institution, actor, drafts, lane, again }: Batch,
): Promise<Outcome[]> {
  const refusals = new Map<string, Problem>();
  const earlier = await findEarlier(context, institution, drafts, { refusals, again: again === true });
  const fresh = drafts.filter(({ key }) => !earlier.has(key) && !refusals.has(key));
  // 1. May this institution issue this achievement?
  const permitted = await permitDrafts(context, institution, fresh, refusals);
  // 2. Build and check what will be signed.
  const prepared = await prepareDrafts(context, institution, permitted, { refusals, ...(lane ? { lane } : {}) });
  // 3. Reserve the status index, record what will be signed, write the audit entry: committed before the key is touched.
  const { recorded, keys } = await recordForSigning(context, institution, actor, prepared);
  const unfinished = await prepareRecorded([...earlier.values()].filter(({ proof, deleted }) => !proof && !deleted));
  // 4. Sign.
  const signed = await signRecorded(context, institution, keys, [...unfinished, ...recorded]);
  // 5. Verify the own signatures as the world will.
  const verified = await verifyOwnSignatures(context, institution, keys, signed);
  // 6. Store the signed form, answer.
  const issued = await storeSigned(context, institution, verified, [...earlier.values()]);
  return drafts.flatMap(({ key }): Outcome[] => {
    const problem = refusals.get(key);
    if (problem) return [{ key, problem }];
    const credential = issued.get(key);
    if (credential) return [{ key, credential, replayed: earlier.has(key) }];
    // Deleted since it was recorded by an earlier request; or not recorded now.
    return earlier.has(key) || recorded.some(({ row }) => row.idempotencyKey === key) ? [{ key, problem: gone() }] : [];
  });
}

const gone = () =>
  new Problem(410, 'This credential was deleted', {
    detail: 'It was issued under this idempotency key and deleted since.',
  });

/** Finds what earlier requests with the same keys left, and refuses a key that was used for something else. */
async function findEarlier(
  { pool }: IssuerContext,
  { id }: Institution,
  drafts: Draft[],
  { refusals, again }: { refusals: Map<string, Problem>; again: boolean },
): Promise<Map<string, StoredCredential>> {
  const byKey = new Map(drafts.map((draft) => [draft.key, draft]));
  if (byKey.size < drafts.length) throw new Error('The keys of a batch must differ.');
  const earlier = new Map<string, StoredCredential>();
  const keys = [...byKey.keys()].filter((key) => again || !isNewKey(key));
  for (const row of keys.length > 0 ? await findCredentialsByKey(pool, id, keys) : []) {
    if (byKey.get(row.idempotencyKey)?.fingerprint.equals(row.fingerprint)) earlier.set(row.idempotencyKey, row);
    else refusals.set(row.idempotencyKey, otherRequest());
  }
  return earlier;
}

const otherRequest = () =>
  new Problem(422, 'This idempotency key was used for another request', {
    detail: 'Send the request that the key was first used for, or choose a new key.',
  });
