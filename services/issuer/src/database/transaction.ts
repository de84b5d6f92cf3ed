import type { Pool } from '@symbolon/postgres';

/** Anything that answers a question: the pool, or the one connection of a transaction. */
export type Queryable = Pick<Pool, 'query'>;

/** The connection of a transaction; what asks for one must not be run outside. */
export type Client = Queryable & { release(error?: Error): void };

/** Runs `work` in one transaction and commits; whatever it throws undoes everything and is thrown on. */
export async function transaction<T>(pool: Pool, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    // A connection that could not even roll back is thrown away instead of being lent out again.
    client.release(broken);
  }
}
