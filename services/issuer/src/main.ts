import { migrate, openPool } from '@symbolon/postgres';
import { runService } from '@symbolon/service';
import { readEnv, toConfig } from './config.ts';
import { buildIssuer } from './issuer.ts';
import { openKeyRing } from './keys/key-ring.ts';
import { startQueue } from './rosters/queue.ts';

await runService('issuer', async () => {
  const config = toConfig(readEnv(process.env));
  const pool = openPool({ connectionString: config.databaseUrl, max: config.databaseConnections });
  await migrate(pool, new URL('../migrations/', import.meta.url));
  const keys = await openKeyRing(pool, config.passphrase);
  const { app, context } = await buildIssuer({ pool, config, keys, clock: () => new Date() });
  await app.listen({ host: config.host, port: config.port });
  const queue = await startQueue(context);
  return {
    async stop() {
      await app.close();
      await queue.stop();
      await pool.end();
    },
  };
});
