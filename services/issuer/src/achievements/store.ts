import type { AchievementVersion } from '@symbolon/credential';
import { askTogether } from '../database/together.ts';
import type { Client, Queryable } from '../database/transaction.ts';

export type StoredAchievement = { version: AchievementVersion; created: Date; withdrawn: Date | null; used: boolean };

// Whether the least version from this one on that somebody was awarded is this one. Asked by "exists", the planner takes what most rows
// hold for what all hold, expects to find one at once, and reads a million of them where nobody has been awarded it.
const select = `select document as version, created, withdrawn,
    coalesce((select achievement_version from credential
              where credential.institution_id = v.institution_id and achievement = v.slug and achievement_version >= v.version
              order by achievement_version limit 1) = v.version, false) as used
  from achievement_version v join achievement using (institution_id, slug)`;

/** Gives a version of an achievement; the newest where none is named. */
export async function findAchievement(
  db: Queryable,
  institutionId: string,
  slug: string,
  version?: number,
): Promise<StoredAchievement | undefined> {
  // A number that the column cannot hold is one that no version has.
  if (version !== undefined && !(Number.isInteger(version) && version > 0 && version < 2 ** 31)) return undefined;
  const { rows } = await db.query<StoredAchievement>(
    `${select} where institution_id = $1 and slug = $2 and ($3::integer is null or v.version = $3)
     order by v.version desc limit 1`,
    [institutionId, slug, version ?? null],
  );
  return rows[0];
}

/** Versions never change, so what was read once is true. Bounded: some kilobytes each. */
const versions = new WeakMap<object, Map<string, AchievementVersion>>();
const versionsAtMost = 500;

/** Gives a version of an achievement, the newest where none is named, without what else is known of it. */
export async function findVersion(
  db: Queryable,
  institutionId: string,
  slug: string,
  version?: number,
): Promise<AchievementVersion | undefined> {
  const known = versions.get(db) ?? new Map<string, AchievementVersion>();
  versions.set(db, known);
  const number = version ?? (await newestVersion(db, institutionId, slug));
  const name = JSON.stringify([institutionId, slug, number]);
  const found = known.get(name) ?? (await findAchievement(db, institutionId, slug, number))?.version;
  if (!found || known.has(name)) return found;
  if (known.size >= versionsAtMost) known.delete(known.keys().next().value!);
  known.set(name, found);
  return found;
}

type Slug = { institutionId: string; slug: string };
const askers = new WeakMap<object, (asked: Slug) => Promise<number>>();

/** 0 where there is none. Awards that are asked for at the same moment share the question. */
function newestVersion(db: Queryable, institutionId: string, slug: string): Promise<number> {
  const ask = askers.get(db) ?? askTogether((asked: Slug[]) => newestVersions(db, asked));
  askers.set(db, ask);
  return ask({ institutionId, slug });
}

async function newestVersions(db: Queryable, asked: Slug[]): Promise<number[]> {
  const { rows } = await db.query<{ newest: number }>({
    name: 'newest-versions',
    text: `select (
        select coalesce(max(version), 0) from achievement_version where institution_id = asked.institution and slug = asked.slug
      ) as newest
      from unnest($1::text[], $2::text[]) with ordinality as asked (institution, slug, position) order by position`,
    values: [asked.map(({ institutionId }) => institutionId), asked.map(({ slug }) => slug)],
  });
  return rows.map(({ newest }) => newest);
}

/** Gives the newest version of each achievement, by slug. */
export async function listAchievements(db: Queryable, institutionId: string): Promise<StoredAchievement[]> {
  const { rows } = await db.query<StoredAchievement>(
    `${select} where institution_id = $1
       and v.version = (select max(version) from achievement_version n where n.institution_id = $1 and n.slug = v.slug)
     order by v.slug`,
    [institutionId],
  );
  return rows;
}

/** Gives those of the slugs that the institution still awards. */
export async function findAwardable(db: Queryable, institutionId: string, slugs: string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ slug: string }>({
    name: 'awardable',
    text: 'select slug from achievement where institution_id = $1 and slug = any($2) and withdrawn is null',
    values: [institutionId, slugs],
  });
  return new Set(rows.map(({ slug }) => slug));
}

/** Makes the achievement where it is new, and gives the number of its newest version, 0 for none. */
export async function provideAchievement(client: Client, institutionId: string, slug: string): Promise<number> {
  await client.query('insert into achievement (institution_id, slug) values ($1, $2) on conflict do nothing', [
    institutionId,
    slug,
  ]);
  return newestVersion(client, institutionId, slug);
}

export async function insertVersion(
  client: Client,
  institutionId: string,
  version: AchievementVersion,
  created: Date,
): Promise<void> {
  await client.query(
    'insert into achievement_version (institution_id, slug, version, document, created) values ($1, $2, $3, $4, $5)',
    [institutionId, version.achievement, version.version, version, created],
  );
}

/** Ends or resumes the awarding of an achievement; false where the institution has none of that slug. */
export async function setWithdrawn(
  client: Client,
  institutionId: string,
  slug: string,
  withdrawn: Date | null,
): Promise<boolean> {
  const { rowCount } = await client.query(
    'update achievement set withdrawn = $3 where institution_id = $1 and slug = $2',
    [institutionId, slug, withdrawn],
  );
  return rowCount === 1;
}
