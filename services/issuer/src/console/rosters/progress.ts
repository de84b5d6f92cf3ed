import { Readable } from 'node:stream';
import { iconSvg } from '@symbolon/pages';
import { type Html, html, raw, type Service } from '@symbolon/service';
import { pauseRoster, resumeRoster, retryRoster } from '../../rosters/approve.ts';
import { rosterEvents } from '../../rosters/events.ts';
import { type Progress, progressOf } from '../../rosters/preview.ts';
import { actorNames } from '../credentials/history.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button } from '../view/form.ts';
import { asTyped, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { nextStep, rosterOf, rosterPage } from './steps.ts';

const refreshSeconds = 4;

/** `/console/rosters/:id/progress`: how far it is. The work goes on without this page. */
export function registerProgress(pages: ConsolePages, app: Service): void {
  const stopping = new AbortController();
  // A stream that nobody ends would hold up the end of the service.
  app.addHook('preClose', async () => stopping.abort());
  pages.show('/rosters/:id/progress', progressPage);
  pages.show('/rosters/:id/events', async (visit) => {
    const { id } = await rosterOf(visit);
    const left = new AbortController();
    visit.reply.raw.once('close', () => left.abort());
    const signal = AbortSignal.any([stopping.signal, left.signal]);
    visit.reply.type('text/event-stream').header('x-accel-buffering', 'no');
    return visit.reply.send(Readable.from(inWords(rosterEvents(visit.context, visit.institution.id, id, signal))));
  });
  const actions = { pause: pauseRoster, resume: resumeRoster, retry: retryRoster };
  for (const [path, work] of Object.entries(actions)) {
    pages.act(`/rosters/:id/${path}`, async (visit) => {
      const { id } = await rosterOf(visit);
      await work(visit.context, visit.institution.id, id);
      return { seeOther: rosterPage(id, 'progress') };
    });
  }
}

/** The events of the API with the sentence that stands on the page, so that the script needs no words of its own. */
async function* inWords(events: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const event of events) {
    const [, data] = /^data: (.+)$/m.exec(event) ?? [];
    if (data === undefined) {
      yield event;
      continue;
    }
    const progress = JSON.parse(data) as Progress;
    const said = { value: progress.done, max: progress.total, words: sentence(progress), state: stateOf(progress) };
    yield `id: ${progress.version}\nevent: progress\ndata: ${JSON.stringify(said)}\n\n`;
  }
}

/** The page is another one when this changes. */
const stateOf = ({ state, atWork }: Progress) => (state === 'issuing' && !atWork ? 'waiting' : state);

/** "84 of 197, about 20 seconds left" */
function sentence({ done, total, secondsLeft }: Progress): string {
  if (secondsLeft === undefined) return words.say('progress.of', { done, total });
  if (secondsLeft < 60)
    return words.say('progress.of.seconds', { done, total, seconds: Math.max(5, Math.ceil(secondsLeft / 5) * 5) });
  return words.say('progress.of.minutes', { done, total, minutes: Math.ceil(secondsLeft / 60) });
}

async function progressPage(visit: Visit): Promise<Answer> {
  const { context } = visit;
  const roster = await rosterOf(visit);
  if (roster.state === 'preview' || roster.state === 'done') return { seeOther: nextStep(roster) };
  const progress = await progressOf(context.pool, roster, context.clock());
  const state = stateOf(progress);
  const nameOf = await actorNames(visit);
  const note: Html =
    state === 'paused'
      ? html`<p class="tag tag-review">${words.say('progress.paused')}</p>`
      : state === 'waiting'
        ? html`<p>${words.sayWith('progress.waiting', { time: words.time(roster.moved) })}</p>`
        : html`<p>${raw(iconSvg('circle-tick'))} ${words.say('progress.close')}</p>`;
  return {
    title: words.say('progress.title', { total: progress.total }),
    place: 'issue',
    ...(state === 'paused' ? {} : { refresh: refreshSeconds }),
    main: html`<div class="stack" data-events="${rosterPage(roster.id, 'events')}" data-state="${state}">
<progress max="${progress.total}" value="${progress.done}" aria-label="${words.say('progress.bar')}"></progress>
<p class="number" data-sentence>${sentence(progress)}</p>
<p class="visually-hidden" role="status" data-spoken></p>
</div>
<div class="stack-small">${note}
<p class="small muted">${asTyped(roster.fileName)} · ${words.sayWith('progress.by', { who: html`${nameOf(roster.approvedBy ?? '')}` })}</p></div>
<form class="actions" method="post" action="${rosterPage(roster.id, state === 'paused' ? 'resume' : 'pause')}">${tokenField(visit.formToken)}
${button(state === 'paused' ? 'progress.resume' : 'progress.pause', { primary: state === 'paused' })}<a class="button quiet" href="${rosterPage(roster.id, 'rows')}">${words.say('check.all')}</a></form>`,
  };
}
