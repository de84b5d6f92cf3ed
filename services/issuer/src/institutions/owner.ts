import type { Pool } from '@symbolon/postgres';
import { findInstitution } from './store.ts';

/** Of an institution what never changes: it is not removed, and its DID stays. */
export type Owner = { id: string; did: string };

const known = new WeakMap<Pool, Map<string, Owner>>();

/** Gives the institution of an id, without asking twice for one that is there; undefined where there is none. */
export async function ownerOf(pool: Pool, id: string): Promise<Owner | undefined> {
  const ofPool = known.get(pool) ?? new Map<string, Owner>();
  known.set(pool, ofPool);
  const found = ofPool.get(id) ?? (await findInstitution(pool, id));
  if (found) ofPool.set(id, { id, did: found.did });
  return found;
}
