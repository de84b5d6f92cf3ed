import { Problem } from '@symbolon/problem';
import { type Html, html } from '@symbolon/service';
import { algorithms, rotateKey, withdrawKey } from '../../keys/keys.ts';
import { listKeys, type SigningKey } from '../../keys/store.ts';
import type { ConsolePages, Visit } from '../pages.ts';
import { confirmPage } from '../view/confirm.ts';
import { text } from '../view/form.ts';
import { words } from '../view/words.ts';

const back = () => ({ href: '/console/keys', label: words.say('place.keys') });

/** `/console/keys`: what the institution signs with, since when; a new key; a stolen key withdrawn. */
export function registerSigningKeys(pages: ConsolePages): void {
  pages.show('/keys', async ({ context, institution }) => {
    const keys = (await listKeys(context.pool, institution.id)).reverse();
    return {
      title: words.say('place.keys'),
      place: 'keys',
      main: html`<p class="measure">${words.say('keys.intro')}</p>
<p class="small muted">${words.say('keys.did')} <span class="code">${institution.did}</span></p>
<ul class="list">${keys.map(keyRow)}</ul>
<h2>${words.say('keys.new')}</h2>
<p class="measure">${words.say('keys.new.why')}</p>
<p class="actions">${algorithms.map((algorithm) => html`<a class="button" href="/console/keys/new?algorithm=${algorithm}">${words.say('keys.new.button', { algorithm })}</a>`)}</p>`,
    };
  });

  pages.show('/keys/new', async (visit) => {
    const algorithm = readAlgorithm(text(visit.query, 'algorithm'));
    return confirmPage({
      title: words.say('keys.rotate.title', { algorithm }),
      place: 'keys',
      says: [words.say('keys.rotate.says'), words.say('keys.rotate.old')],
      action: `/console/keys/new?algorithm=${algorithm}`,
      button: 'keys.rotate.button',
      formToken: visit.formToken,
      back: back(),
    });
  });
  pages.act('/keys/new', async ({ context, institution, actor, query }) => {
    await rotateKey(context, institution, readAlgorithm(text(query, 'algorithm')), actor);
    return { seeOther: '/console/keys?notice=key-made' };
  });

  pages.show('/keys/:fragment/withdraw', async (visit) => {
    const { fragment } = await findKey(visit);
    return confirmPage({
      title: words.say('keys.withdraw.title', { key: fragment }),
      place: 'keys',
      says: [words.say('keys.withdraw.says'), words.say('keys.withdraw.instead')],
      warning: words.say('keys.withdraw.warning'),
      action: `/console/keys/${fragment}/withdraw`,
      button: 'keys.withdraw.button',
      danger: true,
      formToken: visit.formToken,
      back: back(),
    });
  });
  pages.act('/keys/:fragment/withdraw', async (visit) => {
    const { fragment } = await findKey(visit);
    await withdrawKey(visit.context, visit.institution, fragment, visit.actor);
    return { seeOther: '/console/keys?notice=key-withdrawn' };
  });
}

function readAlgorithm(value: string): SigningKey['algorithm'] {
  const algorithm = algorithms.find((each) => each === value);
  if (!algorithm) throw new Problem(404, words.say('keys.unknown'));
  return algorithm;
}

async function findKey({ context, institution, params }: Visit): Promise<SigningKey> {
  const key = (await listKeys(context.pool, institution.id)).find(({ fragment }) => fragment === params.fragment);
  if (!key) throw new Problem(404, words.say('keys.unknown'));
  return key;
}

function keyRow({ fragment, algorithm, created, retired, compromised }: SigningKey): Html {
  const state = compromised
    ? html`<span class="tag tag-stop">${words.say('keys.state.withdrawn')}</span>`
    : retired
      ? html`<span class="tag tag-off">${words.say('keys.state.retired')}</span>`
      : html`<span class="tag tag-ok">${words.say('keys.state.signs')}</span>`;
  return html`<li><div><p><strong>${algorithm}</strong> <span class="code">${fragment}</span> ${state}</p>
<p class="small muted">${words.sayWith('keys.since', { date: words.time(created) })}${
    compromised
      ? html` · ${words.sayWith('keys.withdrawn-on', { date: words.time(compromised) })}`
      : retired && html` · ${words.sayWith('keys.until', { date: words.time(retired) })}`
  }</p></div>
${!compromised && html`<p><a class="small" href="/console/keys/${fragment}/withdraw">${words.say('keys.withdraw')}<span class="visually-hidden"> ${fragment}</span></a></p>`}</li>`;
}
