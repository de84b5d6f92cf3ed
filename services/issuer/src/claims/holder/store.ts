import type { Client, Queryable } from '../../database/transaction.ts';

export type NewHolderCredential = { id: string; format: string; document: string };

/** Records copies of a credential for a holder's keys, before any of them is signed. */
export async function insertHolderCredentials(
  client: Client,
  about: { institutionId: string; credentialId: string; claimId: string; session: string; recorded: Date },
  copies: NewHolderCredential[],
): Promise<void> {
  await client.query(
    `insert into holder_credential
       (institution_id, credential_id, claim_id, session_id, recorded, id, format, document)
     select $1, $2, $3, $4, $5, * from unnest($6::uuid[], $7::text[], $8::text[])`,
    [
      about.institutionId,
      about.credentialId,
      about.claimId,
      about.session,
      about.recorded,
      copies.map(({ id }) => id),
      copies.map(({ format }) => format),
      copies.map(({ document }) => document),
    ],
  );
}

/** Stores the signed forms; throws nothing where the data was deleted since, and keeps none then. */
export async function storeSecured(
  db: Queryable,
  issued: Date,
  copies: { id: string; secured: string }[],
): Promise<void> {
  await db.query(
    `update holder_credential set issued = $1, secured = new.secured
     from unnest($2::uuid[], $3::text[]) as new (id, secured)
     where holder_credential.id = new.id and holder_credential.secured is null and document is not null`,
    [issued, copies.map(({ id }) => id), copies.map(({ secured }) => secured)],
  );
}

/** How many copies a session of a wallet has got. */
export async function countHolderCredentials(db: Queryable, session: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'select count(*)::integer as count from holder_credential where session_id = $1',
    [session],
  );
  return rows[0]!.count;
}
