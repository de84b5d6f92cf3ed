import { iconSvg } from '@symbolon/pages';
import { html, raw } from '@symbolon/service';
import { cryptosuites } from '../../issuance/draft.ts';
import { listKeys } from '../../keys/store.ts';
import { approveRoster } from '../../rosters/approve.ts';
import { viewRoster } from '../../rosters/preview.ts';
import type { Roster } from '../../rosters/store.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { type FieldErrors, text } from '../view/form.ts';
import { asTyped, inLanguage, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { achievementOfRoster, callerOfVisit, rosterOf, rosterPage, stepOf } from './steps.ts';

/** `/console/rosters/:id/approve`: everything once more, then the button that issues. */
export function registerApprove(pages: ConsolePages): void {
  pages.show('/rosters/:id/approve', async (visit) => approvePage(visit, await rosterOf(visit), new Map()));
  pages.act('/rosters/:id/approve', async (visit) => {
    const roster = await rosterOf(visit);
    const { sameFileAs, counts } = await viewRoster(visit.context.pool, roster, visit.context.clock());
    const unusual = sameFileAs !== undefined || manyProblems(counts);
    if (unusual && text(visit.typed, 'sure') !== 'yes') {
      return approvePage(visit, roster, new Map([['sure', words.say('approve.sure.empty')]]));
    }
    await approveRoster(visit.context, callerOfVisit(visit), roster.id);
    return { seeOther: rosterPage(roster.id, 'progress') };
  });
}

/** More than one row in a hundred with a problem is no slip of the pen: perhaps a column was matched wrongly. */
const manyProblems = ({ problem, failed, rows }: { problem: number; failed: number; rows: number }) =>
  problem + failed > rows / 100 && problem + failed > 0;

async function approvePage(visit: Visit, roster: Roster, errors: FieldErrors): Promise<Answer> {
  const { context, institution, formToken } = visit;
  const view = await viewRoster(context.pool, roster, context.clock());
  if (view.counts.ready === 0) return { seeOther: rosterPage(roster.id, 'check') };
  const { version, name } = await achievementOfRoster(visit, roster);
  const keys = await listKeys(context.pool, institution.id);
  const signing = roster.cryptosuites.map((suite) =>
    keys.find((key) => key.algorithm === cryptosuites[suite] && !key.retired),
  );
  const until = view.columns.some(({ field }) => field === 'validUntil')
    ? words.say('approve.until.file')
    : version.validityMonths === undefined
      ? words.say('achievement.fact.validity.none')
      : words.say('approve.until.months', { count: version.validityMonths });
  const warnings = [
    view.sameFileAs !== undefined &&
      html`<p>${words.sayWith('approve.same-file', { link: html`<a href="${rosterPage(view.sameFileAs)}">${words.say('approve.same-file.link')}</a>` })}</p>`,
    manyProblems(view.counts) &&
      html`<p>${words.say('approve.many', { count: view.counts.problem + view.counts.failed, all: view.counts.rows })}</p>`,
  ].filter((each) => each !== false);
  const left = view.counts.rows - view.counts.ready - view.counts.issued - view.counts.waiting;
  const rows = [
    [
      'approve.achievement',
      html`<a href="/console/achievements/${version.achievement}/versions/${version.version}">${inLanguage(name.text, name.language)}, ${words.say('achievements.version', { number: version.version })}</a>`,
    ],
    ['approve.number', html`<strong>${words.number(view.counts.ready)}</strong>`],
    [
      'approve.from',
      view.columns.some(({ field }) => field === 'validFrom')
        ? words.say('approve.from.file')
        : words.say('approve.from.today'),
    ],
    ['approve.until', until],
    [
      'approve.languages',
      version.languages.map((tag) => new Intl.DisplayNames(words.language, { type: 'language' }).of(tag)).join(', '),
    ],
    ['approve.key', signing.map((key) => key && `${key.algorithm}, ${key.fragment}`).join('; ')],
    ['approve.file', asTyped(roster.fileName)],
    [
      'approve.sample',
      view.samples[0] === undefined
        ? undefined
        : html`<a href="${rosterPage(roster.id, `samples/${view.samples[0]}`)}">${words.say('check.sample', { row: view.samples[0] })}</a>`,
    ],
  ] as const;
  return {
    title: words.say('approve.title'),
    place: 'issue',
    step: stepOf('approve'),
    back: { href: rosterPage(roster.id, 'check'), label: words.say('check.title') },
    errors,
    main: html`<dl class="facts">${rows.map(([label, value]) => value && html`<div><dt>${words.say(label)}</dt><dd>${value}</dd></div>`)}</dl>
${left > 0 && html`<p class="measure">${words.say('approve.left', { count: left })}</p>`}
<form method="post" action="${rosterPage(roster.id, 'approve')}" novalidate>${tokenField(formToken)}
${
  warnings.length > 0 &&
  html`<div class="warning">${raw(iconSvg('square-alert'))}<div class="stack-small">${warnings}
<div class="field${errors.has('sure') && ' field-wrong'}">${errors.has('sure') && html`<p class="field-error" id="sure-error"><span class="visually-hidden">${words.say('error.prefix')} </span>${errors.get('sure')}</p>`}
<div class="choice"><input type="checkbox" id="sure" name="sure" value="yes"${errors.has('sure') && html` aria-invalid="true" aria-describedby="sure-error"`}><label for="sure">${words.say('approve.sure')}</label></div></div></div></div>`
}
<p class="actions"><button class="primary">${words.say('approve.button', { count: view.counts.ready })}</button></p></form>`,
  };
}
