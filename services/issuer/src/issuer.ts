import { databaseProblem } from '@symbolon/postgres';
import { createService, type Service } from '@symbolon/service';
import { registerAccreditations } from './accreditation/routes.ts';
import { registerAchievements } from './achievements/routes.ts';
import { registerAudit } from './audit/routes.ts';
import { registerCertificates } from './certificates/routes.ts';
import { registerClaims } from './claims/routes.ts';
import { registerConsole } from './console/register.ts';
import type { IssuerContext } from './context.ts';
import { registerExchanges } from './exchanges/routes.ts';
import { registerInstitutions } from './institutions/routes.ts';
import { registerIssuance } from './issuance/routes.ts';
import { registerJointCredentials } from './joint/routes.ts';
import { registerKeys } from './keys/routes.ts';
import { registerOid4vci } from './oid4vci/routes.ts';
import { registerPublishing } from './publishing/routes.ts';
import { registerRosters } from './rosters/register.ts';
import { registerStatus } from './status/routes.ts';

/** What any page of any site may read: what verifiers and wallets need, nothing that a key opens. */
const publicPaths = [
  /^\/institutions\/[^/]+$/,
  /^\/institutions\/[^/]+\/did\.json$/,
  /^\/institutions\/[^/]+\/accreditations\/presentation$/,
  /^\/institutions\/[^/]+\/recognitions\/[^/]+\/withdrawal$/,
  /^\/institutions\/[^/]+\/achievements\/[^/]+\/versions\/[^/]+$/,
  /^\/status-lists\//,
  /^\/contexts\//,
  /^\/schemas\//,
];

/**
 * Gives the issuer's HTTP service, ready to listen: its capabilities in the order in which an institution meets them.
 * The context that comes with it is the given world and the service's log.
 */
export async function buildIssuer(
  world: Omit<IssuerContext, 'log'>,
): Promise<{ app: Service; context: IssuerContext }> {
  const app = await createService({
    name: 'issuer',
    config: world.config,
    openapi: { title: 'Symbolon issuer', description: 'Institutions issue skill credentials and take them back.' },
    publicPaths,
    ready: async () => {
      await world.pool.query('select 1');
    },
  });
  const context = { ...world, log: app.log };

  await app.register(async (service: Service) => {
    // A database that cannot be written is no fault of the program and none of the caller: 503, try again.
    service.setErrorHandler((error, request, reply) => app.errorHandler(databaseProblem(error), request, reply));

    registerInstitutions(service, context);
    registerKeys(service, context);
    registerAccreditations(service, context);
    registerAchievements(service, context);
    registerIssuance(service, context);
    registerJointCredentials(service, context);
    await registerRosters(service, context);
    registerCertificates(service, context);
    await registerClaims(service, context);
    await registerOid4vci(service, context);
    await registerExchanges(service, context);
    registerStatus(service, context);
    registerAudit(service, context);
    registerPublishing(service);
    await registerConsole(service, context);
  });
  return { app, context };
}
