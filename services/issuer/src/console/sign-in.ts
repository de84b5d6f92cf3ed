import { Problem } from '@symbolon/problem';
import { html, type Service } from '@symbolon/service';
import type { IssuerContext } from '../context.ts';
import { findCaller } from '../institutions/authenticate.ts';
import type { ConsolePages } from './pages.ts';
import type { Sessions } from './session/session.ts';
import { button, type FieldErrors, input, type Typed, text } from './view/form.ts';
import { type Page, tokenField } from './view/layout.ts';
import { words } from './view/words.ts';

type Parts = { app: Service; context: IssuerContext; sessions: Sessions; pages: ConsolePages };

// A key has 256 random bits and cannot be guessed; the limit keeps a flood of tries from costing anything.
const limited = { config: { rateLimit: { max: 20, timeWindow: '1 minute' } } };

/** `/console/sign-in` and `/console/sign-out`: the institution's API key opens a session. */
export function registerSignIn({ app, context, sessions, pages }: Parts): void {
  app.get('/sign-in', async (request, reply) => {
    const next = insideConsole(text((request.query ?? {}) as Typed, 'next'));
    if (await sessions.find(request)) return reply.redirect(next, 303);
    return pages.send(request, reply, signInPage(next, sessions.formToken(request, reply)));
  });

  app.post('/sign-in', limited, async (request, reply) => {
    const typed = (request.body ?? {}) as Typed;
    pages.checkToken(request, text(typed, '_token'));
    const next = insideConsole(text(typed, 'next'));
    const apiKey = text(typed, 'api-key');
    const failed = (message: string) => {
      const page = signInPage(next, sessions.formToken(request, reply), new Map([['api-key', message]]));
      return pages.send(request, reply, page);
    };
    if (!apiKey) return failed(words.say('sign-in.empty'));
    try {
      const { actor } = await findCaller(context, apiKey);
      await sessions.open(reply, actor.replace(/^api-key:/, ''));
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      request.log.info({ event: 'console.sign-in.refused' });
      return failed(words.say('sign-in.wrong'));
    }
    request.log.info({ event: 'console.sign-in' });
    return reply.redirect(next, 303);
  });

  app.post('/sign-out', async (request, reply) => {
    pages.checkToken(request, text((request.body ?? {}) as Typed, '_token'));
    await sessions.close(request, reply);
    return reply.redirect('/console/sign-in?notice=signed-out', 303);
  });
}

/** Only a path of the console itself: a link must not lead elsewhere after sign-in. */
function insideConsole(next: string): string {
  return /^\/console(\/[\w./?&=%~-]*)?$/.test(next) && !/\/\/|\.\./.test(next) ? next : '/console';
}

function signInPage(next: string, formToken: string, errors?: FieldErrors): Page {
  return {
    title: words.say('sign-in.title'),
    errors,
    main: html`<form class="stack" method="post" action="/console/sign-in" novalidate>
${tokenField(formToken)}<input type="hidden" name="next" value="${next}">
<input class="visually-hidden" tabindex="-1" aria-hidden="true" name="username" value="symbolon" autocomplete="username" readonly>
${input(
  { name: 'api-key', label: words.say('sign-in.key'), hint: words.say('sign-in.hint'), ...(errors ? { errors } : {}) },
  { type: 'password', autocomplete: 'current-password', spellcheck: 'false' },
)}
<p>${button('sign-in.button')}</p>
</form>`,
  };
}
