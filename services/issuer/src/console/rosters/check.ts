import { iconSvg } from '@symbolon/pages';
import { type Html, html, raw } from '@symbolon/service';
import { changeRow } from '../../rosters/change.ts';
import { type RosterView, viewRoster, viewRow } from '../../rosters/preview.ts';
import { findRow, listRows, type RosterRow } from '../../rosters/row-store.ts';
import type { Roster } from '../../rosters/store.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button, type Typed, text } from '../view/form.ts';
import { asTyped, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { nameOfRow, needsAttention } from './rows.ts';
import { rosterOf, rosterPage, stepOf } from './steps.ts';

/** Up to so many rows are mended here; more are quicker in the spreadsheet that they came from. */
const fixable = 20;

/** `/console/rosters/:id/check`: what is ready and what is wrong, row by row as in the file; small things are mended here. */
export function registerCheck(pages: ConsolePages): void {
  pages.show('/rosters/:id/check', async (visit) => checkPage(visit, await rosterOf(visit)));
  pages.act('/rosters/:id/check', async (visit) => {
    const roster = await rosterOf(visit);
    const rows = await listRows(visit.context.pool, roster.id, { states: [...needsAttention], limit: fixable });
    for (const row of rows) {
      const change = readChange(visit.typed, row, roster);
      if (change) await changeRow(visit.context, visit.institution.id, roster.id, row.number, change);
    }
    return { seeOther: `${rosterPage(roster.id, 'check')}?notice=rows-checked` };
  });
}

/** What was typed for a row, where it differs from what is there; undefined where nothing was changed. */
function readChange(typed: Typed, row: RosterRow, { columns }: Roster) {
  const cells: Record<string, string> = {};
  columns.forEach((_, index) => {
    const value = typed[`cell-${row.number}-${index}`];
    if (typeof value === 'string' && value.trim() !== (row.cells[index] ?? '').trim())
      cells[index] = value.trim().slice(0, 2000);
  });
  const anyway = text(typed, `anyway-${row.number}`) === 'yes';
  if (Object.keys(cells).length === 0 && anyway === row.issueAnyway) return undefined;
  return { cells, issueAnyway: anyway };
}

/** "197 ready, 2 need your attention, 1 already issued" */
export function countsSentence({ counts }: Pick<RosterView, 'counts'>): string {
  const parts = [
    words.say('check.ready', { count: counts.ready }),
    counts.problem + counts.failed > 0 && words.say('check.attention', { count: counts.problem + counts.failed }),
    counts['issued-before'] > 0 && words.say('check.issued-before', { count: counts['issued-before'] }),
    counts.issued + counts.waiting > 0 && words.say('check.approved', { count: counts.issued + counts.waiting }),
  ];
  return parts.filter(Boolean).join(', ');
}

async function checkPage(visit: Visit, roster: Roster): Promise<Answer> {
  const { context } = visit;
  const view = await viewRoster(context.pool, roster, context.clock());
  if (view.missing.length + view.questions.length > 0) return { seeOther: rosterPage(roster.id, 'columns') };
  const open = view.counts.problem + view.counts['issued-before'] + view.counts.failed;
  const few = open > 0 && open <= fixable;
  return {
    title: words.say('check.title'),
    place: 'issue',
    step: stepOf('check'),
    back: { href: rosterPage(roster.id, 'columns'), label: words.say('columns.title') },
    main: html`<p><strong>${countsSentence(view)}</strong></p>
<p class="small muted">${asTyped(roster.fileName)} · <a href="${rosterPage(roster.id, 'rows')}">${words.say('check.all')}</a></p>
${
  open > 0 &&
  html`<h2>${words.say('check.problems')}</h2>${few ? await mendForm(visit, roster) : groups(view, roster)}
<p><a class="button" href="${rosterPage(roster.id, 'problems.csv')}">${raw(iconSvg('download'))}${words.say('check.download')}</a></p><p class="hint measure">${words.say('check.download.hint')}</p>`
}
${view.counts.ready > 0 ? await samples(visit, view, roster) : html`<div class="warning">${raw(iconSvg('square-alert'))}<p>${words.say('check.none-ready')}</p></div>`}
<p class="actions">${view.counts.ready > 0 && html`<a class="button${(!few || open === 0) && ' primary'}" href="${rosterPage(roster.id, 'approve')}">${words.say('check.continue', { count: view.counts.ready })}</a>`}
<a class="button quiet" href="${rosterPage(roster.id, 'discard')}">${words.say('rosters.discard')}</a></p>`,
  };
}

/** Certificates worth a look before all are issued: the first, the longest name, one that is read from right to left. */
async function samples({ context }: Visit, { samples: numbers }: RosterView, roster: Roster): Promise<Html> {
  const rows = await Promise.all(numbers.map((number) => findRow(context.pool, roster.id, number)));
  return html`<h2>${words.say('check.samples')}</h2><ul class="plain stack-small">${rows.map(
    (row) =>
      row &&
      html`<li><a href="${rosterPage(roster.id, `samples/${row.number}`)}">${words.say('check.sample', { row: row.number })}</a> ${asTyped(nameOfRow(row, roster))}</li>`,
  )}</ul>`;
}

async function mendForm({ context, formToken }: Visit, roster: Roster): Promise<Html> {
  const rows = await listRows(context.pool, roster.id, { states: [...needsAttention], limit: fixable });
  return html`<form method="post" action="${rosterPage(roster.id, 'check')}" novalidate>${tokenField(formToken)}
<ul class="list">${rows.map((row) => mendRow(row, roster))}</ul>
<p class="actions">${button('check.save')}</p></form>`;
}

/** One row to mend: the cells that are wrong, or that tell who it is, as fields. */
function mendRow(row: RosterRow, roster: Roster): Html {
  const { problems } = viewRow(row);
  // What tells this person from another.
  const telling = roster.columns.flatMap(({ field }, index) =>
    /^(name|givenName|familyName|identifier|dateOfBirth)$/.test(field ?? '') ? [index] : [],
  );
  const asked = problems.some(({ column }) => column === undefined);
  const columns = new Set([...problems.flatMap(({ column }) => column ?? []), ...(asked ? telling : [])]);
  const label = nameOfRow(row, roster);
  const decidable = row.state === 'issued-before' || (row.problems.length === 0 && row.duplicateOf !== null);
  return html`<li class="full problem"><fieldset class="field stack-small"><legend><strong>${words.say('check.row', { number: row.number })}</strong> ${label && asTyped(label)}</legend>
${problems.filter(({ column }) => column === undefined).map(({ detail }) => html`<p class="problem-cause">${detail}</p>`)}
${[...columns].map((index) => {
  const id = `cell-${row.number}-${index}`;
  const causes = problems.filter(({ column }) => column === index);
  return html`<div><label for="${id}">${asTyped(roster.columns[index]?.header ?? '')}<span class="visually-hidden">, ${words.say('check.row', { number: row.number })}</span></label>
${causes.map(({ detail }, at) => html`<p class="problem-cause" id="${id}-cause-${at}">${detail}</p>`)}
<input id="${id}" name="${id}" dir="auto" maxlength="2000" value="${row.cells[index]}"${causes.length > 0 && html` aria-invalid="true" aria-describedby="${causes.map((_, at) => `${id}-cause-${at}`).join(' ')}"`}></div>`;
})}
${
  decidable &&
  html`<div class="choice"><input type="checkbox" id="anyway-${row.number}" name="anyway-${row.number}" value="yes"${row.issueAnyway && html` checked`}><label for="anyway-${row.number}">${words.say('check.anyway')}</label></div>`
}</fieldset></li>`;
}

function groups({ problems, columns }: RosterView, { id }: Roster): Html {
  return html`<ul class="list">${problems.map(
    ({
      detail,
      column,
      count,
      rows,
    }) => html`<li class="full problem"><div><p><strong>${column !== undefined && html`${asTyped(columns[column]?.header ?? '')}: `}${words.say('check.rows', { count })}</strong></p>
<p class="problem-cause">${detail}</p><p class="small muted">${words.say('check.rows.first', { rows: rows.join(', ') })}</p></div></li>`,
  )}</ul><p class="small"><a href="${rosterPage(id, 'rows?show=attention')}">${words.say('check.attention.all')}</a></p>`;
}
