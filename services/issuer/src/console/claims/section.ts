import { iconSvg } from '@symbolon/pages';
import { type Html, html, raw } from '@symbolon/service';
import { viewClaim } from '../../claims/claims.ts';
import { findClaims } from '../../claims/store.ts';
import type { StoredCredential } from '../../issuance/store.ts';
import { credentialPage } from '../credentials/state.ts';
import type { Visit } from '../pages.ts';
import { button } from '../view/form.ts';
import { tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';

/** The section of the certificate's page; nothing for a credential that cannot be claimed. */
export async function claimSection(
  { context, institution, formToken }: Visit,
  row: StoredCredential,
): Promise<Html | undefined> {
  if (row.achievement === null || row.deleted || row.revoked) return undefined;
  const [claim] = await findClaims(context.pool, institution.id, [row.id]);
  const at = (path: string) => `${credentialPage(row.id)}/${path}`;
  return html`<section class="stack" aria-labelledby="claim"><h2 id="claim">${words.say('claim.title')}</h2>${
    claim
      ? made(viewClaim(context, claim), at)
      : html`<p class="measure">${words.say('claim.none')}</p>
<form method="post" action="${at('claim')}">${tokenField(formToken)}${button('claim.make', { primary: false })}</form>`
  }</section>`;
}

const looks = { open: 'info', claimed: 'ok', locked: 'review', expired: 'off', revoked: 'off' } as const;

function made(
  { state, url, txCode, expires, claimed, wallet }: ReturnType<typeof viewClaim>,
  at: (path: string) => string,
): Html {
  const facts: [Html | string, Html | string | undefined][] = [
    [words.say('claim.fact.until'), state === 'open' ? words.date(expires.slice(0, 10)) : undefined],
    [
      words.say('claim.fact.address'),
      url && html`<a class="code" href="${url}" target="_blank" rel="noopener">${url}</a>`,
    ],
    [words.say('claim.fact.digits'), txCode && html`<span class="code">${txCode}</span>`],
    [words.say('claim.fact.claimed'), claimed && words.time(claimed)],
    [
      words.say('claim.fact.wallet'),
      wallet && html`${[wallet.client, wallet.protocol, ...wallet.formats].filter(Boolean).join(', ')}`,
    ],
  ];
  return html`<p><span class="tag tag-${looks[state]}">${words.say(`claim.state.${state}`)}</span></p>
<dl class="facts">${facts.map(([label, value]) => value && html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
<p class="actions">${state === 'open' && html`<a class="button" href="${at('claim-slip.pdf')}">${raw(iconSvg('download'))}${words.say('claim.slip')}</a>`}
<a class="button" href="${at('claim/renew')}">${words.say('claim.renew')}</a>
${state !== 'revoked' && html`<a class="button quiet" href="${at('claim/revoke')}">${words.say('claim.revoke')}</a>`}</p>`;
}
