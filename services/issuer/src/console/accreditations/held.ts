import { Problem } from '@symbolon/problem';
import { type Html, html } from '@symbolon/service';
import { shortId } from '../../accreditation/given/give.ts';
import { listRecognitions, type Recognition } from '../../accreditation/given/store.ts';
import { dropAccreditation, holdAccreditations, renewAccreditations } from '../../accreditation/held/hold.ts';
import { type HeldAccreditation, listAccreditations } from '../../accreditation/held/store.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { confirmPage } from '../view/confirm.ts';
import { button, type FieldErrors, text, textarea } from '../view/form.ts';
import { asTyped, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { accreditationFacts } from './facts.ts';
import { documentsIn } from './pasted.ts';

const home = () => ({ href: '/console/accreditations', label: words.say('place.accreditations') });

/** `/console/accreditations`: what the institution is accredited for, by which it issues, and what it has given to others. */
export function registerHeldAccreditations(pages: ConsolePages): void {
  pages.show('/accreditations', (visit) => listPage(visit, new Map()));

  pages.act('/accreditations', async (visit) => {
    const documents = documentsIn(text(visit.typed, 'documents'));
    const failed = (message: string) => listPage(visit, new Map([['documents', message]]));
    if (!documents) return failed(words.say('accreditations.documents.wrong'));
    try {
      await holdAccreditations(visit.context, visit.institution, documents, visit.actor);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 422) throw error;
      return failed(error.errors?.map(({ detail }) => detail).join(' ') ?? error.title);
    }
    return { seeOther: '/console/accreditations?notice=accreditations-held' };
  });

  pages.act('/accreditations/renew', async ({ context, institution }) => {
    await renewAccreditations(context, institution.id);
    return { seeOther: '/console/accreditations?notice=accreditations-renewed' };
  });

  pages.show('/accreditations/held/:number/remove', async (visit) => {
    const { facts } = await findHeld(visit);
    return confirmPage({
      title: words.say('accreditations.remove.title'),
      place: 'accreditations',
      says: [accreditationFacts(facts), words.say('accreditations.remove.says')],
      action: `/console/accreditations/held/${visit.params.number}/remove`,
      button: 'accreditations.remove.button',
      danger: true,
      formToken: visit.formToken,
      back: home(),
    });
  });
  pages.act('/accreditations/held/:number/remove', async (visit) => {
    const { id } = await findHeld(visit);
    await dropAccreditation(visit.context, visit.institution, id, visit.actor);
    return { seeOther: '/console/accreditations?notice=accreditation-removed' };
  });
}

/** Ids are whatever an authority chose, so that addresses name the place in the list. */
async function findHeld({ context, institution, params }: Visit): Promise<HeldAccreditation> {
  const found = (await listAccreditations(context.pool, institution.id))[Number(params.number) - 1];
  if (!found) throw new Problem(404, words.say('accreditations.unknown'));
  return found;
}

async function listPage({ context, institution, typed, formToken }: Visit, errors: FieldErrors): Promise<Answer> {
  const held = await listAccreditations(context.pool, institution.id);
  const given = await listRecognitions(context.pool, institution.id);
  const none = context.config.requireAccreditation ? 'accreditations.none.required' : 'accreditations.none';
  return {
    title: words.say('place.accreditations'),
    place: 'accreditations',
    errors,
    main: html`<section class="stack"><h2>${words.say('accreditations.held')}</h2>
<p class="measure">${held.length === 0 ? words.say(none) : words.say('accreditations.held.says')}</p>
<p class="muted small">${words.say('accreditations.own-did')} <span class="code" id="own-did">${institution.did}</span></p>
${held.map(heldCard)}
${held.length > 0 && html`<form method="post" action="/console/accreditations/renew">${tokenField(formToken)}${button('accreditations.renew', { primary: false })}</form>`}
<form class="stack" method="post" action="/console/accreditations" novalidate>${tokenField(formToken)}
${textarea({ name: 'documents', label: words.say('accreditations.documents'), hint: words.say('accreditations.documents.hint'), typed, errors }, { rows: 6 })}
<p>${button('accreditations.hold')}</p></form></section>
<section class="stack"><h2>${words.say('accreditations.given')}</h2>
<p class="measure">${words.say('accreditations.given.says')}</p>
${given.length > 0 && html`<ul class="list">${given.map(givenRow)}</ul>`}
<p class="actions"><a class="button" href="/console/accreditations/new">${words.say('accreditations.new')}</a>
<a class="button" href="/console/decisions/new">${words.say('decisions.new')}</a></p></section>`,
  };
}

const heldCard = (
  { facts }: HeldAccreditation,
  index: number,
): Html => html`<div class="card stack">${accreditationFacts(facts)}
<p><a class="small" href="/console/accreditations/held/${index + 1}/remove">${words.say('accreditations.remove')}<span class="visually-hidden"> ${index + 1}</span></a></p></div>`;

function givenRow({ id, kind, about, name, issued, revoked, withdrawnFrom }: Recognition): Html {
  const state = revoked
    ? html`<span class="tag tag-stop">${words.say('accreditations.state.withdrawn')}</span>`
    : html`<span class="tag tag-ok">${words.say('accreditations.state.in-force')}</span>`;
  return html`<li><div><p><a href="/console/recognitions/${shortId(id)}">${words.say(`accreditations.kind.${kind}`)}: ${asTyped(name ?? about)}</a> ${state}</p>
<p class="small muted">${words.time(issued)}${withdrawnFrom && html` · ${words.say('accreditations.withdrawn.on', { date: words.date(withdrawnFrom.toISOString().slice(0, 10)) })}`}</p></div></li>`;
}
