import { iconSvg } from '@symbolon/pages';
import { html, raw } from '@symbolon/service';
import { MAXIMUM_TOGETHER } from '../../certificates/certificates.ts';
import { progressOf } from '../../rosters/preview.ts';
import { slipsSection } from '../claims/roster-claims.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button } from '../view/form.ts';
import { inLanguage, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { achievementOfRoster, nextStep, rosterOf, rosterPage } from './steps.ts';

/** `/console/rosters/:id/done`: what was issued, what to do with it, and what stayed behind. */
export function registerDone(pages: ConsolePages): void {
  pages.show('/rosters/:id/done', donePage);
}

async function donePage(visit: Visit): Promise<Answer> {
  const { context } = visit;
  const roster = await rosterOf(visit);
  if (roster.state !== 'done') return { seeOther: nextStep(roster) };
  const { counts } = await progressOf(context.pool, roster, context.clock());
  const { name } = await achievementOfRoster(visit, roster);
  const behind = counts.problem + counts['issued-before'] + counts.ready;
  const download = (page: string, label: 'done.pdf' | 'done.zip' | 'done.csv') =>
    html`<li><a class="button" href="${rosterPage(roster.id, page)}">${raw(iconSvg('download'))}${words.say(label)}</a> <span class="hint">${words.say(`${label}.hint`)}</span></li>`;
  return {
    title: words.say('done.title', { count: counts.issued }),
    place: 'issue',
    heading: html`<span class="done">${raw(iconSvg('circle-tick'))}<span>${words.say('done.title', { count: counts.issued })}</span></span>`,
    main: html`<p>${inLanguage(name.text, name.language)}</p>
${
  counts.failed > 0 &&
  html`<div class="warning">${raw(iconSvg('square-alert'))}<div class="stack-small"><p><strong>${words.say('done.failed', { count: counts.failed })}</strong></p>
<p><a href="${rosterPage(roster.id, 'check')}">${words.say('done.failed.why')}</a></p>
<form method="post" action="${rosterPage(roster.id, 'retry')}">${tokenField(visit.formToken)}${button('done.retry', { primary: false })}</form></div></div>`
}
${counts.issued > 0 && html`<h2>${words.say('done.downloads')}</h2><ul class="plain downloads">${counts.issued <= MAXIMUM_TOGETHER && download('certificates.pdf', 'done.pdf')}${download('certificates.zip', 'done.zip')}${download('results.csv', 'done.csv')}</ul>`}
${counts.issued > 0 && slipsSection(visit, roster.id)}
${behind > 0 && html`<h2>${words.say('done.behind', { count: behind })}</h2><p><a href="${rosterPage(roster.id, 'check')}">${words.say('done.behind.link')}</a></p>`}
<h2>${words.say('done.next')}</h2>
<ol class="steps measure"><li>${words.say('done.next.print')}</li><li>${words.say('done.next.check')}</li><li>${words.say('done.next.wrong')}</li></ol>
<p class="actions"><a class="button primary" href="/console/rosters/new">${words.say('rosters.new')}</a><a class="button quiet" href="${rosterPage(roster.id, 'rows')}">${words.say('check.all')}</a></p>`,
  };
}
