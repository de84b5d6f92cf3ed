import { formatTime } from '@symbolon/pages';
import { button, h } from '../dom.ts';
import { language } from '../i18n.ts';
import { type Asked, hasDigitalCredentials, type Standing } from './api.ts';
import { codeElement } from './code.ts';
import { type AskKey, a } from './words.ts';

export type ShowActions = { cancel: () => void; device: () => void };

/** Kinds of wallets, each with the link that it understands; the first is the widest. */
const kinds: [id: string, name: AskKey, link: (links: Asked['links']) => string | undefined][] = [
  ['openid', 'show.wallet.openid', ({ openid4vp }) => openid4vp.decentralized_identifier ?? openid4vp.redirect_uri],
  ['lcw', 'show.wallet.lcw', ({ learnerCredentialWallet }) => learnerCredentialWallet],
  ['older', 'show.wallet.older', ({ openid4vp }) => openid4vp.did],
];

/** The code that the person scans, and how the request stands. `say` is given each new standing. */
export function showScreen(asked: Asked, actions: ShowActions) {
  const frame = h('div', { class: 'qr' });
  const here = h('a', { class: 'button wide' }, a('show.here'));
  const offered = kinds.flatMap(([id, name, link]) => {
    const address = link(asked.links);
    return address === undefined ? [] : [{ id, name, address }];
  });
  const use = async (id: string) => {
    const { address } = offered.find((each) => each.id === id) ?? offered[0]!;
    here.href = address;
    frame.replaceChildren(await codeElement(address, a('show.code')));
  };
  const choice = h(
    'select',
    { id: 'wallet', onchange: () => void use(choice.value) },
    ...offered.map(({ id, name }) => h('option', { value: id }, a(name))),
  );
  void use(choice.value);
  const time = formatTime(asked.expires, language());
  const status = h('p', { role: 'status', class: 'waiting' }, a('show.waiting', { time }));
  let said: string | undefined;
  const element = h(
    'div',
    { class: 'stack ask' },
    h('div', { class: 'stack-small' }, h('h1', { tabindex: '-1' }, a('show.title')), h('p', {}, a('show.how'))),
    frame,
    status,
    h('div', {}, h('label', { for: 'wallet' }, a('show.wallet')), choice),
    here,
    hasDigitalCredentials() && button(a('show.device'), actions.device, { class: 'wide' }),
    button(a('show.cancel'), actions.cancel, { class: 'quiet' }),
  );
  return {
    element,
    /** Says how the request stands; the same again is not said twice, or a screen reader would never be silent. */
    say(standing: Standing | undefined): void {
      const words = standing ? wordsOf(standing, time) : a('show.offline');
      if (words === said) return;
      said = words;
      status.replaceChildren(words);
    },
  };
}

function wordsOf({ lastRefusal }: Standing, time: string): string {
  if (lastRefusal === undefined) return a('show.waiting', { time });
  return a(lastRefusal === 'NOT_WHAT_WAS_ASKED' ? 'show.refused.other' : 'show.refused');
}
