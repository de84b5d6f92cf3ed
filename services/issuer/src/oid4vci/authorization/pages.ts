import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Reply, Request, Service } from '@symbolon/service';
import { Type } from 'typebox';
import { sha256 } from '../../claims/claim.ts';
import type { IssuerContext } from '../../context.ts';
import { InstitutionParams } from '../../http.ts';
import { findInstitution } from '../../institutions/store.ts';
import { walletSettings } from '../settings/known.ts';
import { browserSecret } from './browser.ts';
import { choicesOf, choose, decline } from './choose.ts';
import { findSignedIn } from './store.ts';
import { choicePage, failedPage, type PageParts } from './view.ts';

/** How a page of claims is sent: in the language of the visitor. */
type Send = (request: Request, reply: Reply, status: number, path: string, page: (parts: PageParts) => string) => Reply;

const formTokenOf = (secret: string) => createHmac('sha256', secret).update('choice').digest('base64url');

/** The page on which a person who signed in chooses the certificate that goes into the wallet. `app` stands below `/claim`. */
export function registerSignInPages(app: Service, context: IssuerContext, send: Send): void {
  const { pool, clock } = context;
  const pathOf = (id: string) => `/claim/sign-in/${id}`;

  app.get(
    '/sign-in-failed',
    {
      schema: { querystring: Type.Object({ lang: Type.Optional(Type.String()), error: Type.Optional(Type.String()) }) },
    },
    async (request, reply) => send(request, reply, 400, '/claim/sign-in-failed', failedPage),
  );

  const find = async (request: Request) => {
    const { institution } = request.params as { institution: string };
    const secret = browserSecret(context, request);
    const found =
      secret === undefined
        ? undefined
        : await findSignedIn(pool, { institutionId: institution, now: clock() }, sha256(secret));
    return { institution, secret: secret ?? '', found };
  };

  app.get('/sign-in/:institution', { schema: { params: InstitutionParams } }, async (request, reply) => {
    const { institution, secret, found } = await find(request);
    const path = pathOf(institution);
    if (!found) return send(request, reply, 400, path, failedPage);
    const [owner, { settings }, choices] = await Promise.all([
      findInstitution(pool, institution),
      walletSettings(context, institution),
      choicesOf(context, found),
    ]);
    const known = settings.wallets?.find(({ clientId }) => clientId === found.clientId);
    const target = targetOf(found.redirectUri);
    // Browsers ask where a form leads to in the end: to the wallet.
    const policy = String(reply.getHeader('content-security-policy'));
    reply.header('content-security-policy', policy.replace(/form-action [^;]*/, `form-action 'self' ${target}`));
    const wallet = known?.name ?? found.clientId;
    return send(request, reply, 200, path, (parts) =>
      choicePage({ owner: owner!, wallet, target, choices, formToken: formTokenOf(secret) }, parts),
    );
  });

  app.post('/sign-in/:institution', { schema: { params: InstitutionParams } }, async (request, reply) => {
    const { institution, secret, found } = await find(request);
    const body = (request.body ?? {}) as Record<string, unknown>;
    const isOurs = timingSafeEqual(sha256(String(body.form)), sha256(formTokenOf(secret)));
    if (!found || !isOurs) return send(request, reply, 400, pathOf(institution), failedPage);
    const { credential } = body;
    const to =
      typeof credential === 'string' ? await choose(context, found, credential) : await decline(context, found);
    return reply.redirect(to, 303);
  });
}

/** What a person and a content security policy may know of where a wallet is answered: its host, or the scheme of its app. */
function targetOf(redirectUri: string): string {
  const { protocol, origin } = new URL(redirectUri);
  return /^https?:$/.test(protocol) ? origin : protocol;
}
