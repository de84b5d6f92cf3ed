import { Problem } from '@symbolon/problem';
import { type Html, html } from '@symbolon/service';
import { createApiKey, revokeApiKey } from '../../institutions/create.ts';
import { type ApiKey, listApiKeys } from '../../institutions/store.ts';
import type { ConsolePages, Visit } from '../pages.ts';
import { confirmPage } from '../view/confirm.ts';
import { button, type FieldErrors, input, text } from '../view/form.ts';
import { type Page, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';

/** `/console/api-keys`: who may sign in here and use the API. A new key is shown once. */
export function registerApiKeys(pages: ConsolePages): void {
  pages.show('/api-keys', (visit) => listPage(visit));

  pages.act('/api-keys', async (visit) => {
    const label = text(visit.typed, 'label');
    const failed = (message: string) => listPage(visit, new Map([['label', message]]));
    if (!label) return failed(words.say('api-keys.label.empty'));
    if (label.length > 80) return failed(words.say('error.too-long', { most: 80 }));
    const { apiKey } = await createApiKey(visit.context, visit.institution.id, label, visit.actor);
    return {
      title: words.say('api-keys.made'),
      place: 'api-keys',
      back: { href: '/console/api-keys', label: words.say('place.api-keys') },
      main: html`<p class="measure">${words.say('api-keys.made.once')}</p>
<p><code class="secret" id="new-key">${apiKey}</code></p>
<p class="actions"><button type="button" hidden data-copy="new-key" data-copied="${words.say('copied')}">${words.say('copy')}</button>
<a class="button primary" href="/console/api-keys">${words.say('api-keys.made.kept')}</a></p>`,
    };
  });

  pages.show('/api-keys/:id/revoke', async (visit) => {
    const key = await findKey(visit);
    return confirmPage({
      title: words.say('api-keys.revoke.title', { label: key.label }),
      place: 'api-keys',
      says: [words.say('api-keys.revoke.says')],
      warning: key.id === visit.session.apiKey ? words.say('api-keys.revoke.own') : undefined,
      action: `/console/api-keys/${key.id}/revoke`,
      button: 'api-keys.revoke.button',
      danger: true,
      formToken: visit.formToken,
      back: { href: '/console/api-keys', label: words.say('place.api-keys') },
    });
  });
  pages.act('/api-keys/:id/revoke', async (visit) => {
    const { id } = await findKey(visit);
    await revokeApiKey(visit.context, visit.institution.id, id, visit.actor);
    return { seeOther: '/console/api-keys?notice=api-key-revoked' };
  });
}

async function findKey({ context, institution, params }: Visit): Promise<ApiKey> {
  const key = (await listApiKeys(context.pool, institution.id)).find(({ id }) => id === params.id);
  if (!key) throw new Problem(404, words.say('api-keys.unknown'));
  return key;
}

async function listPage(
  { context, institution, session, typed, formToken }: Visit,
  errors?: FieldErrors,
): Promise<Page> {
  const keys = (await listApiKeys(context.pool, institution.id)).reverse();
  return {
    title: words.say('place.api-keys'),
    place: 'api-keys',
    errors,
    main: html`<p class="measure">${words.say('api-keys.intro')}</p>
<ul class="list">${keys.map((key) => row(key, session.apiKey))}</ul>
<h2>${words.say('api-keys.new')}</h2>
<form class="stack" method="post" action="/console/api-keys" novalidate>${tokenField(formToken)}
${input({ name: 'label', label: words.say('api-keys.label'), hint: words.say('api-keys.label.hint'), typed, ...(errors ? { errors } : {}) }, { maxlength: 80 })}
<p>${button('api-keys.new.button')}</p></form>`,
  };
}

function row({ id, label, created, revoked }: ApiKey, own: string): Html {
  return html`<li><div><p><strong><bdi dir="auto">${label}</bdi></strong> ${
    revoked
      ? html`<span class="tag tag-stop">${words.say('api-keys.revoked')}</span>`
      : html`<span class="tag tag-ok">${words.say('api-keys.in-use')}</span>`
  }${id === own && html` <span class="tag tag-info">${words.say('api-keys.yours')}</span>`}</p>
<p class="small muted">${words.sayWith('keys.since', { date: words.time(created) })}${revoked && html` · ${words.sayWith('api-keys.revoked-on', { date: words.time(revoked) })}`}</p></div>
${!revoked && html`<p><a class="small" href="/console/api-keys/${id}/revoke">${words.say('api-keys.revoke')}<span class="visually-hidden"> ${label}</span></a></p>`}</li>`;
}
