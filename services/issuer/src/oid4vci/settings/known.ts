import type { IssuerContext } from '../../context.ts';
import { findStoredSettings, type StoredSettings } from './store.ts';

// Each step of a wallet needs the settings, and they change once in a year: read again after this many milliseconds.
const lifetime = 3_000;
const plain: StoredSettings = { settings: {}, sealedClientSecret: null };

const read = new WeakMap<IssuerContext['pool'], Map<string, { at: number; stored: Promise<StoredSettings> }>>();

/** Gives the settings of an institution, up to three seconds old on instances other than the one that changed them. */
export function walletSettings({ pool }: Pick<IssuerContext, 'pool'>, institutionId: string): Promise<StoredSettings> {
  const known = read.get(pool) ?? new Map<string, { at: number; stored: Promise<StoredSettings> }>();
  read.set(pool, known);
  const found = known.get(institutionId);
  if (found && performance.now() - found.at < lifetime) return found.stored;
  const stored = findStoredSettings(pool, institutionId).then((settings) => settings ?? plain);
  known.set(institutionId, { at: performance.now(), stored });
  stored.catch(() => known.delete(institutionId));
  return stored;
}

/** Makes this instance read the settings of an institution again. */
export const forgetWalletSettings = ({ pool }: Pick<IssuerContext, 'pool'>, institutionId: string): void => {
  read.get(pool)?.delete(institutionId);
};
