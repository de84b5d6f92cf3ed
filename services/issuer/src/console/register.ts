import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { Service } from '@symbolon/service';
import { serveAssets } from '../assets.ts';
import type { IssuerContext } from '../context.ts';
import { limits } from '../rosters/read/table.ts';
import { registerAccredit } from './accreditations/accredit.ts';
import { registerDecide } from './accreditations/decide.ts';
import { registerGiven } from './accreditations/given.ts';
import { registerHeldAccreditations } from './accreditations/held.ts';
import { registerAchievements } from './achievements/achievements.ts';
import { registerAudit } from './audit/audit.ts';
import { registerCredentialClaim } from './claims/credential-claim.ts';
import { registerRosterClaims } from './claims/roster-claims.ts';
import { registerFind } from './credentials/find.ts';
import { registerCredential } from './credentials/show.ts';
import { registerExample } from './example.ts';
import { registerHome } from './home.ts';
import { registerJoint } from './joint/joint.ts';
import { registerApiKeys } from './keys/api-keys.ts';
import { registerSigningKeys } from './keys/signing-keys.ts';
import { consolePages } from './pages.ts';
import { registerApprove } from './rosters/approve.ts';
import { registerCheck } from './rosters/check.ts';
import { registerColumns } from './rosters/columns.ts';
import { registerDone } from './rosters/done.ts';
import { registerDownloads } from './rosters/downloads.ts';
import { registerRosterList } from './rosters/list.ts';
import { registerProgress } from './rosters/progress.ts';
import { registerRows } from './rosters/rows.ts';
import { registerSamples } from './rosters/samples.ts';
import { registerUpload } from './rosters/upload.ts';
import { createSessions } from './session/session.ts';
import { registerSignIn } from './sign-in.ts';
import { registerTakeBackMany } from './take-back/many.ts';
import { registerTakeBackOne } from './take-back/one.ts';
import { registerReplace } from './take-back/replace.ts';

/**
 * The registrar's console at `/console`: pages written on the server that work without script, by keyboard and at
 * 360 px. It calls the same functions as the HTTP API, in this process.
 */
export async function registerConsole(service: Service, context: IssuerContext): Promise<void> {
  await service.register(
    async (app: Service) => {
      await app.register(cookie);
      await app.register(formbody, { bodyLimit: 1024 * 1024 });
      await app.register(multipart, { limits: { files: 1, parts: 20, fieldSize: 10_000, fileSize: 2 * limits.bytes } });
      app.addHook('onSend', async (_request, reply) => {
        reply.header('referrer-policy', 'same-origin').header('cross-origin-resource-policy', 'same-origin');
        // Pages show people's data: no cache keeps them after sign-out. Assets say otherwise themselves.
        if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
      });
      const sessions = createSessions({
        pool: context.pool,
        now: context.clock,
        secure: context.config.issuerUrl.startsWith('https:'),
      });
      const assets = serveAssets(app, '/console', {
        css: ['console.css', 'console-pages.css', 'console-frame.css'],
        script: ['console.js', 'fonts.js'],
      });
      const pages = consolePages({ app, context, sessions, assets });
      registerSignIn({ app, context, sessions, pages });
      registerHome(pages);
      registerExample(pages);
      registerAchievements(pages);
      // From a file to certificates, in the order in which a registrar meets the pages.
      registerRosterList(pages);
      registerUpload(pages);
      registerColumns(pages);
      registerCheck(pages);
      registerRows(pages);
      registerSamples(pages);
      registerApprove(pages);
      registerProgress(pages, app);
      registerDone(pages);
      registerDownloads(pages);
      registerRosterClaims(pages);
      registerFind(pages);
      registerCredential(pages);
      registerCredentialClaim(pages);
      registerTakeBackOne(pages);
      registerReplace(pages);
      registerTakeBackMany(pages);
      registerHeldAccreditations(pages);
      registerAccredit(pages);
      registerDecide(pages);
      registerGiven(pages);
      registerJoint(pages);
      registerSigningKeys(pages);
      registerApiKeys(pages);
      registerAudit(pages);
    },
    { prefix: '/console' },
  );
}
