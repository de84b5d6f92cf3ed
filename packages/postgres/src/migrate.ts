import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from './pool.ts';

// Any fixed number: two services that start at once take turns.
const MIGRATION_LOCK = 7_726_562;
const outside = '-- Outside of a transaction';

export type MigrationOptions = {
  /** Told the name of each file as it is applied. */
  onApplied?: (name: string) => void;
};

/**
 * Applies the `NNNN_name.sql` files of a folder that the database has not seen, in order, each in a transaction of its own. One that begins
 * with `-- Outside of a transaction` runs statement by statement, each ended by `;` and a new line; cut short, it runs again from its start.
 * A file that was changed after it was applied stops the run: what is in a database cannot be unsaid, only followed.
 * Returns the names that were applied now.
 */
export async function migrate(pool: Pool, folder: URL, { onApplied }: MigrationOptions = {}): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
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
    const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from migration');
    const known = new Map(rows.map((row) => [row.name, row.sha256]));
    for (const name of names) {
      const sql = await readFile(new URL(name, folder.href.endsWith('/') ? folder : `${folder.href}/`), 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      if (known.has(name)) {
        if (known.get(name) !== sha256)
          throw new Error(`Migration ${name} was changed after it was applied; add a new file instead.`);
        continue;
      }
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
