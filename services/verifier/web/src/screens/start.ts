import { button, h, icon } from '../dom.ts';
import { t } from '../i18n.ts';

export type StartActions = { scan: () => void; file: (files: File[]) => void; type: () => void };

/** The ways to give a certificate: camera first, then file, then text. */
export function startScreen(actions: StartActions, offline: HTMLElement): HTMLElement {
  return h(
    'div',
    { class: 'stack start' },
    h('div', { class: 'stack-small' }, h('h1', { tabindex: '-1' }, t('page.title')), h('p', {}, t('start.lead'))),
    button(t('start.scan'), actions.scan, { class: 'primary wide tall', icon: 'code' }),
    h(
      'div',
      { class: 'row' },
      fileButton(t('start.file'), actions.file, { icon: 'file', describedBy: 'files' }),
      button(t('start.type'), actions.type, { class: 'grow', icon: 'keyboard' }),
    ),
    h('p', { class: 'muted small', id: 'files' }, t('start.files')),
    h(
      'section',
      { class: 'card how', 'aria-labelledby': 'how' },
      h('h2', { id: 'how' }, t('start.help')),
      h(
        'ol',
        {},
        h('li', {}, icon('code'), h('span', {}, t('start.help.1'))),
        h('li', {}, icon('circle-tick'), h('span', {}, t('start.help.2'))),
        h('li', {}, icon('circle-tick-person'), h('span', {}, t('start.help.3'))),
      ),
    ),
    h('p', {}, h('a', { href: '/ask/' }, t('start.ask'))),
    h('p', { class: 'muted small' }, t('start.drop')),
    h('p', { class: 'muted small' }, t('start.privacy')),
    offline,
  );
}

/** A button that opens the file chooser, for one file or several; `capture` asks a phone for its camera at once. */
export function fileButton(
  label: string,
  onfiles: (files: File[]) => void,
  options: { icon: 'file' | 'camera'; capture?: true; describedBy?: string; class?: string },
): HTMLElement {
  const input = h('input', {
    type: 'file',
    class: 'visually-hidden',
    // Out of the tab order: the button beside it opens it.
    tabindex: '-1',
    'aria-hidden': 'true',
    accept: options.capture
      ? 'image/*'
      : '.pdf,.png,.svg,.json,.jsonld,.jwt,.txt,image/*,application/pdf,application/json',
    ...(options.capture ? { capture: 'environment' } : { multiple: true }),
    onchange: () => {
      const files = [...(input.files ?? [])];
      // Cleared, so that choosing the same file again is a change again.
      input.value = '';
      if (files.length > 0) onfiles(files);
    },
  });
  return h(
    'span',
    { class: `file-button ${options.class ?? 'grow'}` },
    input,
    h(
      'button',
      { type: 'button', class: 'wide', onclick: () => input.click(), 'aria-describedby': options.describedBy },
      icon(options.icon),
      h('span', {}, label),
    ),
  );
}
