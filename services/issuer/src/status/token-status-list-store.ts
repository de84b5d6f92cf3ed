import type { Client, Queryable } from '../database/transaction.ts';

/** Versions of the two lists, and what was last published of them; the latter null where nothing was. */
export type TokenStatusListRow = {
  revocationVersion: string;
  suspensionVersion: string;
  published: { revocationVersion: string; suspensionVersion: string; at: Date; text: string } | null;
};

type Row = {
  revocation: string;
  suspension: string;
  ofRevocation: string | null;
  ofSuspension: string | null;
  at: Date | null;
  text: string | null;
};

export async function findTokenStatusList(
  db: Queryable,
  institutionId: string,
  group: number,
): Promise<TokenStatusListRow | undefined> {
  const { rows } = await db.query<Row>(
    `select revocation.version as revocation, suspension.version as suspension,
       token.revocation_version as "ofRevocation", token.suspension_version as "ofSuspension",
       token.published_at as at, token.published as text
     from status_list revocation
     join status_list suspension using (institution_id, number)
     left join token_status_list token using (institution_id, number)
     where institution_id = $1 and number = $2
       and revocation.status_purpose = 'revocation' and suspension.status_purpose = 'suspension'`,
    [institutionId, group],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { ofRevocation, ofSuspension, at, text } = row;
  const published =
    ofRevocation === null || ofSuspension === null || at === null || text === null
      ? null
      : { revocationVersion: ofRevocation, suspensionVersion: ofSuspension, at, text };
  return { revocationVersion: row.revocation, suspensionVersion: row.suspension, published };
}

export async function storeTokenStatusList(
  client: Client,
  institutionId: string,
  group: number,
  list: NonNullable<TokenStatusListRow['published']>,
): Promise<void> {
  await client.query(
    `insert into token_status_list
       (institution_id, number, revocation_version, suspension_version, published_at, published)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (institution_id, number) do update set
       revocation_version = excluded.revocation_version, suspension_version = excluded.suspension_version,
       published_at = excluded.published_at, published = excluded.published`,
    [institutionId, group, list.revocationVersion, list.suspensionVersion, list.at, list.text],
  );
}
