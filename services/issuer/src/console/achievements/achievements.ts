import { textIn } from '@symbolon/pages';
import { Problem } from '@symbolon/problem';
import { type Html, html } from '@symbolon/service';
import { keepAchievement, requireAchievement, withdrawAchievement } from '../../achievements/achievements.ts';
import { findAchievement, listAchievements, type StoredAchievement } from '../../achievements/store.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { confirmPage } from '../view/confirm.ts';
import type { FieldErrors } from '../view/form.ts';
import { inLanguage } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { achievementFacts } from './facts.ts';
import { achievementForm } from './form-page.ts';
import { readAchievementForm, typedFrom } from './read-form.ts';

const back = () => ({ href: '/console/achievements', label: words.say('place.achievements') });

/** `/console/achievements`: what the institution awards, in versions; a version that was used is never changed. */
export function registerAchievements(pages: ConsolePages): void {
  pages.show('/achievements', async ({ context, institution }) => {
    const all = await listAchievements(context.pool, institution.id);
    return {
      title: words.say('place.achievements'),
      place: 'achievements',
      main: html`<p class="measure">${words.say('achievements.intro')}</p>
${all.length > 0 && html`<ul class="list">${all.map(row)}</ul>`}
<p class="actions"><a class="button primary" href="/console/achievements/new">${words.say('achievements.new')}</a></p>`,
    };
  });

  pages.show('/achievements/new', (visit) => newPage(visit, new Map()));
  pages.act('/achievements/new', async (visit) => {
    const { input, errors } = readAchievementForm(visit.typed);
    const slug = errors.size > 0 ? '' : await freeSlug(visit, input.name.en ?? '');
    return errors.size > 0 ? newPage(visit, errors) : keep(visit, slug, newPage);
  });

  pages.show('/achievements/:slug', async (visit) => showPage(visit, await require(visit)));
  pages.show('/achievements/:slug/versions/:version', async (visit) => showPage(visit, await require(visit)));

  pages.show('/achievements/:slug/new-version', (visit) => versionPage(visit, new Map()));
  pages.act('/achievements/:slug/new-version', async (visit) => {
    const { errors } = readAchievementForm(visit.typed);
    await require(visit);
    return errors.size > 0 ? versionPage(visit, errors) : keep(visit, visit.params.slug ?? '', versionPage);
  });

  for (const [path, withdrawn] of [
    ['withdraw', true],
    ['resume', false],
  ] as const) {
    pages.show(`/achievements/:slug/${path}`, async (visit) => {
      const { version } = await require(visit);
      const name = textIn(version.name, words.language)?.text ?? version.achievement;
      return confirmPage({
        title: words.say(`achievements.${path}.title`, { name }),
        place: 'achievements',
        says: [words.say(`achievements.${path}.says`)],
        action: `/console/achievements/${version.achievement}/${path}`,
        button: `achievements.${path}.button`,
        formToken: visit.formToken,
        back: { href: `/console/achievements/${version.achievement}`, label: name },
      });
    });
    pages.act(`/achievements/:slug/${path}`, async (visit) => {
      const { version } = await require(visit);
      await withdrawAchievement(visit.context, visit.institution.id, version.achievement, withdrawn, visit.actor);
      return { seeOther: `/console/achievements/${version.achievement}?notice=achievement-${path}` };
    });
  }
}

function require({ context, institution, params }: Visit): Promise<StoredAchievement> {
  const { slug = '', version } = params;
  return requireAchievement(context, institution.id, slug, version === undefined ? undefined : Number(version) || 0);
}

type FormPage = (visit: Visit, errors: FieldErrors) => Promise<Answer>;

/** Keeps what was typed; what the rules of achievements refuse is shown at the top of the same form. */
async function keep(visit: Visit, slug: string, again: FormPage): Promise<Answer> {
  const { input } = readAchievementForm(visit.typed);
  try {
    await keepAchievement(visit.context, visit.institution, slug, input, visit.actor);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error;
    const refusals = error.errors?.map(({ detail }) => detail) ?? [error.detail ?? error.title];
    return again(visit, new Map([['name-en', refusals.join(' ')]]));
  }
  return { seeOther: `/console/achievements/${slug}?notice=achievement-kept` };
}

