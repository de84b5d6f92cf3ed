import { isLanguage, languages } from '@symbolon/pages';
import { h } from './dom.ts';
import { needFonts } from './fonts.ts';
import { language, t, useLanguage } from './i18n.ts';

const byId = (id: string) => document.getElementById(id)!;

/** The frame of the page: language menu, skip link, the page's own address, and the place where screens appear. */
export function startShell(rerender: () => void): void {
  const select = byId('language') as HTMLSelectElement;
  select.append(...languages.map(({ tag, name }) => h('option', { value: tag, lang: tag }, name)));
  select.addEventListener('change', () => {
    if (!isLanguage(select.value)) return;
    void useLanguage(select.value, true).then(() => {
      translateShell();
      rerender();
    });
  });
  select.hidden = false;
  // Moved by hand, because the address's fragment is where a certificate stands.
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    byId('main').focus();
  };
  document.body.prepend(h('a', { class: 'skip', href: '#main', onclick: skip }));
  translateShell();
}

function translateShell(): void {
  const select = byId('language') as HTMLSelectElement;
  select.value = language();
  select.setAttribute('aria-label', t('language.label'));
  document.querySelector('.skip')!.textContent = t('page.skip');
  const [before = '', after = ''] = t('start.address', { host: '\n' }).split('\n');
  byId('address').replaceChildren(before, h('bdi', {}, h('b', { dir: 'ltr' }, location.host)), after);
}

/** Puts a screen into `main`. Its headline becomes the tab's title, and takes the focus so that it is read out first. */
export function showScreen(screen: HTMLElement, options: { focus?: boolean } = {}): void {
  byId('main').replaceChildren(screen);
  const headline = screen.querySelector('h1');
  document.title = headline?.textContent || t('page.title');
  if (options.focus !== false) {
    headline?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  // After the first picture: to try the device's fonts takes longer than to draw the answer.
  requestAnimationFrame(() => setTimeout(() => void needFonts(byId('main').textContent ?? '')));
}
