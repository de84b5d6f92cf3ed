import { html } from '@symbolon/service';
import { viewRow } from '../../rosters/preview.ts';
import { listRows, type RosterRow, rowStates } from '../../rosters/row-store.ts';
import type { Roster } from '../../rosters/store.ts';
import { credentialPage } from '../credentials/state.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { text } from '../view/form.ts';
import { asTyped } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { rosterOf, rosterPage } from './steps.ts';

const perPage = 50;

/** States of rows that somebody has to look at. */
export const needsAttention = ['problem', 'issued-before', 'failed'] as const;

/** `/console/rosters/:id/rows`: every row of the file and what became of it. */
export function registerRows(pages: ConsolePages): void {
  pages.show('/rosters/:id/rows', async (visit) => rowsPage(visit, await rosterOf(visit)));
}

/** The name as it stands in the cells of a row. */
export const nameOfRow = ({ cells }: RosterRow, { columns }: Roster) =>
  columns
    .flatMap(({ field }, index) => (/^(name|givenName|familyName)$/.test(field ?? '') ? (cells[index] ?? '') : []))
    .filter(Boolean)
    .join(' ');

const looks = {
  ready: 'ok',
  problem: 'review',
  'issued-before': 'off',
  waiting: 'info',
  issued: 'ok',
  failed: 'stop',
} as const;

async function rowsPage(visit: Visit, roster: Roster): Promise<Answer> {
  const after = Number(/^\d{1,9}$/.exec(text(visit.query, 'after'))?.[0] ?? 0);
  const attention = text(visit.query, 'show') === 'attention';
  const rows = await listRows(visit.context.pool, roster.id, {
    states: attention ? [...needsAttention] : [...rowStates],
    after,
    limit: perPage + 1,
  });
  const next = rows.length > perPage ? rows[perPage - 1]?.number : undefined;
  return {
    title: words.say(attention ? 'check.attention.title' : 'check.all.title'),
    place: 'issue',
    back: { href: rosterPage(roster.id), label: roster.fileName },
    main: html`<ul class="list">${rows.slice(0, perPage).map(
      (row) => html`<li><div><p class="small muted">${words.say('check.row', { number: row.number })}</p>
<p>${asTyped(nameOfRow(row, roster) || words.say('find.no-name'))}</p>
${viewRow(row).problems.map(({ detail }) => html`<p class="problem-cause small">${detail}</p>`)}</div>
<p><span class="tag tag-${looks[row.state]}">${words.say(`row.${row.state}`)}</span>${row.credentialId && html` <a class="small" href="${credentialPage(row.credentialId)}">${words.say('row.certificate')}<span class="visually-hidden"> ${words.say('check.row', { number: row.number })}</span></a>`}</p></li>`,
    )}</ul>
${next !== undefined && html`<p class="pages"><a class="button" href="${rosterPage(roster.id, `rows?${attention ? 'show=attention&' : ''}after=${next}`)}">${words.say('check.more')}</a></p>`}`,
  };
}
