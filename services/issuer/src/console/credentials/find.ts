import { decodePaper, PaperRefusal } from '@symbolon/paper';
import { type Html, html } from '@symbolon/service';
import { searchForm } from '../../issuance/draft.ts';
import { type StoredCredential, searchCredentials } from '../../issuance/store.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button, input, text } from '../view/form.ts';
import { asTyped } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { achievementNames } from './names.ts';
import { credentialPage, stateOf, stateTag } from './state.ts';

const onePage = 25;

/** `/console/credentials`: one field for a name in any script, a number, or what a hand scanner types. */
export function registerFind(pages: ConsolePages): void {
  pages.show('/credentials', findPage);
}

async function findPage(visit: Visit): Promise<Answer> {
  const { context, institution, query } = visit;
  const asked = text(query, 'q').slice(0, 4000);
  const before = readCursor(text(query, 'before'));
  const found = await searchCredentials(context.pool, institution.id, {
    ...(asked ? { text: searchText(asked) } : {}),
    ...(before ? { before } : {}),
    limit: onePage + 1,
  });
  const shown = found.slice(0, onePage);
  const names = await achievementNames(context.pool, institution.id, shown);
  return {
    title: asked ? words.say('find.title.results') : words.say('find.title'),
    place: 'find',
    main: html`<form class="stack" role="search" method="get" action="/console/credentials">
${input({ name: 'q', label: words.say('find.label'), hint: words.say('find.hint'), typed: query }, { type: 'search', dir: 'auto', spellcheck: 'false' })}
<p class="actions">${button('find.button')}<a class="button quiet" href="/console/take-back">${words.say('find.many')}</a></p></form>
${shown.length > 0 ? list(shown, names, context.clock(), asked) : nothing(asked)}
${found.length > onePage && more(asked, shown.at(-1))}`,
  };
}

function list(found: StoredCredential[], names: Map<string, Html>, now: Date, asked: string): Html {
  return html`<h2>${words.say(asked ? 'find.found' : 'find.newest')}</h2>
<ul class="list">${found.map(
    (
      row,
    ) => html`<li><div><p><a href="${credentialPage(row.id)}">${asTyped(row.holderName ?? words.say('find.no-name'))}</a></p>
<p class="small">${names.get(row.id)}</p><p class="small muted">${words.date(row.issued ?? row.recorded)}</p></div><p>${stateTag(stateOf(row, now))}</p></li>`,
  )}</ul>`;
}

const nothing = (asked: string): Html =>
  asked
    ? html`<h2>${words.say('find.none')}</h2><ul class="measure"><li>${words.say('find.none.spelling')}</li><li>${words.say('find.none.script')}</li><li>${words.say('find.none.number')}</li></ul>`
    : html`<p class="measure">${words.say('find.empty')}</p>`;

function more(asked: string, last: StoredCredential | undefined): Html | undefined {
  if (!last) return undefined;
  const query = new URLSearchParams({
    ...(asked && { q: asked }),
    before: `${last.recorded.toISOString()} ${last.id}`,
  });
  return html`<p class="pages"><a class="button" href="/console/credentials?${String(query)}">${words.say('find.older')}</a></p>`;
}

function readCursor(value: string): { recorded: Date; id: string } | undefined {
  const [, time = '', id = ''] = /^(\d{4}-[\d:.TZ-]+) (.+)$/.exec(value) ?? [];
  const recorded = new Date(time);
  return id && !Number.isNaN(recorded.getTime()) ? { recorded, id } : undefined;
}

/** What a scanner typed is a link with the small credential in it; it names the whole one. */
function searchText(asked: string): string {
  if (/^(https?:\/\/|VC1-)/i.test(asked) || /^\d{60,}$/.test(asked)) {
    try {
      const { summaryOf } = decodePaper(asked) as { summaryOf?: unknown };
      if (typeof summaryOf === 'string') return summaryOf;
    } catch (error) {
      if (!(error instanceof PaperRefusal)) throw error;
    }
  }
  // The number on the paper is the start of the UUID in groups of four; the UUID itself is grouped otherwise.
  const digits = asked.replace(/[\s-]/g, '');
  if (/^(?=.*\d)[0-9a-f]{4,12}$/i.test(digits)) return digits.toLowerCase().replace(/^(.{8})(?=.)/, '$1-');
  return searchForm(asked.replace(/[\u200b-\u200f\u2066-\u2069]/g, ''));
}
