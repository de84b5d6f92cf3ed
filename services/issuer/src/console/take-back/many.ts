import { Problem } from '@symbolon/problem';
import { type Html, html } from '@symbolon/service';
import { findCredentialsById } from '../../issuance/store.ts';
import { readIds } from '../../status/bulk.ts';
import { setStatuses } from '../../status/change.ts';
import { type CredentialState, credentialPage, stateOf, stateTag } from '../credentials/state.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { confirmPage } from '../view/confirm.ts';
import { button, type FieldErrors, input, type Typed, text, textarea } from '../view/form.ts';
import { asTyped, type Page, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { keep } from './one.ts';
import { type AskedAction, readReason, reasonFields, reasonsFor } from './reasons.ts';

const actions = Object.keys(reasonsFor) as AskedAction[];
/** One transaction each: a list of thousands must not hold up everybody else's changes until its end. */
const chunk = 200;
const shown = 20;

/** States in which an action changes something. */
const changeable: Record<AskedAction, readonly CredentialState[]> = {
  revoke: ['in-force', 'paused', 'ended'],
  suspend: ['in-force', 'ended'],
  lift: ['paused'],
};

/** `/console/take-back`: one certificate by finding it, or many by a list of numbers, confirmed by typing how many. */
export function registerTakeBackMany(pages: ConsolePages): void {
  pages.show('/take-back', async ({ formToken }) => startPage(formToken));
  for (const action of actions) {
    pages.show(`/take-back/${action}`, async (visit) => listPage(visit, action, {}, new Map()));
    pages.act(`/take-back/${action}`, (visit) => act(visit, action));
    pages.upload(`/take-back/${action}/list`, async (visit) => {
      const typed = await readParts(pages, visit);
      return act({ ...visit, typed }, action);
    });
  }
}

/** A form with a file: the token comes first, then reason and note, then the list as text or as a file. */
async function readParts(pages: ConsolePages, { request }: Visit): Promise<Typed> {
  const typed: Typed = {};
  if (!request.isMultipart())
    throw new Problem(415, words.say('fault.token'), { detail: words.say('fault.token.detail') });
  for await (const part of request.parts({ limits: { fileSize: 2 * 1024 * 1024, fieldSize: 800_000 } })) {
    if (part.type === 'field') {
      typed[part.fieldname] = String(part.value);
      continue;
    }
    pages.checkToken(request, text(typed, '_token'));
    const file = await part.toBuffer();
    if (file.length > 0) typed.ids = new TextDecoder('utf-8').decode(file);
  }
  pages.checkToken(request, text(typed, '_token'));
  return typed;
}

function startPage(formToken: string): Page {
  return {
    title: words.say('home.take-back'),
    place: 'find',
    main: html`<p class="measure">${words.say('take-back.intro')}</p>
<h2>${words.say('take-back.one')}</h2>
<form class="stack" role="search" method="get" action="/console/credentials">${tokenField(formToken)}
${input({ name: 'q', label: words.say('find.label'), hint: words.say('find.hint') }, { type: 'search', dir: 'auto', spellcheck: 'false' })}<p>${button('find.button')}</p></form>
<h2>${words.say('take-back.many')}</h2><p class="measure">${words.say('take-back.many.says')}</p>
<p class="actions">${actions.map((action) => html`<a class="button" href="/console/take-back/${action}">${words.say(`take-back.many.${action}`)}</a>`)}</p>`,
  };
}

function listPage({ formToken }: Visit, action: AskedAction, typed: Typed, errors: FieldErrors): Page {
  return {
    title: words.say(`take-back.many.${action}`),
    place: 'find',
    step: words.say('take-back.step', { number: 1 }),
    back: { href: '/console/take-back', label: words.say('home.take-back') },
    errors,
    main: html`<p class="measure">${words.say(`take-back.${action}.says`)}</p>
<form method="post" action="/console/take-back/${action}/list" enctype="multipart/form-data" novalidate>${tokenField(formToken)}
${reasonFields(action, typed, errors)}
${textarea({ name: 'ids', label: words.say('take-back.ids'), hint: words.say('take-back.ids.hint'), typed, errors }, { rows: 5 })}
<div class="field"><label for="file">${words.say('take-back.file')}</label><p class="hint" id="file-hint">${words.say('take-back.file.hint')}</p>
<input id="file" name="file" type="file" accept=".csv,.txt" aria-describedby="file-hint"></div>
<p class="actions">${button('take-back.continue')}</p></form>`,
  };
}

async function act(visit: Visit, action: AskedAction): Promise<Answer> {
  const { typed, context, institution, actor } = visit;
  const { reason, note, errors } = readReason(action, typed);
  const ids = readList(typed, errors);
  if (errors.size > 0) return listPage(visit, action, typed, errors);
  const found = await findCredentialsById(context.pool, institution.id, ids);
  const now = context.clock();
  const ready = found.filter((row) => changeable[action].includes(stateOf(row, now)));
  const confirmed = text(typed, 'confirmed') === 'yes';
  const count = text(typed, 'count').replace(/\D/g, '');
  if (!confirmed || ready.length === 0 || count !== String(ready.length)) {
    const wrong =
      confirmed && ready.length > 0
        ? new Map([['count', words.say('take-back.count.wrong', { count: ready.length })]])
        : undefined;
    return confirm(visit, action, { ids, ready: ready.length, others: others(ids, found, ready, now), errors: wrong });
  }
  let changed = 0;
  for (let at = 0; at < ready.length; at += chunk) {
    const outcomes = await setStatuses(context, {
      institutionId: institution.id,
      actor,
      ids: ready.slice(at, at + chunk).map(({ id }) => id),
      request: { action, reason, ...(note && { note }) },
    });
    changed += outcomes.filter((outcome) => !outcome.problem && outcome.changed).length;
  }
  return {
    title: words.say(`take-back.many.${action}.done`, { count: changed }),
    place: 'find',
    main: html`<p class="measure">${words.say('take-back.within')}</p><p><a class="button primary" href="/console">${words.say('fault.home')}</a></p>`,
  };
}

function readList(typed: Typed, errors: FieldErrors): string[] {
  const csv = text(typed, 'ids');
  if (!csv) {
    errors.set('ids', words.say('take-back.ids.empty'));
    return [];
  }
  try {
    // A number alone is how people know it; the credential's id has a prefix.
    return readIds(undefined, csv).map((id) =>
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? `urn:uuid:${id.toLowerCase()}` : id,
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    errors.set('ids', [error.title, error.detail].filter(Boolean).join('. '));
    return [];
  }
}

type Found = Awaited<ReturnType<typeof findCredentialsById>>;

/** What the list names and nothing will happen to, each with the reason. */
function others(ids: string[], found: Found, ready: Found, now: Date): Html[] {
  const byId = new Map(found.map((row) => [row.id, row]));
  const willChange = new Set(ready.map(({ id }) => id));
  return ids.flatMap((id) => {
    if (willChange.has(id)) return [];
    const row = byId.get(id);
    if (!row)
      return [
        html`<li><p><span class="code">${id.slice(0, 100)}</span></p><p>${words.say('take-back.not-yours')}</p></li>`,
      ];
    return [
      html`<li><p><a href="${credentialPage(id)}">${asTyped(row.holderName ?? id)}</a></p><p>${stateTag(stateOf(row, now))}</p></li>`,
    ];
  });
}

type Confirmation = { ids: string[]; ready: number; others: Html[]; errors: FieldErrors | undefined };

function confirm({ formToken, typed }: Visit, action: AskedAction, { ids, ready, others, errors }: Confirmation): Page {
  const back = { href: `/console/take-back/${action}`, label: words.say(`take-back.many.${action}`) };
  const unchanged =
    others.length > 0 &&
    html`<h2>${words.say('take-back.unchanged', { count: others.length })}</h2><ul class="list">${others.slice(0, shown)}</ul>
${others.length > shown && html`<p class="muted">${words.say('take-back.unchanged.more', { count: others.length - shown })}</p>`}`;
  if (ready === 0) {
    return {
      title: words.say('take-back.nothing'),
      place: 'find',
      back,
      main: html`<p>${words.say('take-back.nothing.says')}</p>${unchanged}`,
    };
  }
  return confirmPage({
    title: words.say(`take-back.many.${action}.confirm`, { count: ready }),
    place: 'find',
    step: words.say('take-back.step', { number: 2 }),
    says: [words.say(`take-back.many.${action}.will`, { count: ready }), words.say('take-back.within')],
    warning: action === 'revoke' ? words.say('take-back.revoke.warning') : undefined,
    action: `/console/take-back/${action}`,
    button: `take-back.${action}.button.many`,
    danger: action === 'revoke',
    formToken,
    errors,
    fields: html`${keep(typed, ['reason', 'note'])}<input type="hidden" name="ids" value="${ids.join('\n')}"><input type="hidden" name="confirmed" value="yes">
${input({ name: 'count', label: words.say('take-back.count', { count: ready }), typed, ...(errors ? { errors } : {}) }, { inputmode: 'numeric', class: 'short', autocomplete: 'off', maxlength: 7 })}${unchanged}`,
    back,
  });
}
