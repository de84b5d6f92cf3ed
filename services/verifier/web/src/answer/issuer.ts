import { textIn } from '@symbolon/pages';
import type { IssuerResult } from '@symbolon/verification';
import { h } from '../dom.ts';
import { language, t } from '../i18n.ts';

/** The issuer's name as the trust list has it; none for an issuer that is not on it. */
export function issuerName(issuer: IssuerResult | undefined): string | undefined {
  return issuer?.known ? (textIn(issuer.names, language())?.text ?? issuer.domain ?? issuer.did) : undefined;
}

/** The issuer in one row of the facts: the list's name, or the bare address of one that nobody vouches for. */
export function issuerElement(issuer: IssuerResult | undefined): HTMLElement {
  if (issuer?.known) {
    const named = textIn(issuer.names, language());
    return h('span', { dir: 'auto', lang: named?.language }, named?.text ?? issuer.did);
  }
  return h('span', { class: 'code', dir: 'ltr' }, issuer?.domain ?? issuer?.did ?? '–');
}

/** For an issuer that is not on the list: its address in large letters, and its own name only as a claim. */
export function unknownIssuer(issuer: IssuerResult | undefined): HTMLElement | undefined {
  if (!issuer || issuer.known) return undefined;
  return h(
    'section',
    { class: 'card stack-small unknown-issuer' },
    h('h2', {}, t('fact.issuer.address')),
    issuer.domain
      ? h('p', { class: 'host', dir: 'ltr' }, issuer.domain)
      : h(
          'div',
          { class: 'stack-small' },
          h('p', {}, t('fact.issuer.noAddress')),
          h('p', { class: 'code', dir: 'ltr' }, issuer.did),
        ),
    issuer.callsItself !== undefined && h('p', {}, t('fact.issuer.callsItself', { name: issuer.callsItself })),
    issuer.domain !== undefined && h('p', { class: 'muted' }, t('fact.issuer.howTo')),
  );
}

/** Telephone, mail and website of a known issuer, from the trust list; nothing where it has none. */
export function contactElement(issuer: IssuerResult | undefined): HTMLElement | undefined {
  if (!issuer?.known || !issuer.contact) return undefined;
  const { telephone, email, url } = issuer.contact;
  const links = [
    telephone && h('a', { href: `tel:${telephone.replaceAll(/[^+\d]/g, '')}`, dir: 'ltr' }, telephone),
    email && h('a', { href: `mailto:${encodeURIComponent(email).replace('%40', '@')}`, dir: 'ltr' }, email),
    // Only web addresses: a list entry must not be able to run a script.
    url &&
      /^https?:/.test(url) &&
      h('a', { href: url, dir: 'ltr', rel: 'noreferrer noopener', target: '_blank' }, url.replace(/^https?:\/\//, '')),
  ].filter((link) => link instanceof HTMLElement);
  if (links.length === 0) return undefined;
  return h(
    'section',
    { class: 'contact stack-small' },
    h('h2', {}, t('fact.issuer.contact')),
    h('ul', { class: 'plain' }, ...links.map((link) => h('li', {}, link))),
  );
}
