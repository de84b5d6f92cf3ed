import type { Accreditation } from '@symbolon/recognition';
import type { Client, Queryable } from '../../database/transaction.ts';

/** An accreditation on file, as it was received, and what is known of it. */
export type HeldAccreditation = {
  id: string;
  document: string;
  facts: Accreditation;
  added: Date;
  /** When its status was last known. */
  checked: Date;
};

export async function listAccreditations(db: Queryable, institutionId: string): Promise<HeldAccreditation[]> {
  const { rows } = await db.query<HeldAccreditation>(
    'select id, document, facts, added, checked from accreditation where institution_id = $1 order by added, id',
    [institutionId],
  );
  return rows;
}

export async function insertAccreditation(
  client: Client,
  institutionId: string,
  { id, document, facts, added, checked }: HeldAccreditation,
): Promise<void> {
  await client.query(
    `insert into accreditation (institution_id, id, document, facts, added, checked) values ($1, $2, $3, $4, $5, $6)
     on conflict (institution_id, id) do update set document = $3, facts = $4, checked = $6`,
    [institutionId, id, document, JSON.stringify(facts), added, checked],
  );
}

export async function deleteAccreditations(client: Client, institutionId: string, ids: string[]): Promise<void> {
  await client.query('delete from accreditation where institution_id = $1 and id = any($2)', [institutionId, ids]);
}

/** Counts the edition on where there is something on file, and back to none where there is not. */
export async function countEdition(client: Client, institutionId: string): Promise<void> {
  await client.query(
    `update institution set accreditation_edition =
       case when exists (select from accreditation where institution_id = $1)
            then nextval('accreditation_edition_number') else 0 end
     where id = $1`,
    [institutionId],
  );
}

/** Gives the institutions with an accreditation whose status was not asked for since. */
export async function findUnchecked(db: Queryable, since: Date): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select distinct institution_id as id from accreditation where checked < $1 limit 1000',
    [since],
  );
  return rows.map(({ id }) => id);
}
