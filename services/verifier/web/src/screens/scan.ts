import { button, h } from '../dom.ts';
import { t } from '../i18n.ts';
import { fileButton } from './start.ts';

export type ScanActions = { close: () => void; file: (files: File[]) => void; light: (on: boolean) => void };

/** The live picture with its frame. `video` is fed by the scanner; `say` announces what was read without stopping. */
export function scanScreen(actions: ScanActions) {
  const video = h('video', { muted: true, playsinline: true, autoplay: true, 'aria-label': t('scan.view') });
  // As an attribute alone `muted` does not count for a video made by script, and iOS then refuses to play it.
  video.muted = true;
  const message = h('div', { class: 'scan-message', role: 'status' }, h('p', {}, t('scan.starting')));
  const light = button(t('scan.light'), () => toggle(), { class: 'grow', icon: 'light' });
  light.hidden = true;
  light.setAttribute('aria-pressed', 'false');
  const toggle = () => {
    const on = light.getAttribute('aria-pressed') !== 'true';
    light.setAttribute('aria-pressed', String(on));
    actions.light(on);
  };
  const element = h(
    'div',
    { class: 'stack scan' },
    h('h1', { tabindex: '-1', class: 'visually-hidden' }, t('scan.title')),
    h(
      'div',
      { class: 'viewfinder' },
      video,
      h('span', { class: 'corners', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'), h('i')),
    ),
    message,
    h(
      'div',
      { class: 'row' },
      light,
      fileButton(t('scan.photo'), actions.file, { icon: 'camera', capture: true }),
      button(t('scan.close'), actions.close, { class: 'grow' }),
    ),
  );
  return {
    element,
    video,
    say: (...content: (Node | string)[]) => message.replaceChildren(...content),
    offerLight: () => {
      light.hidden = false;
    },
  };
}
