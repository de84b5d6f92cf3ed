import { bandElement } from '../answer/band.ts';
import { h } from '../dom.ts';
import { protocolsOf } from './api.ts';
import { a } from './words.ts';

/** On the person's phone, whose camera opened the code: the ways into a wallet. It shows no verdict and nothing of the request. */
export async function walletScreen(token: string): Promise<HTMLElement> {
  const protocols = await protocolsOf(token).catch(() => undefined);
  if (!protocols) {
    const gone = { headline: a('wallet.gone'), line: a('wallet.gone.line') };
    return h('div', { class: 'stack result' }, bandElement({ band: 'neutral', shape: 'clock-bar', ...gone }));
  }
  const { vcapi = '', 'oid4vp-1.0': openid = '' } = protocols;
  const request = new URLSearchParams({ request: JSON.stringify({ protocols: { vcapi } }) });
  return h(
    'div',
    { class: 'stack ask' },
    h('h1', { tabindex: '-1' }, a('wallet.title')),
    h('p', {}, a('wallet.line')),
    h('a', { class: 'button primary wide tall', href: openid }, a('wallet.open')),
    h('a', { class: 'button wide', href: `https://lcw.app/request?${request}` }, a('show.wallet.lcw')),
  );
}
