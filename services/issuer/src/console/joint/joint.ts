import { randomUUID } from 'node:crypto';
import { textIn } from '@symbolon/pages';
import { Problem } from '@symbolon/problem';
import { type Html, html } from '@symbolon/service';
import { requireVersion } from '../../achievements/achievements.ts';
import { listAchievements } from '../../achievements/store.ts';
import { findCredential } from '../../issuance/store.ts';
import { awardJointly, stateOf } from '../../joint/award.ts';
import { signJointly } from '../../joint/sign.ts';
import { type JointCredential, listAsked, listJointCredentials } from '../../joint/store.ts';
import { isDay } from '../accreditations/preview.ts';
import { credentialPage } from '../credentials/state.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button, type FieldErrors, fieldsOf, input, select, type Typed, text } from '../view/form.ts';
import { asTyped, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { documentFacts } from './facts.ts';

/** `/console/joint`: certificates that several institutions award together: what others ask to sign, and what is awarded with others. */
export function registerJoint(pages: ConsolePages): void {
  pages.show('/joint', listPage);
  pages.show('/joint/new', async (visit) => formPage(visit, new Map()));
  pages.act('/joint/new', award);
  pages.show('/joint/asked/:id', askedPage);
  pages.act('/joint/asked/:id', async (visit) => {
    const { document } = await findAsked(visit);
    const { context, institution, actor } = visit;
    await signJointly(context, { institution, actor }, document);
    return { seeOther: '/console/joint?notice=joint-signed' };
  });
  pages.show('/joint/:id', ownPage);
}

const home = () => ({ href: '/console/joint', label: words.say('place.joint') });
const uuidOf = (id: string) => id.replace(/^urn:uuid:/, '');

async function listPage({ context, institution }: Visit): Promise<Answer> {
  const asked = await listAsked(context.pool, institution.did);
  const own = await listJointCredentials(context.pool, institution.id);
  const row = (href: string, { holderName, recorded, issued, bodies }: JointCredential): Html =>
    html`<li><div><p><a href="${href}">${asTyped(holderName ?? words.say('find.no-name'))}</a> ${issued && html`<span class="tag tag-ok">${words.say('joint.issued')}</span>`}</p>
<p class="small muted">${words.time(recorded)} · ${bodies.map(({ name, proof }, index) => html`${index > 0 && ', '}${asTyped(name)}${!proof && html` (${words.say('joint.awaited')})`}`)}</p></div></li>`;
  return {
    title: words.say('place.joint'),
    place: 'joint',
    main: html`<p class="measure">${words.say('joint.intro')}</p>
<section class="stack"><h2>${words.say('joint.asked')}</h2>
${asked.length === 0 ? html`<p class="muted">${words.say('joint.asked.none')}</p>` : html`<ul class="list">${asked.map((each) => row(`/console/joint/asked/${uuidOf(each.id)}`, each))}</ul>`}</section>
<section class="stack"><h2>${words.say('joint.own')}</h2>
${own.length > 0 && html`<ul class="list">${own.map((each) => row(`/console/joint/${uuidOf(each.id)}`, each))}</ul>`}
<p class="actions"><a class="button primary" href="/console/joint/new">${words.say('joint.new')}</a></p></section>`,
  };
}

async function findAsked({ context, institution, params }: Visit) {
  const asked = (await listAsked(context.pool, institution.did)).find(({ id }) => uuidOf(id) === params.id);
  const row = asked && (await findCredential(context.pool, asked.institutionId, asked.id));
  if (!row?.document) throw new Problem(404, words.say('joint.unknown'));
  return { document: JSON.parse(row.document) as Record<string, unknown> };
}

async function askedPage(visit: Visit): Promise<Answer> {
  const { document } = await findAsked(visit);
  return {
    title: words.say('joint.sign.title'),
    place: 'joint',
    back: home(),
    main: html`<p class="measure">${words.say('joint.sign.says')}</p>${documentFacts(document)}
<form method="post" action="/console/joint/asked/${visit.params.id}" novalidate>${tokenField(visit.formToken)}
<p class="actions">${button('joint.sign')}<a class="button quiet" href="/console/joint">${words.say('cancel')}</a></p></form>`,
  };
}

async function ownPage({ context, institution, params }: Visit): Promise<Answer> {
  const { joint, document, issued } = await stateOf(context, institution, `urn:uuid:${params.id}`);
  return {
    title: words.say('joint.title'),
    place: 'joint',
    back: home(),
    main: html`${documentFacts(document)}
<h2>${words.say('joint.proofs')}</h2>
<ul class="list">${joint.bodies.map(
      ({ name, proof }) =>
        html`<li><p>${asTyped(name)}</p><p class="small">${words.say(proof ? 'joint.received' : 'joint.awaited')}</p></li>`,
    )}</ul>
${issued ? html`<p class="actions"><a class="button primary" href="${credentialPage(issued.id)}">${words.say('joint.show')}</a></p>` : html`<p class="muted measure">${words.say('joint.waiting')}</p>`}`,
  };
}

async function award(visit: Visit): Promise<Answer> {
  const { context, institution, actor, typed } = visit;
  const errors: FieldErrors = new Map();
  if (!text(typed, 'name')) errors.set('name', words.say('joint.name.empty'));
  if (!/^did:[a-z0-9]+:\S+$/.test(text(typed, 'body'))) errors.set('body', words.say('accreditations.entity.wrong'));
  if (!text(typed, 'body-name')) errors.set('body-name', words.say('accreditations.name.empty'));
  if (!isDay(text(typed, 'from'))) errors.set('from', words.say('accreditations.day.wrong'));
  const born = text(typed, 'born');
  if (born && !isDay(born)) errors.set('born', words.say('accreditations.day.wrong'));
  if (errors.size > 0) return formPage(visit, errors);
  try {
    const achievement = await requireVersion(context, institution.id, text(typed, 'achievement'));
    const { joint } = await awardJointly(
      context,
      { institution, actor },
      {
        achievement,
        others: [{ id: text(typed, 'body'), name: text(typed, 'body-name') }],
        request: {
          key: `console:${text(typed, 'key') || randomUUID()}`,
          holder: { name: text(typed, 'name'), ...(born ? { dateOfBirth: born } : {}) },
          award: { validFrom: `${text(typed, 'from')}T00:00:00Z` },
        },
      },
    );
    return { seeOther: `/console/joint/${uuidOf(joint.id)}?notice=joint-asked` };
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    const { title, detail, errors: faults = [] } = error;
    return formPage(visit, new Map([['achievement', faults[0]?.detail ?? [title, detail].filter(Boolean).join('. ')]]));
  }
}

async function formPage({ context, institution, typed, formToken }: Visit, errors: FieldErrors): Promise<Answer> {
  const achievements = await listAchievements(context.pool, institution.id);
  const filled: Typed = { from: context.clock().toISOString().slice(0, 10), key: randomUUID(), ...typed };
  const field = fieldsOf(filled, errors);
  return {
    title: words.say('joint.new'),
    place: 'joint',
    back: home(),
    errors,
    main: html`<p class="measure">${words.say('joint.new.says')}</p>
<form class="stack" method="post" action="/console/joint/new" novalidate>${tokenField(formToken)}
<input type="hidden" name="key" value="${text(filled, 'key')}">
${select(
  field('achievement', 'joint.achievement'),
  achievements
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ version }) => ({
      value: version.achievement,
      label: textIn(version.name, words.language)?.text ?? version.achievement,
    })),
)}
${input(field('name', 'joint.name'), { maxlength: 200, dir: 'auto' })}
${input(field('born', 'joint.born'), { type: 'date' })}
${input(field('from', 'accreditations.from'), { type: 'date' })}
${input(field('body', 'joint.body', 'joint.body.hint'), { maxlength: 1000, spellcheck: 'false' })}
${input(field('body-name', 'joint.body-name'), { maxlength: 500, dir: 'auto' })}
<p class="actions">${button('joint.ask')}</p></form>`,
  };
}
