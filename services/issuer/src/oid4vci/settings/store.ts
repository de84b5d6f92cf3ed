import type { Queryable } from '../../database/transaction.ts';
import type { WalletSettings } from './settings.ts';

export type StoredSettings = { settings: WalletSettings; sealedClientSecret: Buffer | null };

export async function findStoredSettings(db: Queryable, institutionId: string): Promise<StoredSettings | undefined> {
  const { rows } = await db.query<StoredSettings>(
    'select settings, sealed_client_secret as "sealedClientSecret" from wallet_settings where institution_id = $1',
    [institutionId],
  );
  return rows[0];
}

export async function storeSettings(
  db: Queryable,
  institutionId: string,
  { settings, sealedClientSecret }: StoredSettings,
  changed: Date,
): Promise<void> {
  await db.query(
    `insert into wallet_settings (institution_id, settings, sealed_client_secret, changed) values ($1, $2, $3, $4)
     on conflict (institution_id) do update set settings = $2, sealed_client_secret = $3, changed = $4`,
    [institutionId, JSON.stringify(settings), sealedClientSecret, changed],
  );
}
