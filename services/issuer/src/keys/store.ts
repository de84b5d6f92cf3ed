import type { Client, Queryable } from '../database/transaction.ts';

/** A key pair of an institution as it is kept; the private part only sealed. */
export type SigningKey = {
  fragment: string;
  algorithm: 'Ed25519' | 'P-256';
  publicKeyMultibase: string;
  publicJwk: Record<string, unknown>;
  sealedPrivateKey: Buffer;
  created: Date;
  retired: Date | null;
  compromised: Date | null;
};

/** For statements that read keys beside other things. */
export const keyColumns = `fragment, algorithm, public_key_multibase as "publicKeyMultibase", public_jwk as "publicJwk",
  sealed_private_key as "sealedPrivateKey", created, retired, compromised`;
export const keyOrder = 'created, length(fragment), fragment';

/** Gives all keys that an institution ever had, oldest first. */
export async function listKeys(db: Queryable, institutionId: string): Promise<SigningKey[]> {
  const { rows } = await db.query<SigningKey>(
    `select ${keyColumns} from signing_key where institution_id = $1 order by ${keyOrder}`,
    [institutionId],
  );
  return rows;
}

export async function insertKey(
  client: Client,
  institutionId: string,
  key: Omit<SigningKey, 'retired' | 'compromised'>,
): Promise<void> {
  await client.query(
    `insert into signing_key
       (institution_id, fragment, algorithm, public_key_multibase, public_jwk, sealed_private_key, created)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      institutionId,
      key.fragment,
      key.algorithm,
      key.publicKeyMultibase,
      key.publicJwk,
      key.sealedPrivateKey,
      key.created,
    ],
  );
}

/** Takes a key out of use; once retired it stays so. */
export async function retireKey(client: Client, institutionId: string, fragment: string, at: Date): Promise<void> {
  await client.query(
    'update signing_key set retired = coalesce(retired, $3) where institution_id = $1 and fragment = $2',
    [institutionId, fragment, at],
  );
}

export async function markCompromised(
  client: Client,
  institutionId: string,
  fragment: string,
  at: Date,
): Promise<void> {
  await client.query(
    `update signing_key set retired = coalesce(retired, $3), compromised = coalesce(compromised, $3)
     where institution_id = $1 and fragment = $2`,
    [institutionId, fragment, at],
  );
}

export type Installation = { sealSalt: Buffer; sealedAuditKey: Buffer };

export async function findInstallation(db: Queryable): Promise<Installation | undefined> {
  const { rows } = await db.query<Installation>(
    'select seal_salt as "sealSalt", sealed_audit_key as "sealedAuditKey" from installation',
  );
  return rows[0];
}

/** Keeps the first that comes; two processes that start at once end up with the same. */
export async function insertInstallation(db: Queryable, { sealSalt, sealedAuditKey }: Installation): Promise<void> {
  await db.query('insert into installation (seal_salt, sealed_audit_key) values ($1, $2) on conflict do nothing', [
    sealSalt,
    sealedAuditKey,
  ]);
}
