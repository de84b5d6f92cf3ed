import { textIn } from '@symbolon/pages';
import { Problem } from '@symbolon/problem';
import { html } from '@symbolon/service';
import { requireAchievement } from '../../achievements/achievements.ts';
import { listAchievements } from '../../achievements/store.ts';
import { encodings } from '../../rosters/read/encoding.ts';
import { limits } from '../../rosters/read/table.ts';
import { receiveFile } from '../../rosters/receive.ts';
import { uploadRoster } from '../../rosters/upload.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button, type FieldErrors, input, select, type Typed, text } from '../view/form.ts';
import { inLanguage, type Page, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { callerOfVisit, rosterPage, stepOf } from './steps.ts';

const back = () => ({ href: '/console/rosters', label: words.say('rosters.title') });

/** `/console/rosters/new`: which achievement, then the file. From the upload on everything is kept by the server. */
export function registerUpload(pages: ConsolePages): void {
  pages.show('/rosters/new', (visit) => {
    const slug = text(visit.query, 'achievement');
    return slug ? filePage(visit, slug, {}, new Map()) : choosePage(visit);
  });
  pages.upload('/rosters/new', (visit) => receive(pages, visit));
}

async function choosePage({ context, institution }: Visit): Promise<Page> {
  const all = (await listAchievements(context.pool, institution.id)).filter(({ withdrawn }) => !withdrawn);
  return {
    title: words.say('rosters.achievement.title'),
    place: 'issue',
    step: stepOf('achievement'),
    back: back(),
    main: html`${
      all.length > 0
        ? html`<ul class="list">${all.map(({ version }) => {
            const name = textIn(version.name, words.language);
            const others = Object.entries(version.name).filter(([language]) => language !== name?.language);
            return html`<li><div><p><a href="/console/rosters/new?achievement=${version.achievement}">${name && inLanguage(name.text, name.language)}</a></p>
${others.slice(0, 1).map(([language, other]) => html`<p class="muted">${inLanguage(other, language)}</p>`)}</div><p class="small muted">${words.say('achievements.version', { number: version.version })}</p></li>`;
          })}</ul>`
        : html`<p>${words.say('rosters.achievement.none')}</p>`
    }<p><a href="/console/achievements/new">${words.say('achievements.new')}</a></p>`,
  };
}

async function filePage(
  { context, institution, formToken }: Visit,
  slug: string,
  typed: Typed,
  errors: FieldErrors,
): Promise<Page> {
  const { version } = await requireAchievement(context, institution.id, slug);
  const name = textIn(version.name, words.language);
  return {
    title: words.say('rosters.upload.title'),
    place: 'issue',
    step: stepOf('upload'),
    back: { href: '/console/rosters/new', label: words.say('rosters.achievement.title') },
    errors,
    main: html`<p>${words.sayWith('rosters.upload.for', { achievement: name ? inLanguage(name.text, name.language) : slug })}</p>
<form method="post" action="/console/rosters/new" enctype="multipart/form-data" novalidate>
${tokenField(formToken)}<input type="hidden" name="achievement" value="${slug}">
<details><summary>${words.say('rosters.upload.more')}</summary><div class="stack">
${input({ name: 'sheet', label: words.say('rosters.upload.sheet'), hint: words.say('rosters.upload.sheet.hint'), typed, errors }, { maxlength: 100, dir: 'auto' })}
${select(
  {
    name: 'encoding',
    label: words.say('rosters.upload.encoding'),
    hint: words.say('rosters.upload.encoding.hint'),
    typed,
    errors,
  },
  [
    { value: '', label: words.say('rosters.upload.encoding.guess') },
    ...encodings.map((value) => ({ value, label: value })),
  ],
)}</div></details>
<div class="field${errors.has('file') && ' field-wrong'}"><label for="file">${words.say('rosters.upload.file')}</label>
<p class="hint" id="file-hint">${words.say('rosters.upload.hint', { rows: words.number(limits.rows), size: limits.bytes / 1024 / 1024 })}</p>
${errors.has('file') && html`<p class="field-error" id="file-error"><span class="visually-hidden">${words.say('error.prefix')} </span>${errors.get('file')}</p>`}
<input id="file" name="file" type="file" accept=".csv,.tsv,.txt,.xlsx" aria-describedby="file-hint${errors.has('file') && ' file-error'}"></div>
<p>${words.sayWith('rosters.upload.template', { link: html`<a href="/console/rosters/template?achievement=${slug}">${words.say('rosters.upload.template.link')}</a>` })}</p>
<p class="actions">${button('rosters.upload.button')}</p></form>`,
  };
}

/** Reads the parts in the order in which the form has them: the token before the file, so that no stranger fills a disk. */
async function receive(pages: ConsolePages, visit: Visit): Promise<Answer> {
  const { request, context } = visit;
  if (!request.isMultipart())
    throw new Problem(415, words.say('fault.token'), { detail: words.say('fault.token.detail') });
  const typed: Typed = {};
  const again = (message: string) => filePage(visit, text(typed, 'achievement'), typed, new Map([['file', message]]));
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      typed[part.fieldname] = String(part.value);
      continue;
    }
    pages.checkToken(request, text(typed, '_token'));
    if (!part.filename) return again(words.say('rosters.upload.none'));
    try {
      const roster = await receiveFile(part.file, part.filename, (file) =>
        uploadRoster(context, callerOfVisit(visit), file, {
          achievement: text(typed, 'achievement'),
          ...(text(typed, 'sheet') && { sheet: text(typed, 'sheet') }),
          ...(encodings.some((each) => each === text(typed, 'encoding')) && { encoding: text(typed, 'encoding') }),
        }),
      );
      return { seeOther: rosterPage(roster.id, 'columns') };
    } catch (error) {
      if (!(error instanceof Problem) || ![400, 413, 415].includes(error.status)) throw error;
      return again([error.title, error.detail].filter(Boolean).join('. '));
    }
  }
  pages.checkToken(request, text(typed, '_token'));
  return again(words.say('rosters.upload.none'));
}
