import { Readable } from 'node:stream';
import { iconSvg } from '@symbolon/pages';
import { type Html, html, raw } from '@symbolon/service';
import { defaultTerms } from '../../claims/claims.ts';
import { createRosterClaims } from '../../claims/roster.ts';
import { slipsCsv, slipsOf, slipsPdf } from '../../claims/slips/slips.ts';
import { attachment } from '../../rosters/csv-file.ts';
import { issuedIds } from '../../rosters/results.ts';
import type { ConsolePages, Visit } from '../pages.ts';
import { rosterOf, rosterPage } from '../rosters/steps.ts';
import { button } from '../view/form.ts';
import { tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';

const files = { 'claim-slips.pdf': 'application/pdf', 'claim-slips.csv': 'text/csv; charset=utf-8' } as const;

/** Claim slips of a whole roster: made on the page of what was issued, then downloaded there. */
export function registerRosterClaims(pages: ConsolePages): void {
  pages.act('/rosters/:id/claims', async (visit) => {
    const { context, institution, actor } = visit;
    const roster = await rosterOf(visit);
    await createRosterClaims(context, { institution, actor, rosterId: roster.id, terms: defaultTerms });
    return { seeOther: `${rosterPage(roster.id, 'done')}?notice=claims-made&slips=made#slips` };
  });
  for (const [name, type] of Object.entries(files) as [keyof typeof files, string][]) {
    pages.show(`/rosters/:id/${name}`, async (visit) => {
      const { context, institution, reply } = visit;
      const roster = await rosterOf(visit);
      const slips = slipsOf(context, institution, issuedIds(context, roster.id));
      const file =
        name === 'claim-slips.pdf'
          ? Buffer.from(await slipsPdf(context, institution, slips))
          : Readable.from(slipsCsv(slips));
      return reply.type(type).header('content-disposition', attachment(name)).send(file);
    });
  }
}

/** The part of the page: a button that makes the slips, then the files. */
export function slipsSection({ query, formToken }: Visit, rosterId: string): Html {
  const download = (name: keyof typeof files, label: 'claim.slips.pdf' | 'claim.slips.csv') =>
    html`<li><a class="button" href="${rosterPage(rosterId, name)}">${raw(iconSvg('download'))}${words.say(label)}</a> <span class="hint">${words.say(`${label}.hint`)}</span></li>`;
  return html`<h2 id="slips">${words.say('claim.slips.title')}</h2><p class="measure">${words.say('claim.slips.says')}</p>${
    query.slips === 'made'
      ? html`<ul class="plain downloads">${download('claim-slips.pdf', 'claim.slips.pdf')}${download('claim-slips.csv', 'claim.slips.csv')}</ul>`
      : html`<form method="post" action="${rosterPage(rosterId, 'claims')}">${tokenField(formToken)}${button('claim.slips.make', { primary: false })}</form>`
  }`;
}
