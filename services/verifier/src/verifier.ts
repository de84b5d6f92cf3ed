import { availableParallelism } from 'node:os';
import { createDidResolver } from '@symbolon/dids';
import { createGuardedFetch } from '@symbolon/dids/guarded-fetch';
import { certificateLookup } from '@symbolon/securing/x5c';
import { createService, type Service } from '@symbolon/service';
import { accreditationSource, cachedDidResolver, createStatusListStore } from '@symbolon/verification';
import type { VerifierConfig } from './config.ts';
import { conformanceRoutes } from './conformance/routes.ts';
import type { VerifierContext } from './context.ts';
import { identifierRoutes } from './identifiers/routes.ts';
import { pageRoutes } from './page/routes.ts';
import { registerPresentations, walletPaths } from './presentations/register.ts';
import { recognitionPages } from './recognition/page/routes.ts';
import { recognitionRoutes } from './recognition/routes.ts';
import { worthRoutes } from './recognition/worth.ts';
import { keepTrustCurrent } from './trust/refresh.ts';
import { trustRoutes } from './trust/routes.ts';
import { openTrustSource } from './trust/source.ts';
import { verifyRoutes } from './verify/routes.ts';
import { createPool } from './work/pool.ts';
import { threadedContexts } from './work/threaded-contexts.ts';

const openapi = {
  title: 'Symbolon verifier',
  description:
    'Verifies credentials and presentations (VCALM), and says what they are worth: accept, review or reject.',
};

/** Gives the verifier, ready to listen. Throws a ConfigError where a setting cannot be used. */
export async function createVerifier(config: VerifierConfig, now = () => new Date()): Promise<Service> {
  const { allowLoopback } = config;
  const fetch = createGuardedFetch({ allowLoopback, timeoutMs: 1_500 });
  const dids = cachedDidResolver(createDidResolver({ fetch, allowLoopback }), { now });
  const statusLists = createStatusListStore({ fetch, now });
  const trust = await openTrustSource(config.trust, { fetch, now });
  const pool = createPool({ size: availableParallelism(), limitMs: config.workLimitMs });
  const contexts = threadedContexts(pool);
  const byCertificate = certificateLookup({ known: trust.registry.certificateHolders, now });
  const environment = {
    now,
    dids,
    statusLists,
    trust: trust.registry,
    accreditations: accreditationSource({ fetch, now }),
    contexts,
    issuerKeys: { byCertificate },
  };
  const context: VerifierContext = { config, now, fetch, dids, statusLists, trust, environment };

  const service = await createService({
    name: 'verifier',
    config,
    openapi,
    // The page asks issuers for status lists, and reads codes in pictures with WebAssembly.
    contentSecurityPolicy: {
      'connect-src': ["'self'", 'https:', ...allowLoopback],
      'script-src': ["'self'", "'wasm-unsafe-eval'"],
      'media-src': ["'self'", 'blob:'],
    },
    publicPaths: [/^\/1\.0\/identifiers\//, /^\/\.well-known\/trust-bundle$/, ...walletPaths],
  });
  service.addHook('onListen', async () => pool.warm());
  service.addHook('onClose', () => pool.close());

  verifyRoutes(service, context);
  identifierRoutes(service, context);
  trustRoutes(service, context);
  recognitionRoutes(service, context);
  worthRoutes(service, context);
  await recognitionPages(service, context);
  if (config.presentations) await registerPresentations(service, config.presentations, context);
  if (config.conformance) await conformanceRoutes(service, context);
  await pageRoutes(service);
  keepTrustCurrent(service, context);
  return service;
}
