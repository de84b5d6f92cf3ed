import { button, h } from '../dom.ts';
import { t } from '../i18n.ts';
import { fileButton, type StartActions } from './start.ts';

/** The ways to give a further document of the same person. */
export function addScreen(actions: StartActions & { back: () => void }): HTMLElement {
  return h(
    'div',
    { class: 'stack start' },
    h('div', { class: 'stack-small' }, h('h1', { tabindex: '-1' }, t('add.title')), h('p', {}, t('add.lead'))),
    button(t('start.scan'), actions.scan, { class: 'primary wide', icon: 'code' }),
    h(
      'div',
      { class: 'row' },
      fileButton(t('start.file'), actions.file, { icon: 'file', describedBy: 'files' }),
      button(t('start.type'), actions.type, { class: 'grow', icon: 'keyboard' }),
    ),
    h('p', { class: 'muted small', id: 'files' }, t('start.files')),
    button(t('add.back'), actions.back, { class: 'wide' }),
  );
}
