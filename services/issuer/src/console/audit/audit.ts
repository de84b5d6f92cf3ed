import { Readable } from 'node:stream';
import { iconSvg } from '@symbolon/pages';
import { type Html, html, raw } from '@symbolon/service';
import { listEntries } from '../../audit/store.ts';
import { verifyAudit } from '../../audit/verify.ts';
import { attachment, byteOrderMark, csvLine } from '../../rosters/csv-file.ts';
import { actorNames } from '../credentials/history.ts';
import { credentialPage } from '../credentials/state.ts';
import type { ConsolePages, Visit } from '../pages.ts';
import { rosterPage } from '../rosters/steps.ts';
import { button, select, text } from '../view/form.ts';
import { words } from '../view/words.ts';
import { type AuditLine, listNewestEntries } from './store.ts';

const events = [
  'institution.created',
  'key.created',
  'key.retired',
  'key.compromised',
  'api-key.created',
  'api-key.revoked',
  'achievement.created',
  'achievement.withdrawn',
  'achievement.resumed',
  'roster.approved',
  'credential.issued',
  'credential.suspended',
  'credential.lifted',
  'credential.revoked',
  'credential.superseded',
  'credential.deleted',
] as const;

const perPage = 50;
const perQuery = 1000;

/** `/console/audit`: who did what, newest first; as a file; and whether the log is whole. */
export function registerAudit(pages: ConsolePages): void {
  pages.show('/audit', async (visit) => {
    const { context, institution, query } = visit;
    const event = events.find((each) => each === text(query, 'event'));
    const before = Number(/^\d{1,12}$/.exec(text(query, 'before'))?.[0] ?? 0) || undefined;
    const found = await listNewestEntries(context.pool, institution.id, { event, before, limit: perPage + 1 });
    const nameOf = await actorNames(visit);
    const last = found.length > perPage ? found[perPage - 1]?.sequence : undefined;
    return {
      title: words.say('place.audit'),
      place: 'audit',
      wide: true,
      main: html`<p class="measure">${words.say('audit.intro')}</p>
${await checkResult(visit)}
<form class="pair" method="get" action="/console/audit">${select(
        { name: 'event', label: words.say('audit.filter'), typed: query },
        [
          { value: '', label: words.say('audit.filter.all') },
          ...events.map((value) => ({ value, label: eventName(value) })),
        ],
      )}<p>${button('audit.filter.button', { primary: false })}</p></form>
<ul class="list">${found.slice(0, perPage).map((entry) => line(entry, nameOf))}</ul>
<p class="pages">${last !== undefined && html`<a class="button" href="/console/audit?${new URLSearchParams({ ...(event && { event }), before: String(last) }).toString()}">${words.say('find.older')}</a>`}
<a class="button" href="/console/audit.csv">${raw(iconSvg('download'))}${words.say('audit.download')}</a></p>`,
    };
  });
  pages.show('/audit.csv', async (visit) => {
    visit.reply.type('text/csv; charset=utf-8').header('content-disposition', attachment('audit-log.csv'));
    return visit.reply.send(Readable.from(asCsv(visit)));
  });
}

const eventName = (event: string) =>
  words.knows(`event.${event}`) ? words.say(`event.${event}` as 'event.credential.issued') : event;

function line({ sequence, at, actor, event, subject }: AuditLine, nameOf: (actor: string) => Html | string): Html {
  const about = event.startsWith('credential.')
    ? html`<a class="code" href="${credentialPage(subject)}">${subject}</a>`
    : event === 'roster.approved'
      ? html`<a class="code" href="${rosterPage(subject)}">${subject}</a>`
      : html`<span class="code">${subject}</span>`;
  return html`<li><div><p><strong>${eventName(event)}</strong> <span class="muted small number">${words.say('audit.number', { number: sequence })}</span></p><p class="small">${about}</p></div>
<p class="small muted">${words.time(at)}<br>${nameOf(actor)}</p></li>`;
}

/** Follows the chain from its first entry when asked to: that reads the whole log, so it is not done at each visit. */
async function checkResult({ context, institution, query }: Visit): Promise<Html> {
  if (text(query, 'check') !== 'now') {
    return html`<p><a class="button" href="/console/audit?check=now">${words.say('audit.check')}</a></p>`;
  }
  const [report] = await verifyAudit(context.pool, { seal: context.keys.seal, institution: institution.id });
  if (report && report.faults.length === 0) {
    return html`<div class="notice" role="status">${raw(iconSvg('circle-tick'))}<div><p>${words.say('audit.whole', { count: report.length })}</p><p class="small">${words.say('audit.end')} <span class="code">${report.hash}</span></p></div></div>`;
  }
  return html`<div class="error-summary" role="alert"><h2>${words.say('audit.broken')}</h2><ul>${(report?.faults ?? []).slice(0, 20).map((fault) => html`<li>${fault}</li>`)}</ul><p>${words.say('audit.broken.do')}</p></div>`;
}

async function* asCsv({ context, institution }: Visit): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(['Number', 'Time', 'Who', 'What', 'About', 'Detail', 'Hash']);
  for (let after = 0; ; ) {
    const entries = await listEntries(context.pool, institution.id, { after, limit: perQuery });
    yield entries
      .map(({ sequence, at, actor, event, subject, detail, hash }) =>
        csvLine([String(sequence), at.toISOString(), actor, event, subject, detail, hash.toString('hex')]),
      )
      .join('');
    if (entries.length < perQuery) return;
    after = entries.at(-1)?.sequence ?? after;
  }
}