async function newPage({ typed, institution, formToken }: Visit, errors: FieldErrors): Promise<Answer> {
  return {
    title: words.say('achievements.new'),
    place: 'achievements',
    back: back(),
    errors,
    main: achievementForm({
      action: '/console/achievements/new',
      typed,
      errors,
      formToken,
      country: institution.country,
    }),
  };
}

async function versionPage(visit: Visit, errors: FieldErrors): Promise<Answer> {
  const { version } = await requireAchievement(visit.context, visit.institution.id, visit.params.slug ?? '');
  return {
    title: words.say('achievements.new-version', { number: version.version + 1 }),
    place: 'achievements',
    back: {
      href: `/console/achievements/${version.achievement}`,
      label: textIn(version.name, words.language)?.text ?? '',
    },
    errors,
    main: html`<p class="measure">${words.say('achievements.new-version.why')}</p>${achievementForm({
      action: `/console/achievements/${version.achievement}/new-version`,
      typed: visit.request.method === 'POST' ? visit.typed : typedFrom(version),
      errors,
      formToken: visit.formToken,
      country: visit.institution.country,
    })}`,
  };
}

/** A short name for addresses, made of the English name; counted on where it is taken. */
async function freeSlug({ context, institution }: Visit, name: string): Promise<string> {
  const folded = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const stem = folded.slice(0, 50).replace(/^-+|-+$/g, '') || 'achievement';
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? stem : `${stem}-${number}`;
    if (!(await findAchievement(context.pool, institution.id, slug))) return slug;
  }
}

const tags = ({ withdrawn, used }: StoredAchievement): Html =>
  html`${used && html`<span class="tag tag-ok">${words.say('achievements.used')}</span> `}${withdrawn && html`<span class="tag tag-off">${words.say('achievements.withdrawn')}</span>`}`;

const name = (version: StoredAchievement['version']) => {
  const found = textIn(version.name, words.language);
  return found && inLanguage(found.text, found.language);
};

function row(stored: StoredAchievement): Html {
  const { version } = stored;
  const others = Object.entries(version.name).filter(([language]) => language !== 'en');
  return html`<li><div><p><a href="/console/achievements/${version.achievement}">${name(version)}</a></p>
${others.map(([language, text]) => html`<p class="muted">${inLanguage(text, language)}</p>`)}</div>
<p class="small">${words.say('achievements.version', { number: version.version })} ${tags(stored)}</p></li>`;
}

async function showPage({ context, institution }: Visit, stored: StoredAchievement): Promise<Answer> {
  const { version, withdrawn, used } = stored;
  const newest = await requireAchievement(context, institution.id, version.achievement);
  const numbers = Array.from({ length: newest.version.version }, (_, index) => newest.version.version - index);
  const isNewest = version.version === newest.version.version;
  const title = textIn(version.name, words.language)?.text ?? version.achievement;
  return {
    title,
    heading: html`${name(version)}`,
    place: 'achievements',
    back: back(),
    main: html`<p>${words.say('achievements.version', { number: version.version })} ${tags(stored)}</p>
${achievementFacts(version, stored.created)}
${used && html`<p class="muted measure">${words.say('achievements.used.why')}</p>`}
${
  isNewest
    ? html`<p class="actions">${!withdrawn && html`<a class="button primary" href="/console/rosters/new?achievement=${version.achievement}">${words.say('achievements.issue')}</a>`}
<a class="button" href="/console/achievements/${version.achievement}/new-version">${words.say('achievements.new-version', { number: version.version + 1 })}</a>
<a class="button quiet" href="/console/achievements/${version.achievement}/${withdrawn ? 'resume' : 'withdraw'}">${words.say(withdrawn ? 'achievements.resume' : 'achievements.withdraw')}</a></p>`
    : html`<p class="muted">${words.say('achievements.older')}</p>`
}
${
  numbers.length > 1 &&
  html`<h2>${words.say('achievements.versions')}</h2><ul class="plain row">${numbers.map((number) =>
    number === version.version
      ? html`<li><strong>${words.say('achievements.version', { number })}</strong></li>`
      : html`<li><a href="/console/achievements/${version.achievement}/versions/${number}">${words.say('achievements.version', { number })}</a></li>`,
  )}</ul>`
}`,
  };
}
