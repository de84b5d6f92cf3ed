import { type Html, html } from '@symbolon/service';
import { discardRoster } from '../../rosters/change.ts';
import { progressOf } from '../../rosters/preview.ts';
import { listRosters, type Roster } from '../../rosters/store.ts';
import type { ConsolePages, Visit } from '../pages.ts';
import { confirmPage } from '../view/confirm.ts';
import { asTyped, inLanguage } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { achievementOfRoster, nextStep, rosterOf, rosterPage } from './steps.ts';

/** `/console/rosters`: all lists that were uploaded, and where each goes on. */
export function registerRosterList(pages: ConsolePages): void {
  pages.show('/rosters', async (visit) => {
    const rosters = await listRosters(visit.context.pool, visit.institution.id, 100);
    return {
      title: words.say('rosters.title'),
      place: 'issue',
      main: html`<p class="actions"><a class="button primary" href="/console/rosters/new">${words.say('rosters.new')}</a></p>
${rosters.length > 0 ? await rosterList(visit, rosters) : html`<p>${words.say('rosters.empty')}</p>`}`,
    };
  });
  pages.show('/rosters/:id', async (visit) => ({ seeOther: nextStep(await rosterOf(visit)) }));

  pages.show('/rosters/:id/discard', async (visit) => {
    const roster = await rosterOf(visit);
    return confirmPage({
      title: words.say('rosters.discard.title'),
      place: 'issue',
      says: [
        words.sayWith('rosters.discard.says', { file: asTyped(roster.fileName) }),
        ...(roster.approved ? [words.say('rosters.discard.issued')] : []),
      ],
      action: rosterPage(roster.id, 'discard'),
      button: 'rosters.discard.button',
      danger: true,
      formToken: visit.formToken,
      back: { href: rosterPage(roster.id), label: roster.fileName },
    });
  });
  pages.act('/rosters/:id/discard', async (visit) => {
    const { id } = await rosterOf(visit);
    await discardRoster(visit.context, visit.institution.id, id);
    return { seeOther: '/console/rosters?notice=roster-discarded' };
  });
}

const looks = { preview: 'review', issuing: 'info', paused: 'review', done: 'ok' } as const;

/** Rosters with what they are for, how far they are and where they go on. */
export async function rosterList(visit: Visit, rosters: Roster[]): Promise<Html> {
  const { context } = visit;
  const rows = await Promise.all(
    rosters.map(async (roster) => {
      const [{ name }, { counts }] = await Promise.all([
        achievementOfRoster(visit, roster),
        progressOf(context.pool, roster, context.clock()),
      ]);
      return html`<li><div><p><a href="${rosterPage(roster.id)}">${asTyped(roster.fileName)}</a></p>
<p class="small">${inLanguage(name.text, name.language)}</p>
<p class="small muted">${words.time(roster.uploaded)} · ${words.say('rosters.people', { count: counts.rows })}</p></div>
<p><span class="tag tag-${looks[roster.state]}">${words.say(`rosters.state.${roster.state}`, { issued: counts.issued, all: counts.rows })}</span></p></li>`;
    }),
  );
  return html`<ul class="list">${rows}</ul>`;
}
