import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from './pool.ts';

// Any fixed number: two services that start at once take turns.
const MIGRATION_LOCK = 7_726_562;
const outside = '-- Outside of a transaction';

type Migration = { name: string; sql: string; sha256: string };

export type MigrationOptions = {
  /** Told the name of each file as it is applied. */
  onApplied?: (name: string) => void;
};

/**
 * Applies the `NNNN_name.sql` files of a folder that the database has not seen, in order, each in a transaction of its own. One that begins
 * with `-- Outside of a transaction` runs statement by statement, each ended by `;` and a new line; cut short, it runs again from its start.
 * A file that was changed after it was applied stops the run: what is in a database cannot be unsaid, only followed.
 * Returns the names that were applied now. Where there is nothing to apply it is one question.
 */
export async function migrate(pool: Pool, folder: URL, { onApplied }: MigrationOptions = {}): Promise<string[]> {
  const answer = readApplied(pool);
  // The files are read while the database answers.
  answer.catch(() => {});
  const migrations = readMigrations(folder);
  if (notApplied(migrations, await answer).length === 0) return [];
  const client = await pool.connect();
  const applied: string[] = [];
  try {
    // Asked for again and again: whoever waits within a statement keeps an index that is built concurrently from ever being ready.
    const lock = () => client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [MIGRATION_LOCK]);
    while (!(await lock()).rows[0]?.mine) await sleep(50);
    await client.query(
      `create table if not exists migration (
         name text primary key,
         sha256 text not null,
         applied timestamptz not null default now()
       )`,
    );
    // Another process may have applied some meanwhile.
    for (const { name, sql, sha256 } of notApplied(migrations, await readApplied(client))) {
      const alone = sql.startsWith(outside);
      const statements = alone ? sql.trim().split(/(?<=;)\n/) : ['begin', sql];
      try {
        for (const statement of statements) await client.query(statement);
        await client.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
        if (!alone) await client.query('commit');
      } catch (error) {
        if (!alone) await client.query('rollback');
        throw new Error(`Migration ${name} failed.`, { cause: error });
      }
      applied.push(name);
      onApplied?.(name);
    }
    return applied;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    client.release();
  }
}

function readMigrations(folder: URL): Migration[] {
  const base = folder.href.endsWith('/') ? folder : `${folder.href}/`;
  const names = readdirSync(folder).filter((name) => /^\d{4}_\w+\.sql$/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(name, base), 'utf8');
    return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

/** Gives the digest of each file that was applied, by its name; none where the database is new. */
async function readApplied(db: Pick<Pool, 'query'>): Promise<Map<string, string>> {
  try {
    const { rows } = await db.query<{ name: string; sha256: string }>('select name, sha256 from migration');
    return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  } catch (error) {
    // undefined_table
    if ((error as { code?: string }).code === '42P01') return new Map();
    throw error;
  }
}

/** Throws where one was changed after it was applied. */
function notApplied(migrations: Migration[], applied: Map<string, string>): Migration[] {
  return migrations.filter(({ name, sha256 }) => {
    const known = applied.get(name);
    if (known !== undefined && known !== sha256)
      throw new Error(`Migration ${name} was changed after it was applied; add a new file instead.`);
    return known === undefined;
  });
}
