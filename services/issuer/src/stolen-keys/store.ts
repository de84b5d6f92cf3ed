import type { Client, Queryable } from '../database/transaction.ts';

/** Gives the forms of an institution by which proofs and documents were kept. */
export async function listForms(
  db: Queryable,
  institutionId: string,
): Promise<{ id: number; whole: string[]; paper: string[] | null }[]> {
  const { rows } = await db.query('select id, whole, paper from credential_form where institution_id = $1', [
    institutionId,
  ]);
  return rows;
}

/**
 * Gives the ids of the next credentials, by id, that are out in the world, not revoked, and whose proofs are kept by one of
 * some forms or as texts of their own.
 */
export async function listUnrevoked(
  db: Queryable,
  institutionId: string,
  { proofForms, after, limit }: { proofForms: number[]; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from credential
     where institution_id = $1 and id > $2 and issued is not null and deleted is null and revoked is null
       and (proof_form is null or proof_form = any($3))
     order by id limit $4`,
    [institutionId, after, proofForms, limit],
  );
  return rows.map(({ id }) => id);
}

/** Notes that who was awarded a credential by a roster has its replacement, so that no second roster gives another. */
export async function handOnAwards(
  client: Client,
  institutionId: string,
  replaced: { id: string; replacement: string }[],
): Promise<void> {
  await client.query(
    `insert into roster_award (institution_id, credential_id, achievement, holder_key)
     select institution_id, replacement, achievement, holder_key
     from unnest($2::text[], $3::text[]) as new (id, replacement)
     join roster_award on institution_id = $1 and credential_id = id
     on conflict do nothing`,
    [institutionId, replaced.map(({ id }) => id), replaced.map(({ replacement }) => replacement)],
  );
}

/** Notes that the replacement of an accreditation or a decision is one too, so that it can be withdrawn as the first could. */
export async function handOnRecognitions(
  client: Client,
  institutionId: string,
  replaced: { id: string; replacement: string }[],
): Promise<void> {
  await client.query(
    `insert into recognition (institution_id, credential_id, kind, about)
     select institution_id, replacement, kind, about
     from unnest($2::text[], $3::text[]) as new (id, replacement)
     join recognition on institution_id = $1 and credential_id = id
     on conflict do nothing`,
    [institutionId, replaced.map(({ id }) => id), replaced.map(({ replacement }) => replacement)],
  );
}
