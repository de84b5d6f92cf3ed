import { migrate, openPool } from '@symbolon/postgres';
import { deriveSealingKey } from '@symbolon/securing/keys';
import { runService } from '@symbolon/service';
import { readEnv, toConfig } from './config.ts';
import { type KeyRing, openKeyRing } from './keys/key-ring.ts';

await runService('issuer', async () => {
  const config = toConfig(readEnv(process.env));
  const pool = openPool({ connectionString: config.databaseUrl, max: config.databaseConnections });
  await migrate(pool, new URL('../migrations/', import.meta.url));
  // The key that opens the sealed keys: a third of a second and 128 MB, so once for all threads; on another core while this
  // one loads the rest of the program.
  let derived: Promise<Uint8Array> | undefined;
  const { opening } = await new Promise<{ opening: Promise<KeyRing> }>((begun) => {
    const opening = openKeyRing(pool, config.passphrase, (passphrase, salt) => {
      derived = deriveSealingKey(passphrase, salt);
      begun({ opening });
      return derived;
    });
    opening.catch(() => begun({ opening }));
  });
  const { smtp } = config;
  const [{ buildIssuer }, { startQueue }, { threadCrew }, mail] = await Promise.all([
    import('./issuer.ts'),
    import('./rosters/queue.ts'),
    import('./rosters/crew/threads.ts'),
    smtp ? import('./claims/delivery/mail.ts').then(({ smtpMail }) => smtpMail(smtp)) : undefined,
  ]);
  const keys = await opening;
  const { app, context } = await buildIssuer({
    pool,
    config,
    keys,
    clock: () => new Date(),
    ...(mail ? { mail } : {}),
  });
  await app.listen({ host: config.host, port: config.port });
  const crew = config.rosterThreads > 0 ? threadCrew(context, config.rosterThreads, await derived!) : undefined;
  const queue = await startQueue(context, crew);
  return {
    async stop() {
      await app.close();
      await queue.stop();
      await pool.end();
    },
  };
});
