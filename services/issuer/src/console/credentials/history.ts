import { type Html, html } from '@symbolon/service';
import { listApiKeys } from '../../institutions/store.ts';
import type { StoredCredential } from '../../issuance/store.ts';
import { listStatusChanges, type StatusChangeRow } from '../../status/store.ts';
import type { Visit } from '../pages.ts';
import { words } from '../view/words.ts';
import { credentialPage } from './state.ts';

/** Gives what a log's `api-key:…` stands for: the label that the institution gave to the key. */
export async function actorNames({ context, institution }: Visit): Promise<(actor: string) => Html | string> {
  const labels = new Map(
    (await listApiKeys(context.pool, institution.id)).map(({ id, label }) => [`api-key:${id}`, label]),
  );
  return (actor) => {
    const label = labels.get(actor);
    const roster = /^roster:([0-9a-f-]{36})$/.exec(actor)?.[1];
    if (roster) return html`<a href="/console/rosters/${roster}">${words.say('actor.roster')}</a>`;
    if (label !== undefined) return html`<bdi dir="auto">${label}</bdi>`;
    return words.knows(`actor.${actor}`) ? words.say(`actor.${actor}` as 'actor.admin') : actor;
  };
}

/** What happened to a credential, newest first: who, when, why, and the private note. */
export async function credentialHistory(visit: Visit, row: StoredCredential): Promise<Html> {
  const { context, institution } = visit;
  const [changes, nameOf] = await Promise.all([
    listStatusChanges(context.pool, institution.id, row.id),
    actorNames(visit),
  ]);
  const entry = (
    change: StatusChangeRow,
  ) => html`<li><div><p><strong>${words.say(`history.${wordOf(change)}`)}</strong> · ${words.say(`reason.${change.reason}` as 'reason.unspecified')}</p>
${change.note && html`<p class="small">${words.say('history.note')} <bdi dir="auto">${change.note}</bdi></p>`}
${change.supersededBy && html`<p class="small"><a href="${credentialPage(change.supersededBy)}">${words.say('history.new-one')}</a></p>`}</div>
<p class="small muted">${words.time(change.at)}<br>${nameOf(change.actor)}</p></li>`;
  return html`<ul class="list">${changes.toReversed().map(entry)}
<li><p><strong>${words.say('history.issued')}</strong></p><p class="small muted">${words.time(row.issued ?? row.recorded)}</p></li></ul>`;
}

const wordOf = ({ statusPurpose, status, supersededBy }: StatusChangeRow) => {
  if (statusPurpose === 'suspension') return status ? ('suspended' as const) : ('lifted' as const);
  return supersededBy ? ('superseded' as const) : ('revoked' as const);
};
