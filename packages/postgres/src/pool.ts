import pg from 'pg';

export type Pool = pg.Pool;

export type PoolOptions = {
  connectionString: string;
  /** Connections at most; the default of 10 suits one process on two cores. */
  max?: number;
  /** Told of a connection that broke while idle. Without a listener such an error would end the process. */
  onIdleError?: (error: Error) => void;
};

/** Gives a pool of connections; nothing is connected until the first query. */
export function openPool({ connectionString, max = 10, onIdleError = () => {} }: PoolOptions): Pool {
  const pool = new pg.Pool({ connectionString, max, application_name: 'symbolon', connectionTimeoutMillis: 10_000 });
  pool.on('error', onIdleError);
  // The pool listens while a connection is idle; whoever has borrowed one learns of its end from the query that fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
