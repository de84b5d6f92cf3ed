import formbody from '@fastify/formbody';
import type { Service } from '@symbolon/service';
import type { IssuerContext } from '../context.ts';
import { registerAuthorization, registerPushedAuthorization } from './authorization/routes.ts';
import { registerCredential } from './credential/routes.ts';
import { registerCredentialOffer } from './credential-offer/routes.ts';
import { registerDeferredCredential } from './deferred-credential/routes.ts';
import { registerMetadata } from './metadata/routes.ts';
import { registerNonce } from './nonce/routes.ts';
import { registerNotification } from './notification/routes.ts';
import { registerWalletSettings } from './settings/routes.ts';
import { forWallets } from './step.ts';
import { registerToken } from './token/routes.ts';

/** OpenID for Verifiable Credential Issuance 1.0, with the answers that wallets of drafts 11 to 15 read: a folder a step. */
export async function registerOid4vci(app: Service, context: IssuerContext): Promise<void> {
  registerWalletSettings(app, context);
  await app.register(async (scope: Service) => {
    await scope.register(formbody, { bodyLimit: 20_000 });
    forWallets(scope, 'invalid_request');
    registerMetadata(scope, context);
    registerCredentialOffer(scope, context);
    registerPushedAuthorization(scope, context);
    registerToken(scope, context);
    registerNonce(scope, context);
  });
  await app.register(async (scope: Service) => registerAuthorization(scope, context));
  await app.register(async (scope: Service) => {
    forWallets(scope, 'invalid_credential_request');
    registerCredential(scope, context);
  });
  await app.register(async (scope: Service) => {
    forWallets(scope, 'invalid_credential_request');
    registerDeferredCredential(scope, context);
  });
  await app.register(async (scope: Service) => {
    forWallets(scope, 'invalid_notification_request');
    registerNotification(scope, context);
  });
}
