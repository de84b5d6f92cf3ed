import type { Queryable } from '../../database/transaction.ts';

/** Gives some issued certificates of an institution of which it is not yet known whose number they hold. */
export async function findUnknownHolders(db: Queryable, institutionId: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from credential
     where institution_id = $1 and issued is not null and deleted is null and achievement is not null
       and not exists (select from holder_account
                       where holder_account.institution_id = $1 and credential_id = credential.id)
     order by recorded desc limit $2`,
    [institutionId, limit],
  );
  return rows.map(({ id }) => id);
}

export async function insertHolderAccounts(
  db: Queryable,
  institutionId: string,
  accounts: { id: string; account: Buffer | null }[],
): Promise<void> {
  await db.query(
    `insert into holder_account (institution_id, credential_id, account)
     select $1, * from unnest($2::text[], $3::bytea[]) on conflict do nothing`,
    [institutionId, accounts.map(({ id }) => id), accounts.map(({ account }) => account)],
  );
}

/** Gives the certificates of an institution that hold a person's number, newest first. */
export async function findByAccount(db: Queryable, institutionId: string, account: Buffer): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from holder_account join credential using (institution_id)
     where institution_id = $1 and account = $2 and id = credential_id
       and revoked is null and deleted is null and issued is not null
     order by recorded desc limit 50`,
    [institutionId, account],
  );
  return rows.map(({ id }) => id);
}

/** Gives the institutions whose people sign in at an identity provider. */
export async function findInstitutionsWithProvider(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select institution_id as id from wallet_settings where settings ? 'identityProvider'`,
  );
  return rows.map(({ id }) => id);
}
