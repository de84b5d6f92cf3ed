import { type Html, html } from '@symbolon/service';
import { setStatus } from '../../status/change.ts';
import { requireCredential } from '../credentials/show.ts';
import { credentialPage, stateOf } from '../credentials/state.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { confirmPage } from '../view/confirm.ts';
import { button, type FieldErrors, type Typed, text } from '../view/form.ts';
import { asTyped, type Page, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { type AskedAction, readReason, reasonFields, reasonsFor } from './reasons.ts';

/** Pausing, lifting and taking back one certificate: reason and note, then what will change, then the change. */
export function registerTakeBackOne(pages: ConsolePages): void {
  for (const action of Object.keys(reasonsFor) as AskedAction[]) {
    pages.show(`/credentials/:id/${action}`, (visit) => askReason(visit, action, new Map()));
    pages.act(`/credentials/:id/${action}`, (visit) => act(visit, action));
  }
}

async function act(visit: Visit, action: AskedAction): Promise<Answer> {
  const { typed, context, institution, actor } = visit;
  const { reason, note, errors } = readReason(action, typed);
  if (errors.size > 0) return askReason(visit, action, errors);
  if (text(typed, 'confirmed') !== 'yes') return confirm(visit, action);
  const { id } = await requireCredential(visit);
  const request = { action, reason, ...(note && { note }) };
  await setStatus(context, { institutionId: institution.id, actor, id, request });
  return { seeOther: `${credentialPage(id)}?notice=${action}` };
}

async function askReason(visit: Visit, action: AskedAction, errors: FieldErrors): Promise<Page> {
  const row = await requireCredential(visit);
  const state = stateOf(row, visit.context.clock());
  const possible =
    action === 'lift' ? state === 'paused' : !row.revoked && !row.deleted && (action !== 'suspend' || !row.suspended);
  const title = words.say(`take-back.${action}.title`);
  const back = { href: credentialPage(row.id), label: row.holderName ?? words.say('credential.back') };
  if (!possible) {
    return {
      title,
      place: 'find',
      back,
      main: html`<p>${words.say('take-back.impossible', { state: words.say(`state.${state}`) })}</p>`,
    };
  }
  return {
    title,
    place: 'find',
    step: words.say('take-back.step', { number: 1 }),
    back,
    errors,
    main: html`<p>${asTyped(row.holderName ?? '')}</p><p class="measure">${words.say(`take-back.${action}.says`)}</p>
<form method="post" action="${credentialPage(row.id)}/${action}" novalidate>${tokenField(visit.formToken)}
${reasonFields(action, visit.typed, errors)}<p class="actions">${button('take-back.continue')}</p></form>`,
  };
}

async function confirm({ context, formToken, typed, ...visit }: Visit, action: AskedAction): Promise<Page> {
  const row = await requireCredential({ context, formToken, typed, ...visit });
  const name = asTyped(row.holderName ?? words.say('find.no-name'));
  return confirmPage({
    title: words.say(`take-back.${action}.confirm`),
    place: 'find',
    step: words.say('take-back.step', { number: 2 }),
    says: [words.sayWith(`take-back.${action}.will`, { name }), words.say('take-back.within')],
    warning: action === 'revoke' ? words.say('take-back.revoke.warning') : undefined,
    action: `${credentialPage(row.id)}/${action}`,
    button: `take-back.${action}.button`,
    danger: action === 'revoke',
    formToken,
    fields: html`${keep(typed, ['reason', 'note'])}<input type="hidden" name="confirmed" value="yes">`,
    back: { href: credentialPage(row.id), label: row.holderName ?? words.say('credential.back') },
  });
}

/** Carries what was typed on the page before. */
export const keep = (typed: Typed, names: string[]): Html =>
  html`${names.map((name) => html`<input type="hidden" name="${name}" value="${text(typed, name)}">`)}`;
