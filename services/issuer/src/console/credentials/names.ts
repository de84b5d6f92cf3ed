import { textIn } from '@symbolon/pages';
import type { Html } from '@symbolon/service';
import { findAchievement } from '../../achievements/store.ts';
import type { Queryable } from '../../database/transaction.ts';
import type { StoredCredential } from '../../issuance/store.ts';
import { inLanguage } from '../view/layout.ts';
import { words } from '../view/words.ts';

/** Gives the name of the achievement of each credential, by the credential's id; none where it came by the API without one. */
export async function achievementNames(
  db: Queryable,
  institutionId: string,
  credentials: StoredCredential[],
): Promise<Map<string, Html>> {
  const names = new Map<string, Html>();
  const known = new Map<string, Html | undefined>();
  for (const { id, achievement, achievementVersion } of credentials) {
    if (achievement === null || achievementVersion === null) continue;
    const key = `${achievement} ${achievementVersion}`;
    if (!known.has(key)) {
      const stored = await findAchievement(db, institutionId, achievement, achievementVersion);
      const name = stored && textIn(stored.version.name, words.language);
      known.set(key, name && inLanguage(name.text, name.language));
    }
    const name = known.get(key);
    if (name) names.set(id, name);
  }
  return names;
}
