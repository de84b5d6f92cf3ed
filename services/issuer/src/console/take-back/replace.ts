import { createHash } from 'node:crypto';
import { type Award, type Holder, readSkill } from '@symbolon/credential';
import { Problem } from '@symbolon/problem';
import { html } from '@symbolon/service';
import { requireAchievement } from '../../achievements/achievements.ts';
import { replaceCredential } from '../../issuance/replace.ts';
import type { StoredCredential } from '../../issuance/store.ts';
import { requireCredential } from '../credentials/show.ts';
import { credentialPage } from '../credentials/state.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { confirmPage } from '../view/confirm.ts';
import { button, choose, type FieldErrors, input, type Typed, text, texts } from '../view/form.ts';
import { asTyped, type Page, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { keep } from './one.ts';

const fields = ['name', 'latin-name', 'date-of-birth', 'identifier', 'result', 'valid-until', 'note'] as const;

/** Correct and issue again: the new certificate is issued first, then the old one is taken back as replaced by it. */
export function registerReplace(pages: ConsolePages): void {
  pages.show('/credentials/:id/replace', (visit) => askCorrection(visit, new Map()));
  pages.act('/credentials/:id/replace', async (visit) => {
    const { row, achievement, holder, award } = await readStored(visit);
    const corrected = readCorrection(visit.typed, holder, award, achievement);
    if (corrected.errors.size > 0) return askCorrection(visit, corrected.errors);
    if (text(visit.typed, 'confirmed') !== 'yes') return confirm(visit, row);
    return replace(visit, row, corrected);
  });
}

/** What the signed document says of the person and the award; the achievement in the version that it names. */
async function readStored(visit: Visit) {
  const row = await requireCredential(visit);
  if (row.document === null || row.achievement === null || row.achievementVersion === null || row.revoked) {
    throw new Problem(409, words.say('replace.impossible'), { detail: words.say('replace.impossible.detail') });
  }
  const { context, institution } = visit;
  const { version: achievement } = await requireAchievement(
    context,
    institution.id,
    row.achievement,
    row.achievementVersion,
  );
  const reading = readSkill(JSON.parse(row.document), achievement.languages);
  const { id, name = '', latinName, dateOfBirth, documentNumberHash, identifier } = reading.holder;
  const holder: Holder = {
    name,
    ...(id === undefined ? {} : { id }),
    ...(latinName === undefined ? {} : { latinName }),
    ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
    ...(documentNumberHash === undefined ? {} : { documentNumberHash }),
    ...(identifier === undefined ? {} : { identifier }),
  };
  const { validFrom = '', validUntil, awardedDate, route, result, partial } = reading;
  const award: Award = {
    validFrom,
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(awardedDate === undefined ? {} : { awardedDate }),
    ...(route === undefined ? {} : { route }),
    ...(partial === undefined ? {} : { recognisedUnits: partial.recognisedUnit }),
    ...(result === undefined ? {} : { result }),
  };
  return { row, achievement, holder, award };
}

type Stored = Awaited<ReturnType<typeof readStored>>;
type Corrected = { holder: Holder; award: Award; errors: FieldErrors };

/** Gives holder and award with what was typed in place of what was there. */
function readCorrection(typed: Typed, holder: Holder, award: Award, achievement: Stored['achievement']): Corrected {
  const errors: FieldErrors = new Map();
  const name = text(typed, 'name');
  if (!name) errors.set('name', words.say('replace.name.empty'));
  if (name.length > 200) errors.set('name', words.say('error.too-long', { most: 200 }));
  const day = (field: 'date-of-birth' | 'valid-until') => {
    const value = text(typed, field);
    const date = new Date(`${value}T00:00:00Z`);
    const isDay =
      /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
    if (value && !isDay) errors.set(field, words.say('replace.date.wrong'));
    return isDay ? value : undefined;
  };
  const [dateOfBirth, until] = [day('date-of-birth'), day('valid-until')];
  const [latinName, identifier, result] = ['latin-name', 'identifier', 'result'].map((field) => text(typed, field));
  if (latinName && !/^[\p{Script=Latin}\p{M}\p{P}\s\d]{1,200}$/u.test(latinName))
    errors.set('latin-name', words.say('replace.latin-name.wrong'));
  // The day stays as it was signed, with its time, unless it was changed.
  const validUntil =
    until === undefined || award.validUntil?.startsWith(until) ? until && award.validUntil : `${until}T23:59:59Z`;
  if (validUntil && validUntil <= award.validFrom) errors.set('valid-until', words.say('replace.valid-until.wrong'));
  const codes = achievement.units.map(({ code }) => code);
  const recognised = codes.filter((code) => texts(typed, 'units').includes(code));
  if (codes.length > 0 && recognised.length === 0) errors.set('units', words.say('replace.units.empty'));
  const { id, documentNumberHash } = holder;
  const { validFrom, awardedDate, route } = award;
  return {
    errors,
    holder: {
      name,
      ...(id === undefined ? {} : { id }),
      ...(latinName && { latinName }),
      ...(dateOfBirth && { dateOfBirth }),
      ...(documentNumberHash === undefined ? {} : { documentNumberHash }),
      ...(identifier && { identifier }),
    },
    award: {
      validFrom,
      ...(validUntil && { validUntil }),
      ...(awardedDate === undefined ? {} : { awardedDate }),
      ...(route === undefined ? {} : { route }),
      ...(recognised.length < codes.length && { recognisedUnits: recognised }),
      ...(result && { result }),
    },
  };
}

async function askCorrection(visit: Visit, errors: FieldErrors): Promise<Page> {
  const { row, achievement, holder, award } = await readStored(visit);
  const codes = achievement.units.map(({ code }) => code);
  const typed: Typed =
    visit.request.method === 'POST'
      ? visit.typed
      : {
          name: holder.name,
          'latin-name': holder.latinName,
          'date-of-birth': holder.dateOfBirth,
          identifier: holder.identifier,
          result: award.result,
          'valid-until': award.validUntil?.slice(0, 10),
          units: award.recognisedUnits ?? codes,
        };
  const field = (name: (typeof fields)[number] | 'units') => ({
    name,
    label: words.say(`replace.${name}`),
    typed,
    errors,
  });
  return {
    title: words.say('replace.title'),
    place: 'find',
    step: words.say('take-back.step', { number: 1 }),
    back: { href: credentialPage(row.id), label: row.holderName ?? words.say('credential.back') },
    errors,
    main: html`<p class="measure">${words.say('replace.says')}</p>
<form method="post" action="${credentialPage(row.id)}/replace" novalidate>${tokenField(visit.formToken)}
${input(field('name'), { dir: 'auto', maxlength: 200 })}
${input({ ...field('latin-name'), hint: words.say('replace.latin-name.hint') }, { maxlength: 200 })}
<div class="pair">${input({ ...field('date-of-birth'), hint: words.say('replace.date.hint') }, { inputmode: 'numeric', maxlength: 10 })}
${input(field('identifier'), { maxlength: 100 })}</div>
<div class="pair">${input(field('result'), { maxlength: 100 })}
${input({ ...field('valid-until'), hint: words.say('replace.date.hint') }, { inputmode: 'numeric', maxlength: 10 })}</div>
${
  achievement.units.length > 0 &&
  choose(
    field('units'),
    'checkbox',
    achievement.units.map(({ code, title }) => ({
      value: code,
      label: html`<span><span class="code">${code}</span> ${title.en ?? Object.values(title)[0]}</span>`,
    })),
    { small: true },
  )
}
${input({ ...field('note'), hint: words.say('take-back.note.hint') }, { dir: 'auto', maxlength: 1000 })}
<p class="actions">${button('take-back.continue')}</p></form>`,
  };
}

function confirm({ formToken, typed }: Visit, row: StoredCredential): Page {
  const [from, to] = [row.holderName ?? '', text(typed, 'name')];
  return confirmPage({
    title: words.say('replace.confirm'),
    place: 'find',
    step: words.say('take-back.step', { number: 2 }),
    says: [
      words.sayWith('replace.will-issue', { name: asTyped(to) }),
      words.sayWith('replace.will-take-back', { name: asTyped(from) }),
      words.say('take-back.within'),
    ],
    warning: words.say('take-back.revoke.warning'),
    action: `${credentialPage(row.id)}/replace`,
    button: 'replace.button',
    formToken,
    fields: html`${keep(typed, [...fields])}${texts(typed, 'units').map((code) => html`<input type="hidden" name="units" value="${code}">`)}<input type="hidden" name="confirmed" value="yes">`,
    back: { href: `${credentialPage(row.id)}/replace`, label: words.say('back') },
  });
}

/** The key is made of what was asked for, so that a second click, or a try after a crash, meets the certificate of the first. */
async function replace(visit: Visit, row: StoredCredential, { holder, award }: Corrected): Promise<Answer> {
  const { context, institution, actor, typed } = visit;
  const { achievement } = await readStored(visit);
  const asked = createHash('sha256')
    .update(JSON.stringify([row.id, holder, award]))
    .digest('base64url');
  const { securing, cryptosuites } = row;
  const note = text(typed, 'note');
  const { credential } = await replaceCredential(context, {
    institution,
    actor,
    id: row.id,
    achievement,
    request: { key: `replace:${asked}`, holder, award, securing: { securing, cryptosuites } },
    ...(note && { note }),
  });
  return { seeOther: `${credentialPage(credential.id)}?notice=replace` };
}
