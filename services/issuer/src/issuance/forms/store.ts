import { createHash } from 'node:crypto';
import type { Queryable } from '../../database/transaction.ts';
import type { Form } from './form.ts';

/** The form of the whole credential, or of its proofs, and that of the small one where there is one. */
export type FormPair = { whole: Form; paper: Form | null };

/** Forms never change, so what was read once is true. Bounded: some kilobytes each. */
type Known = { ids: Map<string, number>; pairs: Map<number, FormPair> };
const known = new WeakMap<object, Known>();
const atMost = 1_000;

/** Gives the number under which a form of an institution is kept; keeps it where it is new. It holds nothing of a person. */
export async function provideForm(db: Queryable, institutionId: string, pair: FormPair): Promise<number> {
  const { ids, pairs } = knownTo(db);
  const name = JSON.stringify([institutionId, pair.whole, pair.paper]);
  const id = ids.get(name);
  if (id !== undefined) return id;
  const sha256 = createHash('sha256').update(name).digest();
  const made = await insertForm(db, institutionId, pair, sha256);
  remember(ids, name, made);
  remember(pairs, made, pair);
  return made;
}

async function insertForm(db: Queryable, institutionId: string, { whole, paper }: FormPair, sha256: Buffer) {
  const { rows } = await db.query<{ id: number }>(
    `with made as (
       insert into credential_form (institution_id, whole, paper, sha256) values ($1, $2, $3, $4)
       on conflict (institution_id, sha256) do nothing returning id
     )
     select id from made union all select id from credential_form where institution_id = $1 and sha256 = $4`,
    [institutionId, whole, paper, sha256],
  );
  // Another process made it a moment ago, and this statement's view of the table is older than that.
  return rows[0]?.id ?? (await findFormId(db, institutionId, sha256));
}

async function findFormId(db: Queryable, institutionId: string, sha256: Buffer): Promise<number> {
  const { rows } = await db.query<{ id: number }>(
    'select id from credential_form where institution_id = $1 and sha256 = $2',
    [institutionId, sha256],
  );
  return rows[0]!.id;
}

/** Gives forms by their numbers. */
export async function findForms(db: Queryable, ids: readonly number[]): Promise<Map<number, FormPair>> {
  const { pairs } = knownTo(db);
  const found = new Map<number, FormPair>();
  const missing = new Set<number>();
  for (const id of ids) {
    const pair = pairs.get(id);
    if (pair) found.set(id, pair);
    else missing.add(id);
  }
  if (missing.size === 0) return found;
  const { rows } = await db.query<FormPair & { id: number }>(
    'select id, whole, paper from credential_form where id = any($1)',
    [[...missing]],
  );
  for (const { id, ...pair } of rows) {
    found.set(id, pair);
    remember(pairs, id, pair);
  }
  return found;
}

function knownTo(db: Queryable): Known {
  const found = known.get(db) ?? { ids: new Map(), pairs: new Map() };
  known.set(db, found);
  return found;
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  if (map.size >= atMost) map.delete(map.keys().next().value!);
  map.set(key, value);
}
