import { randomUUID } from 'node:crypto';
import { purposes } from '@symbolon/contexts/agreements';
import { Problem } from '@symbolon/problem';
import { html } from '@symbolon/service';
import { decisionDocument } from '../../accreditation/given/document.ts';
import { giveDecision, readDecidedUpon, shortId } from '../../accreditation/given/give.ts';
import type { DecisionRequest } from '../../accreditation/given/schemas.ts';
import { limitOf } from '../../accreditation/limit.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button, type FieldErrors, fieldsOf, input, select, type Typed, text, textarea } from '../view/form.ts';
import { tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { decisionFacts } from './decision-facts.ts';
import { documentsIn } from './pasted.ts';
import { isDay, previewPage } from './preview.ts';

const path = '/console/decisions/new';
const outcomes = ['full', 'partial', 'conditional', 'alternative', 'none'] as const;

/** `/console/decisions/new`: what is decided on one certificate, shown as it will be signed, then signed. */
export function registerDecide(pages: ConsolePages): void {
  pages.show('/decisions/new', async (visit) => formPage(visit, new Map()));
  pages.act('/decisions/new', async (visit) => {
    const { context, institution, actor, typed } = visit;
    if (text(typed, 'step') === 'change') return formPage(visit, new Map());
    const empty = required(typed);
    if (empty.size > 0) return formPage(visit, empty);
    try {
      const forms = documentsIn(text(typed, 'certificate')) ?? [text(typed, 'certificate')];
      const request = { ...readForm(typed), recognizes: await readDecidedUpon(context, forms) };
      const document = decisionDocument(institution, request);
      const numbered = { id: 'urn:uuid:00000000-0000-4000-8000-000000000000', ...document };
      const beyond = (await limitOf(context, institution))?.(numbered, context.clock());
      if (beyond) throw beyond;
      if (text(typed, 'step') !== 'sign') {
        const facts = decisionFacts(document);
        return previewPage(visit, { title: words.say('decisions.new'), facts, action: path, sign: 'decisions.sign' });
      }
      const by = { institution, actor, key: `console:${text(typed, 'key') || randomUUID()}` };
      const { id } = await giveDecision(context, by, request);
      return { seeOther: `/console/recognitions/${shortId(id)}?notice=decision-given` };
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const { title, detail, errors = [] } = error;
      const fault = errors[0];
      const field = fault?.pointer?.startsWith('/verifiableCredential')
        ? 'certificate'
        : fault?.pointer === '/condition'
          ? 'condition-name'
          : 'outcome';
      return formPage(visit, new Map([[field, fault?.detail ?? [title, detail].filter(Boolean).join('. ')]]));
    }
  });
}

function required(typed: Typed): FieldErrors {
  const errors: FieldErrors = new Map();
  if (!text(typed, 'certificate')) errors.set('certificate', words.say('decisions.certificate.empty'));
  if (!/^[A-Za-z]{2}$/.test(text(typed, 'jurisdiction')))
    errors.set('jurisdiction', words.say('decisions.jurisdiction.wrong'));
  if (!isDay(text(typed, 'from'))) errors.set('from', words.say('accreditations.day.wrong'));
  return errors;
}

const listed = (typed: Typed, name: string) =>
  text(typed, name)
    .split(/[\s,;]+/)
    .filter(Boolean);

function readForm(typed: Typed): Omit<DecisionRequest, 'recognizes'> {
  const outcome = outcomes.find((each) => each === text(typed, 'outcome')) ?? 'full';
  const purpose = purposes.find((each) => each === text(typed, 'purpose')) ?? 'employment';
  const occupation = text(typed, 'occupation');
  const [recognised, missing] = [listed(typed, 'recognised'), listed(typed, 'missing')];
  const reason = text(typed, 'reason');
  const name = text(typed, 'condition-name');
  const [achievement, provider] = [listed(typed, 'condition-achievement'), listed(typed, 'condition-provider')];
  return {
    jurisdiction: text(typed, 'jurisdiction').toUpperCase(),
    purpose,
    outcome,
    validFrom: `${text(typed, 'from')}T00:00:00Z`,
    ...(occupation
      ? {
          occupation: occupation.includes(':')
            ? occupation
            : `${occupation.includes('.') ? 'esco' : 'isco-08'}:${occupation}`,
        }
      : {}),
    ...(recognised.length > 0 ? { recognizedUnit: recognised } : {}),
    ...(missing.length > 0 ? { missingUnit: missing } : {}),
    ...(reason ? { reason: [{ ground: 'stated-in-words', explanation: reason }] } : {}),
    ...(name
      ? {
          condition: [
            {
              measure: 'bridging-course',
              name,
              ...(achievement.length > 0 ? { achievement } : {}),
              ...(provider.length > 0 ? { provider } : {}),
            },
          ],
        }
      : {}),
    ...(text(typed, 'appeal') ? { appeal: { body: text(typed, 'appeal') } } : {}),
  };
}

function formPage({ typed, formToken, institution, context }: Visit, errors: FieldErrors): Answer {
  const today = context.clock().toISOString().slice(0, 10);
  const filled: Typed = { jurisdiction: institution.country ?? '', from: today, key: randomUUID(), ...typed };
  const field = fieldsOf(filled, errors);
  return {
    title: words.say('decisions.new'),
    place: 'accreditations',
    back: { href: '/console/accreditations', label: words.say('place.accreditations') },
    errors,
    main: html`<form class="stack" method="post" action="${path}" novalidate>${tokenField(formToken)}
<input type="hidden" name="key" value="${text(filled, 'key')}">
${textarea(field('certificate', 'decisions.certificate', 'decisions.certificate.hint'), { rows: 6 })}
<div class="pair">${input(field('jurisdiction', 'decisions.jurisdiction', 'decisions.jurisdiction.hint'), { class: 'short', maxlength: 2 })}
${select(
  field('purpose', 'decisions.purpose'),
  purposes.map((value) => ({ value, label: words.say(`decisions.purpose.${value}`) })),
)}</div>
${select(
  field('outcome', 'decisions.outcome'),
  outcomes.map((value) => ({ value, label: words.say(`decisions.outcome.${value}`) })),
)}
${input(field('occupation', 'decisions.occupation', 'achievement.occupation.hint'), { class: 'short', maxlength: 40 })}
<div class="pair">${input(field('recognised', 'decisions.recognized-units', 'decisions.units.hint'), { maxlength: 2000 })}
${input(field('missing', 'decisions.missing-units'), { maxlength: 2000 })}</div>
${textarea(field('reason', 'decisions.reason', 'decisions.reason.hint'), { maxlength: 1000, dir: 'auto' })}
${input(field('condition-name', 'decisions.condition', 'decisions.condition.hint'), { maxlength: 500, dir: 'auto' })}
${input(field('condition-achievement', 'decisions.condition.achievement'), { maxlength: 5000 })}
${input(field('condition-provider', 'decisions.condition.provider'), { maxlength: 5000 })}
${input(field('appeal', 'decisions.appeal'), { maxlength: 500, dir: 'auto' })}
${input(field('from', 'accreditations.from'), { type: 'date' })}
<p class="actions">${button('accreditations.show')}</p></form>`,
  };
}
