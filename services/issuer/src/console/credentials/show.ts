import { readSkill } from '@symbolon/credential';
import { iconSvg } from '@symbolon/pages';
import { Problem } from '@symbolon/problem';
import { type Html, html, raw } from '@symbolon/service';
import { certificateNumber, certificateUrl } from '../../certificates/content.ts';
import type { IssuerContext } from '../../context.ts';
import { toIssued } from '../../issuance/issued.ts';
import { findCredential, type StoredCredential } from '../../issuance/store.ts';
import { claimSection } from '../claims/section.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { asTyped } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { employerAnswer } from './answer.ts';
import { verifyAsEmployer } from './as-employer.ts';
import { credentialHistory } from './history.ts';
import { achievementNames } from './names.ts';
import { credentialPage, stateOf, stateTag } from './state.ts';

/** `/console/credentials/:id`: one certificate, as the employer will see it, with its facts and what happened to it. */
export function registerCredential(pages: ConsolePages): void {
  pages.show('/credentials/:id', showCredential);
}

/** The credential of the address. Throws 404 where this institution has issued none of that id. */
export async function requireCredential({ context, institution, params }: Visit): Promise<StoredCredential> {
  const found = await findCredential(context.pool, institution.id, params.id ?? '');
  if (!found || (!found.issued && !found.deleted)) throw new Problem(404, words.say('credential.unknown'));
  return found;
}

async function showCredential(visit: Visit): Promise<Answer> {
  const { context, institution } = visit;
  const row = await requireCredential(visit);
  const issued = toIssued(row);
  const state = stateOf(row, context.clock());
  const name = row.holderName ?? words.say('find.no-name');
  const achievement = (await achievementNames(context.pool, institution.id, [row])).get(row.id);
  return {
    title: words.say('credential.title', { name }),
    heading: asTyped(name),
    place: 'find',
    wide: true,
    back: { href: '/console/credentials', label: words.say('find.title') },
    main: html`<p>${stateTag(state)} ${achievement}</p>
<div class="columns">
<section class="stack" aria-labelledby="as-employer"><h2 id="as-employer">${words.say('credential.as-employer')}</h2>
${issued ? employerAnswer(await verifyAsEmployer(context, institution, issued)) : html`<p>${words.say('credential.deleted')}</p>`}
${issued && links(context, issued.link, issued.paper)}</section>
<section class="stack" aria-labelledby="facts"><h2 id="facts">${words.say('credential.facts')}</h2>
${facts(row, achievement)}${actions(row)}</section>
</div>
${await claimSection(visit, row)}
<section class="stack" aria-labelledby="history"><h2 id="history">${words.say('credential.history')}</h2>
${await credentialHistory(visit, row)}</section>`,
  };
}

/** The employer's page opens with what the paper's code holds: its checker sees exactly what one with a phone sees. */
function links({ config }: IssuerContext, link: string, paper: string | undefined): Html {
  const checking = paper && certificateUrl(paper, config.verifierUrl);
  const certificate = `/credentials/${link}/certificate`;
  return html`<p class="actions">${checking && html`<a class="button" href="${checking}" target="_blank" rel="noopener">${words.say('credential.open-check')}</a>`}
<a class="button" href="${certificate}.pdf">${raw(iconSvg('download'))}${words.say('credential.pdf')}</a></p>`;
}

function facts(row: StoredCredential, achievement: Html | undefined): Html {
  const replaces = row.document === null ? undefined : readSkill(JSON.parse(row.document)).replaces;
  const rows: [string, Html | string | undefined][] = [
    [words.say('credential.fact.paper-number'), html`<span class="code">${certificateNumber(row.id)}</span>`],
    [words.say('credential.fact.number'), html`<span class="code">${row.id}</span>`],
    [
      words.say('credential.fact.achievement'),
      row.achievement !== null && row.achievementVersion !== null
        ? html`<a href="/console/achievements/${row.achievement}/versions/${row.achievementVersion}">${achievement}, ${words.say('achievements.version', { number: row.achievementVersion })}</a>`
        : undefined,
    ],
    [words.say('credential.fact.issued'), row.issued ? words.time(row.issued) : undefined],
    [
      words.say('credential.fact.until'),
      row.validUntil
        ? words.date(row.validUntil.toISOString().slice(0, 10))
        : words.say('achievement.fact.validity.none'),
    ],
    [
      words.say('credential.fact.reason'),
      row.reason && words.knows(`reason.${row.reason}`)
        ? words.say(`reason.${row.reason}` as 'reason.unspecified')
        : undefined,
    ],
    [
      words.say('credential.fact.replaces'),
      replaces ? html`<a class="code" href="${credentialPage(replaces)}">${replaces}</a>` : undefined,
    ],
    [
      words.say('credential.fact.replaced-by'),
      row.supersededBy
        ? html`<a class="code" href="${credentialPage(row.supersededBy)}">${row.supersededBy}</a>`
        : undefined,
    ],
  ];
  return html`<dl class="facts">${rows.map(([label, value]) => value && html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function actions(row: StoredCredential): Html | undefined {
  if (row.deleted || row.revoked) return undefined;
  const to = (path: string) => `${credentialPage(row.id)}/${path}`;
  return html`<p class="actions">${
    row.suspended
      ? html`<a class="button" href="${to('lift')}">${words.say('action.lift')}</a>`
      : html`<a class="button" href="${to('suspend')}">${words.say('action.suspend')}</a>`
  }<a class="button" href="${to('revoke')}">${words.say('action.revoke')}</a>
${row.achievement !== null && html`<a class="button" href="${to('replace')}">${words.say('action.replace')}</a>`}</p>`;
}
