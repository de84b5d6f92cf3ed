import formbody from '@fastify/formbody';
import { chooseLanguage, isLanguage } from '@symbolon/pages';
import { databaseProblem } from '@symbolon/postgres';
import { type Reply, type Request, type Service, toProblem } from '@symbolon/service';
import { Type } from 'typebox';
import { serveAssets } from '../../assets.ts';
import type { IssuerContext } from '../../context.ts';

import { beginExchange } from '../../exchanges/begin.ts';
import { registerSignInPages } from '../../oid4vci/authorization/pages.ts';
import { offerLink } from '../../oid4vci/credential-offer/offer.ts';
import { tryTxCode } from '../tx-code.ts';
import { type OpenClaim, openClaim } from './open.ts';
import { claimPage, endedPage, type Ways } from './view.ts';
import { acceptedLanguages, speak } from './words.ts';

// The bundle for browsers is no entry of the package: it lies beside the one that is.
const chapiPolyfill = () =>
  new URL('../dist/credential-handler-polyfill.min.js', import.meta.resolve('credential-handler-polyfill'));
// The two style elements that the polyfill writes, without which the choice of a wallet has no shape.
const chapiStyles = [
  "'sha256-/mcEW0RPXv2DeHGe50CQU5XiBKhOX+im7Zf48h+hNUc='",
  "'sha256-qjxqemN3zr3Ww0LBu+DqiidMTojoeWPUOGeuJa7tpdc='",
].join(' ');
const withFrame = (policy: unknown) =>
  `${String(policy).replace("style-src 'self'", `style-src 'self' ${chapiStyles}`)};frame-src https://authn.io`;

const Params = Type.Object({ token: Type.String({ maxLength: 100 }) });
type Asking = { params: { token: string }; query: { lang?: string } };

/** The claim page, `/claim/{token}`: for a weak phone, in four languages, without script. */
export async function registerClaimPage(service: Service, context: IssuerContext): Promise<void> {
  await service.register(
    async (app: Service) => {
      await app.register(formbody, { bodyLimit: 10_000 });
      const assets = serveAssets(app, '/claim', {
        css: ['claim.css'],
        script: ['claim.js', 'fonts.js'],
        more: { chapi: chapiPolyfill },
      });

      const send = (request: Request & Asking, reply: Reply, status: number, page: (parts: Parts) => string) =>
        sendAt(request, reply, status, `/claim/${encodeURIComponent(request.params.token)}`, page);
      const sendAt = (
        request: Request,
        reply: Reply,
        status: number,
        path: string,
        page: (parts: Parts) => string,
      ): Reply => {
        const { lang } = request.query as { lang?: string };
        const language = isLanguage(lang)
          ? lang
          : chooseLanguage(acceptedLanguages(request.headers['accept-language']));
        return reply
          .code(status)
          .type('text/html; charset=utf-8')
          .headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow', vary: 'accept-language' })
          .send(page({ words: speak(language), assets, path }));
      };
      type Parts = Parameters<typeof endedPage>[1];
      registerSignInPages(app, context, sendAt);

      app.setErrorHandler((error, request, reply) => {
        const problem = toProblem(databaseProblem(error));
        if (problem.status >= 500) request.log.error({ err: error, event: 'request.failed' });
        const asking = request as Request & Asking;
        reply.headers(problem.headers);
        return send(asking, reply, problem.status, (parts) =>
          endedPage(problem.status === 404 || problem.status === 400 ? 'unknown' : 'busy', parts),
        );
      });

      const show = async (request: Request & Asking, reply: Reply, more: (open: OpenClaim) => Promise<Ways>) => {
        const open = await openClaim(context, request.params.token);
        if (open === 'unknown') return send(request, reply, 404, (parts) => endedPage('unknown', parts));
        if (open === 'ended') return send(request, reply, 410, (parts) => endedPage('ended', parts));
        const ways = await more(open);
        // The choice of a wallet in the browser happens in a frame of the one mediator that CHAPI has.
        if (ways.exchange)
          reply.header('content-security-policy', withFrame(reply.getHeader('content-security-policy')));
        return send(request, reply, ways.wrong ? 422 : 200, (parts) => claimPage(open, ways, parts));
      };

      app.get('/:token', { schema: { params: Params } }, async (request, reply) =>
        show(request as Request & Asking, reply, async ({ claim }) => ({ offer: offerLink(context, claim) })),
      );

      // The digits open an exchange: its protocol has no place for them, and the address alone must not be enough.
      app.post('/:token', { schema: { params: Params } }, async (request, reply) =>
        show(request as Request & Asking, reply, async (open) => {
          const ways: Ways = { offer: offerLink(context, open.claim) };
          if (open.state !== 'open') return ways;
          const body = (request.body ?? {}) as Record<string, unknown>;
          const given = typeof body.tx_code === 'string' ? body.tx_code.slice(0, 100) : '';
          if (open.claim.withTxCode && given.trim() === '')
            return { ...ways, wrong: { name: 'digits.empty', count: 0 } };
          const tried = await tryTxCode(context, open.claim, given);
          if (tried.holds) return { ...ways, exchange: await beginExchange(context, open.claim) };
          if (tried.left === 0) open.state = 'locked';
          return { ...ways, wrong: { name: 'digits.wrong', count: tried.left } };
        }),
      );
    },
    { prefix: '/claim' },
  );
}
