import type { Client, Queryable } from '../../database/transaction.ts';
import type { WalletKind } from '../claim.ts';
import type { Session } from '../session-store.ts';

export type NewHolderCredential = { id: string; format: string; document: string };

/**
 * Marks a claim as used by a session and records copies for its keys, before any of them is signed. False where another session
 * was first, or the claim was taken back, opened anew or has ended since. The same session may come again, for a further format
 * or key.
 */
export async function recordCopies(
  client: Client,
  session: Session,
  { at, wallet }: { at: Date; wallet: WalletKind },
  copies: NewHolderCredential[],
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'record-holder-credentials',
    text: `with claimed as (
       update claim set claimed = coalesce(claimed, $4), claimed_by = $3,
              wallet = jsonb_set($5::jsonb, '{formats}',
                (select jsonb_agg(distinct format) from jsonb_array_elements(
                   coalesce(wallet->'formats', '[]'::jsonb) || ($5::jsonb->'formats')) as format))
       where id = $1 and generation = $2 and revoked is null and expires > $4 and (claimed_by is null or claimed_by = $3)
       returning id, institution_id, credential_id)
     insert into holder_credential
       (institution_id, credential_id, claim_id, session_id, recorded, id, format, document)
     select claimed.institution_id, claimed.credential_id, claimed.id, $3, $4, new.id, new.format, new.document
     from claimed, unnest($6::uuid[], $7::text[], $8::text[]) as new (id, format, document)`,
    values: [
      session.claimId,
      session.generation,
      session.id,
      at,
      JSON.stringify(wallet),
      copies.map(({ id }) => id),
      copies.map(({ format }) => format),
      copies.map(({ document }) => document),
    ],
  });
  return rowCount === copies.length;
}

/** Stores the signed forms; throws nothing where the data was deleted since, and keeps none then. */
export async function storeSecured(
  db: Queryable,
  issued: Date,
  copies: { id: string; secured: string }[],
): Promise<void> {
  await db.query({
    name: 'store-secured',
    text: `update holder_credential set issued = $1, secured = new.secured
     from unnest($2::uuid[], $3::text[]) as new (id, secured)
     where holder_credential.id = new.id and holder_credential.secured is null and document is not null`,
    values: [issued, copies.map(({ id }) => id), copies.map(({ secured }) => secured)],
  });
}
