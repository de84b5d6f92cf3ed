import { migrate, openPool } from '@symbolon/postgres';
import { deriveSealingKey } from '@symbolon/securing/keys';
import { runService } from '@symbolon/service';
import { smtpMail } from './claims/delivery/mail.ts';
import { readEnv, toConfig } from './config.ts';
import { buildIssuer } from './issuer.ts';
import { openKeyRing } from './keys/key-ring.ts';
import { threadCrew } from './rosters/crew/threads.ts';
import { startQueue } from './rosters/queue.ts';

await runService('issuer', async () => {
  const config = toConfig(readEnv(process.env));
  const pool = openPool({ connectionString: config.databaseUrl, max: config.databaseConnections });
  await migrate(pool, new URL('../migrations/', import.meta.url));
  // The key that opens the sealed keys: a third of a second and 128 MB, so once for all threads.
  let sealingKey: Uint8Array = new Uint8Array();
  const keys = await openKeyRing(pool, config.passphrase, async (passphrase, salt) => {
    sealingKey = await deriveSealingKey(passphrase, salt);
    return sealingKey;
  });
  const { app, context } = await buildIssuer({
    pool,
    config,
    keys,
    clock: () => new Date(),
    ...(config.smtp ? { mail: smtpMail(config.smtp) } : {}),
  });
  await app.listen({ host: config.host, port: config.port });
  const crew = config.rosterThreads > 0 ? threadCrew(context, config.rosterThreads, sealingKey) : undefined;
  const queue = await startQueue(context, crew);
  return {
    async stop() {
      await app.close();
      await queue.stop();
      await pool.end();
    },
  };
});
