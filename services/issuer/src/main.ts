import { migrate, openPool } from '@symbolon/postgres';
import { deriveSealingKey } from '@symbolon/securing/keys';
import { runService } from '@symbolon/service';
import { readEnv, toConfig } from './config.ts';
import { type KeyRing, openKeyRing } from './keys/key-ring.ts';
import { provideQueue, startQueueSoon } from './rosters/start-queue.ts';

/** The digest of the bundle that runs, which scripts/bundle.ts puts here; sources that run as they are have none. */
declare const BUNDLE_DIGEST: string | undefined;
const { version, versions, arch } = process;
const software =
  typeof BUNDLE_DIGEST === 'string' ? [BUNDLE_DIGEST, version, versions.openssl, arch].join(' ') : undefined;

await runService('issuer', async () => {
  const config = toConfig(readEnv(process.env));
  const pool = openPool({ connectionString: config.databaseUrl, max: config.databaseConnections });
  const migrated = migrate(pool, new URL('../migrations/', import.meta.url));
  // The rest of the program loads while the database answers.
  const program = import('./issuer.ts');
  await migrated;
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
  const [{ buildIssuer }, mail] = await Promise.all([
    program,
    smtp ? import('./claims/delivery/mail.ts').then(({ smtpMail }) => smtpMail(smtp)) : undefined,
  ]);
  const keys = await opening;
  const { app, context } = await buildIssuer({
    pool,
    config,
    keys,
    clock: () => new Date(),
    ...(software === undefined ? {} : { software }),
    ...(mail ? { mail } : {}),
  });
  await provideQueue(context);
  await app.listen({ host: config.host, port: config.port });
  const queue = startQueueSoon(context, await derived!);
  return {
    async stop() {
      await app.close();
      await queue.stop();
      await pool.end();
    },
  };
});
