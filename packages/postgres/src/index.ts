export { databaseProblem } from './faults.ts';
export { type MigrationOptions, migrate } from './migrate.ts';
export { openPool, type Pool, type PoolOptions } from './pool.ts';
export { type PostgresServer, startPostgres } from './server.ts';
