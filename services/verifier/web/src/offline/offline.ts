import { formatDate, formatTime, sameDay } from '@symbolon/pages';
import { storeLists } from '../check/client.ts';
import { button, h, icon } from '../dom.ts';
import { language, t } from '../i18n.ts';
import { recall, remember } from '../memory.ts';
import type { StoreRequest, StoreResponse } from './messages.ts';

const memory = 'offline-ready';
/** As long as the trust list may be used to say who an issuer is. */
const longest = 90 * 86_400_000;

/** When all that is needed offline was last stored; undefined where it never was, or was cleared by the browser since. */
async function readySince(): Promise<Date | undefined> {
  const at = Number(recall(memory));
  if (!at || Date.now() - at > longest || !('caches' in window)) return undefined;
  return (await caches.match('/')) ? new Date(at) : undefined;
}

/** Says whether the page works without internet, with the age of its lists, and offers to make it so. */
export function offlineElement(): HTMLElement {
  const element = h('section', { class: 'card offline' });
  void show(element);
  return element;
}

async function show(element: HTMLElement, failed = false): Promise<void> {
  const since = await readySince();
  const text = failed ? t('offline.failed') : since ? readyText(since) : t('offline.notReady');
  const size = since && (await storedSize());
  element.classList.toggle('offline-ready', since !== undefined && !failed);
  element.replaceChildren(
    h(
      'p',
      { role: 'status' },
      icon(since && !failed ? 'cloud-tick' : 'cloud-slash'),
      h('span', {}, text, size ? ` ${size}` : undefined),
    ),
    'serviceWorker' in navigator && navigator.onLine
      ? button(t(since ? 'offline.update' : 'offline.make'), () => void makeReady(element), {})
      : '',
  );
}

function readyText(since: Date): string {
  if (!navigator.onLine) return t('offline.now');
  const time = formatTime(since, language());
  const when = sameDay(since, new Date())
    ? t('when.today', { time })
    : t('when.date', { date: formatDate(since, language()), time });
  return t('offline.ready', { when });
}

async function storedSize(): Promise<string | undefined> {
  const { usage } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
  return usage ? t('offline.size', { size: (Math.max(1, Math.round(usage / 1e5)) / 10).toString() }) : undefined;
}

/** Stores files and lists. Ready is said only when all of it is there. */
async function makeReady(element: HTMLElement): Promise<void> {
  const bar = h('progress', { max: '100', value: '0', 'aria-label': t('offline.make') });
  const status = h('p', { role: 'status' }, t('offline.progress', { percent: 0 }));
  element.replaceChildren(status, bar);
  let announced = 0;
  const progress = (percent: number) => {
    bar.value = percent;
    // Announced in quarters, not at each file.
    if (percent < announced + 25) return;
    announced = percent - (percent % 25);
    status.textContent = t('offline.progress', { percent: announced });
  };
  try {
    // Or the browser may clear what was stored when space runs short or the page is not used for a week.
    await navigator.storage?.persist?.();
    await storeFiles((percent) => progress(percent * 0.75));
    await storeLists();
    progress(100);
    remember(memory, String(Date.now()));
    await show(element);
  } catch {
    await show(element, true);
  }
}

async function storeFiles(progress: (percent: number) => void): Promise<void> {
  await navigator.serviceWorker.register('/service-worker.js');
  const { active } = await navigator.serviceWorker.ready;
  const channel = new MessageChannel();
  await new Promise<void>((resolve, reject) => {
    channel.port1.onmessage = ({ data }: MessageEvent<StoreResponse>) => {
      if ('failed' in data) return reject(new Error('Not all files of the page could be stored'));
      progress(data.percent);
      if (data.percent === 100) resolve();
    };
    active?.postMessage({ ask: 'store-files' } satisfies StoreRequest, [channel.port2]);
  });
}
