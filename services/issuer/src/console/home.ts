import { type IconName, iconSvg } from '@symbolon/pages';
import { type Html, html, raw } from '@symbolon/service';
import { listAchievements } from '../achievements/store.ts';
import { listRosters } from '../rosters/store.ts';
import type { ConsolePages } from './pages.ts';
import { rosterList } from './rosters/list.ts';
import { institutionNames, tokenField } from './view/layout.ts';
import { words } from './view/words.ts';

const tasks = [
  ['issue', '/console/rosters/new', 'file'],
  ['find', '/console/credentials', 'code'],
  ['take-back', '/console/take-back', 'replaced'],
] as const satisfies [string, string, IconName][];

/** `/console`: the three tasks, what is being issued at the moment, and the last lists. */
export function registerHome(pages: ConsolePages): void {
  pages.show('/', async (visit) => {
    const { context, institution, formToken } = visit;
    const rosters = await listRosters(context.pool, institution.id, 25);
    const running = rosters.filter(({ state }) => state === 'issuing' || state === 'paused');
    const last = rosters.filter((roster) => !running.includes(roster)).slice(0, 5);
    const hasAchievements = (await listAchievements(context.pool, institution.id)).length > 0;
    return {
      title: words.say('place.home'),
      heading: heading(institution.names),
      place: 'home',
      wide: true,
      main: html`<ul class="cards">${tasks.map(
        ([
          task,
          href,
          icon,
        ]) => html`<li><div class="card task">${raw(iconSvg(icon))}<div><h2><a href="${href}">${words.say(`home.${task}`)}</a></h2>
<p>${words.say(`home.${task}.says`)}</p></div></div></li>`,
      )}</ul>
${running.length > 0 && html`<section class="stack"><h2>${words.say('home.running')}</h2>${await rosterList(visit, running)}</section>`}
${last.length > 0 && html`<section class="stack"><h2>${words.say('home.last')}</h2>${await rosterList(visit, last)}<p><a href="/console/rosters">${words.say('home.all')}</a></p></section>`}
${rosters.length === 0 && empty(hasAchievements, formToken)}`,
    };
  });
}

function heading(names: Record<string, string>): Html {
  const [first, second] = institutionNames(names);
  return html`${first}${second && html` <small>${second}</small>`}`;
}

function empty(hasAchievements: boolean, formToken: string): Html {
  return html`<section class="card stack"><h2>${words.say('home.empty')}</h2><p class="measure">${words.say('home.empty.says')}</p>
<div class="actions"><form method="post" action="/console/example">${tokenField(formToken)}<button class="primary">${words.say('home.example')}</button></form>
<a class="button" href="${hasAchievements ? '/console/rosters/new' : '/console/achievements/new'}">${words.say(hasAchievements ? 'home.empty.issue' : 'home.empty.achievement')}</a></div></section>`;
}
