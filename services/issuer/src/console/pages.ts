import { databaseProblem } from '@symbolon/postgres';
import { Problem } from '@symbolon/problem';
import type { Reply, Request, Service } from '@symbolon/service';
import { toProblem } from '@symbolon/service';
import type { AssetAddresses } from '../assets.ts';
import type { IssuerContext } from '../context.ts';
import { findInstitution, type Institution } from '../institutions/store.ts';
import type { Sessions } from './session/session.ts';
import type { Session } from './session/store.ts';
import { faultPage } from './view/fault.ts';
import { type Typed, text } from './view/form.ts';
import { frame, type Page } from './view/layout.ts';
import { words } from './view/words.ts';

/** One request of somebody who is signed in. */
export type Visit = {
  context: IssuerContext;
  institution: Institution;
  session: Session;
  /** Who does it, for the audit log. */
  actor: string;
  params: Record<string, string>;
  query: Typed;
  /** What a form was sent with; empty for GET and for uploads. */
  typed: Typed;
  formToken: string;
  request: Request;
  reply: Reply;
};

/** A page to show, or where the browser goes next (303, so that "back" and "reload" send nothing twice). */
export type Answer = Page | { seeOther: string } | Reply;

export type ConsolePages = {
  /** A page for those who are signed in; others see the sign-in page and come back here after it. */
  show(path: string, work: (visit: Visit) => Promise<Answer>): void;
  /** What a form does. Refused without the form's token. */
  act(path: string, work: (visit: Visit) => Promise<Answer>): void;
  /** Like `act` for a form with a file: the token is the first part of the body, which `work` reads and checks. */
  upload(path: string, work: (visit: Visit) => Promise<Answer>): void;
  /** Sends a page in the common frame. */
  send(request: Request, reply: Reply, page: Page, institution?: Institution): Reply;
  /** Throws a Problem (403) unless the token belongs to this browser. */
  checkToken(request: Request, token: string): void;
};

type Parts = { app: Service; context: IssuerContext; sessions: Sessions; assets: AssetAddresses };

/** Gives what the pages of the console are registered with: session, form token, frame and faults are seen to here. */
export function consolePages({ app, context, sessions, assets }: Parts): ConsolePages {
  const send: ConsolePages['send'] = (request, reply, page, institution) => {
    const notice = text((request.query ?? {}) as Typed, 'notice');
    const formToken = sessions.formToken(request, reply);
    const markup = frame(page, {
      formToken,
      assets,
      ...(institution ? { institution } : {}),
      ...(notice && request.method === 'GET' ? { notice } : {}),
    });
    const failed = page.errors !== undefined && page.errors.size > 0;
    return reply
      .code(page.status ?? (failed ? 422 : 200))
      .type('text/html; charset=utf-8')
      .send(markup);
  };

  const checkToken: ConsolePages['checkToken'] = (request, token) => {
    // Browsers say where a form came from; the token covers those that do not.
    const site = request.headers['sec-fetch-site'];
    const elsewhere = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (elsewhere || !sessions.formTokenHolds(request, token)) {
      throw new Problem(403, words.say('fault.token'), { detail: words.say('fault.token.detail') });
    }
  };

  const visit = async (request: Request, reply: Reply): Promise<Visit | undefined> => {
    const session = await sessions.find(request);
    const institution = session && (await findInstitution(context.pool, session.institution));
    if (!institution) return undefined;
    return {
      context,
      session,
      institution,
      actor: `api-key:${session.apiKey}`,
      params: request.params as Record<string, string>,
      query: (request.query ?? {}) as Typed,
      typed: request.method === 'POST' && !request.isMultipart() ? ((request.body ?? {}) as Typed) : {},
      formToken: sessions.formToken(request, reply),
      request,
      reply,
    };
  };

  const signIn = (request: Request, reply: Reply) => {
    const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.url)}` : '';
    return reply.redirect(`/console/sign-in${next}`, 303);
  };

  const answer = async (request: Request, reply: Reply, work: (visit: Visit) => Promise<Answer>) => {
    const visiting = await visit(request, reply);
    if (!visiting) return signIn(request, reply);
    // A reply that was sent is awaited as a promise of nothing.
    const outcome: Answer | undefined = await work(visiting);
    if (outcome === undefined) return reply;
    if ('seeOther' in outcome) return reply.redirect(outcome.seeOther, 303);
    if ('title' in outcome) return send(request, reply, outcome, visiting.institution);
    return outcome;
  };

  app.setErrorHandler(async (error, request, reply) => {
    const problem = toProblem(databaseProblem(error));
    if (problem.status >= 500) request.log.error({ err: error, event: 'request.failed' });
    reply.headers(problem.headers);
    const session = await sessions.find(request).catch(() => undefined);
    const institution = session
      ? await findInstitution(context.pool, session.institution).catch(() => undefined)
      : undefined;
    return send(request, reply, faultPage(problem, request.id), institution);
  });
  app.setNotFoundHandler((request, reply) => {
    return send(request, reply, faultPage(new Problem(404, words.say('fault.not-found')), request.id));
  });

  return {
    show: (path, work) => {
      app.get(path, async (request, reply) => answer(request, reply, work));
    },
    act: (path, work) => {
      app.post(path, async (request, reply) => {
        checkToken(request, text((request.body ?? {}) as Typed, '_token'));
        return answer(request, reply, work);
      });
    },
    upload: (path, work) => {
      app.post(path, async (request, reply) => answer(request, reply, work));
    },
    send,
    checkToken,
  };
}
