import { databaseProblem, migrate, openPool } from '@symbolon/postgres';
import type { Service } from '@symbolon/service';
import type { PresentationsConfig } from '../config.ts';
import type { VerifierContext } from '../context.ts';
import { authorizationRequestRoutes } from './authorization-request/routes.ts';
import { authorizationResponseRoutes } from './authorization-response/routes.ts';
import { deliverCallbacks } from './callback/deliver.ts';
import type { PresentationContext } from './context.ts';
import { digitalCredentialsRoutes } from './digital-credentials/routes.ts';
import { exchangeRoutes } from './exchange/routes.ts';
import { readForms } from './form.ts';
import { didDocument, openIdentity } from './identity.ts';
import { presentationRequestRoutes } from './requests/routes.ts';
import { removeExpired } from './store.ts';
import { asOauthError, asProblemDetails, tellWallets } from './wallet-error.ts';

const lookEveryMs = 2_000;

/** What wallets in a browser read and send, from any site; nothing that a cookie could open is behind it. */
export const walletPaths = [
  /^\/openid4vp\//,
  /^\/interactions\//,
  /^\/workflows\/presentation\//,
  /^\/\.well-known\/did\.json$/,
];

/**
 * Adds asking for presentations: the requests of employers, and the steps of the protocols by which wallets answer them. What is asked
 * lies in PostgreSQL alone, so any instance can do any step. Throws a ConfigError where key or certificate cannot be used.
 */
export async function registerPresentations(
  service: Service,
  config: PresentationsConfig,
  verifier: VerifierContext,
): Promise<void> {
  const identity = openIdentity(config, verifier.config.url, verifier.now());
  const pool = openPool({
    connectionString: config.databaseUrl,
    max: config.databaseConnections,
    onIdleError: (error) => service.log.warn({ err: error, event: 'database.connection.lost' }),
  });
  await migrate(pool, new URL('../../migrations/', import.meta.url));
  const context: PresentationContext = { ...verifier, pool, identity, presentations: config };

  service.get(
    '/.well-known/did.json',
    { schema: { tags: ['wallets'], summary: 'DID document of this verifier' } },
    (_, reply) => reply.type('application/did+json').send(JSON.stringify(didDocument(identity))),
  );
  await service.register(async (scope) => {
    const asking = scope as unknown as Service;
    asking.setErrorHandler((error, request, reply) => service.errorHandler(databaseProblem(error), request, reply));
    presentationRequestRoutes(asking, context);
  });
  await service.register(async (scope) => {
    const wallets = scope as unknown as Service;
    tellWallets(wallets, asOauthError);
    readForms(wallets);
    authorizationRequestRoutes(wallets, context);
    authorizationResponseRoutes(wallets, context);
    digitalCredentialsRoutes(wallets, context);
  });
  await service.register(async (scope) => {
    const wallets = scope as unknown as Service;
    tellWallets(wallets, asProblemDetails);
    exchangeRoutes(wallets, context);
  });
  keepHouse(service, context);
}

/** Removes what has had its time, and delivers callbacks; each look is one statement, whichever instance does it. */
function keepHouse(service: Service, context: PresentationContext): void {
  let looking: Promise<void> | undefined;
  const look = async () => {
    try {
      await removeExpired(context.pool, context.now());
      await deliverCallbacks(context, service.log);
    } catch (error) {
      service.log.warn({ err: error, event: 'presentations.unreachable' });
    }
    looking = undefined;
  };
  const timer = setInterval(() => {
    looking ??= look();
  }, lookEveryMs);
  timer.unref();
  service.addHook('onClose', async () => {
    clearInterval(timer);
    await looking;
    await context.pool.end();
  });
}
