import type { IconName } from '@symbolon/pages';
import { bandElement, type Headline } from '../answer/band.ts';
import type { Outcome } from '../check/outcome.ts';
import { button, h } from '../dom.ts';
import { type MessageKey, t } from '../i18n.ts';
import { reloadNewest } from '../offline/register.ts';
import { fileButton } from './start.ts';

export type NoticeActions = {
  again: () => void;
  next: () => void;
  scan: () => void;
  type: () => void;
  file: (files: File[]) => void;
  /** Check the certificate of a code with another address, here. */
  checkHere: () => void;
};

type Notice = Exclude<Outcome, { kind: 'checked' | 'several' }>;

const texts: Record<
  Exclude<Notice['kind'], 'foreign' | 'not-ours' | 'clock-wrong' | 'damaged'>,
  [IconName, MessageKey, MessageKey]
> = {
  'too-old': ['arrow-up', 'notice.tooOld', 'notice.tooOld.line'],
  'no-code': ['code-question', 'notice.noCode', 'notice.noCode.line'],
  'no-certificate-in-pdf': ['file', 'notice.noPdf', 'notice.noPdf.line'],
  'unknown-file': ['file', 'notice.unknownFile', 'notice.unknownFile.line'],
  'large-file': ['file', 'notice.largeFile', 'notice.largeFile.line'],
  fault: ['square-alert', 'notice.fault', 'notice.fault.line'],
};

/** A state that judges no certificate: a foreign code, an unreadable file, a wrong clock, our own fault. */
export function noticeScreen(notice: Notice, actions: NoticeActions): HTMLElement {
  const next = button(t('action.other'), actions.next, { class: 'grow' });
  return h(
    'div',
    { class: 'stack result' },
    bandElement(headline(notice)),
    ...details(notice),
    h('div', { class: 'row' }, ...primary(notice, actions), next),
  );
}

function headline(notice: Notice): Headline {
  switch (notice.kind) {
    case 'foreign':
      return { band: 'stop', shape: 'chain-broken', headline: t('notice.foreign'), line: t('notice.foreign.line') };
    case 'not-ours': {
      const key = notice.source === 'code' ? 'notice.notOurs' : 'notice.notOurs.document';
      return { band: 'neutral', shape: 'code-question', headline: t(key), line: t('notice.notOurs.line') };
    }
    case 'clock-wrong': {
      const year = String(new Date().getFullYear());
      return {
        band: 'review',
        shape: 'clock-alert',
        headline: t('notice.clock', { year }),
        line: t('notice.clock.line'),
      };
    }
    case 'damaged':
      return {
        band: 'stop',
        shape: 'octagon-cross',
        headline: t('verdict.not-genuine'),
        line: t('notice.damaged.line'),
      };
    default: {
      const [shape, title, line] = texts[notice.kind];
      const size = notice.kind === 'large-file' ? notice.limit / 1e6 : 0;
      return { band: 'neutral', shape, headline: t(title), line: t(line, { size }) };
    }
  }
}

function details(notice: Notice): HTMLElement[] {
  if (notice.kind === 'foreign') {
    const host = (label: MessageKey, name: string) =>
      h('div', {}, h('dt', {}, t(label)), h('dd', { class: 'host', dir: 'ltr' }, name));
    return [
      h(
        'dl',
        { class: 'card hosts' },
        host('notice.foreign.theirs', notice.host),
        host('notice.foreign.ours', location.host),
      ),
    ];
  }
  if (notice.kind === 'not-ours' && notice.text !== '') return [foreignText(notice.text)];
  if (notice.kind === 'fault') return [h('p', { class: 'muted' }, t('more.code', { code: notice.code }))];
  return [];
}

/** The first characters of a code that is no certificate, as plain text, never as a link. */
export function foreignText(text: string): HTMLElement {
  const start = [...text].slice(0, 60).join('');
  return h(
    'p',
    { class: 'card' },
    t('scan.says'),
    ' ',
    h('bdi', { class: 'code' }, start === text ? text : `${start}…`),
  );
}

function primary(notice: Notice, actions: NoticeActions): HTMLElement[] {
  switch (notice.kind) {
    case 'foreign':
      return [button(t('notice.foreign.check'), actions.checkHere, { class: 'grow' })];
    case 'too-old':
      return [button(t('notice.reload'), () => void reloadNewest(), { class: 'primary grow' })];
    case 'fault':
    case 'clock-wrong':
      return [button(t('action.again'), actions.again, { class: 'primary grow' })];
    case 'no-code':
      return [fileButton(t('scan.photo'), actions.file, { icon: 'camera', capture: true })];
    case 'no-certificate-in-pdf':
      return [button(t('start.scan'), actions.scan, { class: 'primary grow', icon: 'code' })];
    default:
      return [];
  }
}

/** The camera may not or cannot be used: how to allow it, in the browser's words, and the ways round it. */
export function cameraNotice(
  denied: boolean,
  actions: Pick<NoticeActions, 'file' | 'type' | 'next' | 'scan'>,
): HTMLElement {
  const line = denied ? t(`camera.refused.${browserFamily()}`) : t('camera.failed.line');
  return h(
    'div',
    { class: 'stack result' },
    bandElement({
      band: 'neutral',
      shape: 'camera-off',
      headline: t(denied ? 'camera.refused' : 'camera.failed'),
      line,
    }),
    h(
      'div',
      { class: 'row' },
      fileButton(t('scan.photo'), actions.file, { icon: 'camera', capture: true }),
      fileButton(t('start.file'), actions.file, { icon: 'file' }),
    ),
    h(
      'div',
      { class: 'row' },
      button(t('start.type'), actions.type, { class: 'grow', icon: 'keyboard' }),
      button(t('action.back'), actions.next, { class: 'grow' }),
    ),
  );
}

function browserFamily(): 'chrome' | 'safari' | 'firefox' {
  const agent = navigator.userAgent;
  if (/Firefox|FxiOS/.test(agent)) return 'firefox';
  return /Chrome|CriOS|Edg/.test(agent) ? 'chrome' : 'safari';
}
