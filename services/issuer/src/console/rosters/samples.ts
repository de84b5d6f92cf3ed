import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { UnsignedCredential } from '@symbolon/credential';
import { Problem } from '@symbolon/problem';
import { html } from '@symbolon/service';
import { certificateSample } from '../../certificates/certificates.ts';
import { draftFromAward } from '../../issuance/award.ts';
import { makePlan } from '../../rosters/check/plan.ts';
import { checkRow } from '../../rosters/check/row.ts';
import { findRow } from '../../rosters/row-store.ts';
import { statusEntries } from '../../status/reserve.ts';
import type { ConsolePages, Visit } from '../pages.ts';
import { words } from '../view/words.ts';
import { achievementOfRoster, rosterOf, rosterPage } from './steps.ts';

/** `/console/rosters/:id/samples/:row`: a row's certificate as it will be printed, before anything is signed. */
export function registerSamples(pages: ConsolePages): void {
  pages.show('/rosters/:id/samples/:row.svg', async (visit) => {
    const sample = await promisify(gzip)(await sampleOf(visit));
    // Every browser takes it; outlines of letters shrink to a quarter.
    visit.reply.type('image/svg+xml').header('content-encoding', 'gzip');
    // Opened by itself an SVG is a page: nothing in it may run or load.
    visit.reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    return visit.reply.send(sample);
  });
  pages.show('/rosters/:id/samples/:row', async (visit) => {
    const roster = await rosterOf(visit);
    const row = rowNumber(visit);
    return {
      title: words.say('check.sample', { row }),
      place: 'issue',
      wide: true,
      back: { href: rosterPage(roster.id, 'check'), label: words.say('check.title') },
      main: html`<p class="measure">${words.say('check.sample.says')}</p>
<img class="sheet" src="${rosterPage(roster.id, `samples/${row}.svg`)}" width="794" height="1123" alt="${words.say('check.sample', { row })}">`,
    };
  });
}

const rowNumber = ({ params }: Visit) => Number(/^\d{1,9}$/.exec(params.row ?? '')?.[0] ?? 0);

async function sampleOf(visit: Visit): Promise<string> {
  const { context, institution } = visit;
  const roster = await rosterOf(visit);
  const { version } = await achievementOfRoster(visit, roster);
  const row = await findRow(context.pool, roster.id, rowNumber(visit));
  const now = context.clock();
  const plan = makePlan(version, roster.columns, roster.nameOrder);
  const person = row && checkRow(plan, row, { now, validFrom: now }).person;
  if (!person) throw new Problem(404, words.say('check.sample.none'));
  const draft = draftFromAward(institution, version, { key: 'sample', ...person });
  const place = statusEntries(context.config.issuerUrl, institution.id, { group: 0, index: 1 });
  return certificateSample(context, institution, draft.build(place) as UnsignedCredential);
}
