import { Problem } from '@symbolon/problem';
import { readAccreditations } from '@symbolon/recognition';
import { type Html, html } from '@symbolon/service';
import { withdraw } from '../../accreditation/given/give.ts';
import { findRecognition, type Recognition } from '../../accreditation/given/store.ts';
import { type IssuedCredential, toIssued } from '../../issuance/issued.ts';
import { credentialJson } from '../../issuance/present.ts';
import { findCredential } from '../../issuance/store.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button, type FieldErrors, input, text, textarea } from '../view/form.ts';
import { tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { decisionFacts } from './decision-facts.ts';
import { accreditationFacts } from './facts.ts';
import { isDay } from './preview.ts';

/** `/console/recognitions/…`: an accreditation or a decision that was given: what it says, to hand on, to withdraw. */
export function registerGiven(pages: ConsolePages): void {
  pages.show('/recognitions/:id', (visit) => showPage(visit, new Map()));
  pages.act('/recognitions/:id/withdraw', async (visit) => {
    const { found } = await find(visit);
    const { context, institution, actor, typed } = visit;
    const [day, reason] = [text(typed, 'day'), text(typed, 'reason')];
    if (found.kind === 'accreditation' && !isDay(day))
      return showPage(visit, new Map([['day', words.say('accreditations.withdraw.day.empty')]]));
    try {
      const when = { ...(day ? { validFrom: `${day}T00:00:00Z` } : {}), ...(reason ? { reason } : {}) };
      await withdraw(context, { institution, actor }, found.id, when);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 400) throw error;
      return showPage(visit, new Map([['day', error.errors?.[0]?.detail ?? error.title]]));
    }
    return { seeOther: `/console/recognitions/${visit.params.id}?notice=recognition-withdrawn` };
  });
}

async function find({
  context,
  institution,
  params,
}: Visit): Promise<{ found: Recognition; issued: IssuedCredential }> {
  const id = `urn:uuid:${params.id}`;
  const found = await findRecognition(context.pool, institution.id, id);
  const row = found && (await findCredential(context.pool, institution.id, id));
  const issued = row && toIssued(row);
  if (!found || !issued) throw new Problem(404, words.say('accreditations.unknown'));
  return { found, issued };
}

async function showPage(visit: Visit, errors: FieldErrors): Promise<Answer> {
  const { found, issued } = await find(visit);
  const document = JSON.parse(issued.row.document!) as Record<string, unknown>;
  const withdrawn = found.withdrawnFrom ? { at: found.withdrawnFrom.toISOString() } : found.revoked ? {} : undefined;
  const facts =
    found.kind === 'accreditation'
      ? accreditationFacts({ ...readAccreditations(document)[0]!, ...(withdrawn ? { withdrawn } : {}) })
      : decisionFacts(document);
  return {
    title: words.say(`accreditations.kind.${found.kind}`),
    place: 'accreditations',
    back: { href: '/console/accreditations', label: words.say('place.accreditations') },
    errors,
    main: html`${found.revoked && html`<p><span class="tag tag-stop">${words.say('accreditations.state.withdrawn')}</span></p>`}
${facts}
<h2>${words.say('accreditations.hand-on')}</h2><p class="measure">${words.say('accreditations.hand-on.says')}</p>
${textarea({ name: 'signed', label: words.say('accreditations.signed'), typed: { signed: credentialJson(issued) } }, { rows: 6 })}
<p><button type="button" hidden data-copy="signed" data-copied="${words.say('copied')}">${words.say('copy')}</button></p>
${!found.revoked && withdrawForm(visit, found, errors)}`,
  };
}

function withdrawForm({ typed, formToken, params, context }: Visit, { kind }: Recognition, errors: FieldErrors): Html {
  const filled = { day: context.clock().toISOString().slice(0, 10), ...typed };
  return html`<h2>${words.say('accreditations.withdraw')}</h2><p class="measure">${words.say(`accreditations.withdraw.${kind}`)}</p>
<form class="stack" method="post" action="/console/recognitions/${params.id}/withdraw" novalidate>${tokenField(formToken)}
${
  kind === 'accreditation' &&
  html`${input({ name: 'day', label: words.say('accreditations.withdraw.day'), hint: words.say('accreditations.withdraw.day.hint'), typed: filled, errors }, { type: 'date' })}
${textarea({ name: 'reason', label: words.say('accreditations.withdraw.reason'), hint: words.say('accreditations.withdraw.reason.hint'), typed, errors }, { maxlength: 1000, dir: 'auto' })}`
}
<p>${button('accreditations.withdraw.button', { danger: true })}</p></form>`;
}
