import '../../../services/verifier/web/src/page.css';
import { isLanguage } from '@symbolon/pages';
import { isAnswered } from '../../../services/verifier/web/src/answer/answer.ts';
import type { Comparison } from '../../../services/verifier/web/src/answer/band.ts';
import { needFonts } from '../../../services/verifier/web/src/fonts.ts';
import { useLanguage } from '../../../services/verifier/web/src/i18n.ts';
import { offlineElement } from '../../../services/verifier/web/src/offline/offline.ts';
import { cameraNotice, noticeScreen } from '../../../services/verifier/web/src/screens/notice.ts';
import { resultScreen } from '../../../services/verifier/web/src/screens/result.ts';
import { scanScreen } from '../../../services/verifier/web/src/screens/scan.ts';
import { startScreen } from '../../../services/verifier/web/src/screens/start.ts';
import { typeScreen } from '../../../services/verifier/web/src/screens/type.ts';
import { showScreen, startShell } from '../../../services/verifier/web/src/shell.ts';
import { states } from './states.ts';

const nothing = () => {};
const ways = {
  scan: nothing,
  type: nothing,
  file: nothing,
  next: nothing,
  again: nothing,
  checkHere: nothing,
  compared: nothing,
  add: nothing,
  show: nothing,
};
const found = (same: boolean): Comparison => ({ same, at: new Date('2026-11-22T14:12:00+07:00') });

function compared(comparison: Comparison | undefined, name: 'good' | 'partial' | 'expired' = 'good'): HTMLElement {
  return resultScreen(states[name], name, comparison, ways);
}

const screens: Record<string, () => HTMLElement> = {
  start: () => startScreen(ways, offlineElement()),
  type: () => typeScreen({ check: nothing, back: nothing }),
  scan: () => scanScreen({ close: nothing, file: nothing, light: nothing }).element,
  'camera-refused': () => cameraNotice(true, ways),
  'camera-failed': () => cameraNotice(false, ways),
  compared: () => compared(found(true)),
  'compared-partial': () => compared(found(true), 'partial'),
  mismatch: () => compared(found(false)),
  'mismatch-expired': () => compared(found(false), 'expired'),
};

/** Draws one state, as the page would; the browser that takes the pictures calls it. */
async function show(name: string, language: string): Promise<void> {
  if (isLanguage(language)) await useLanguage(language);
  showScreen(screenOf(name));
  await needFonts(document.body.textContent ?? '');
  await document.fonts.ready;
}

function screenOf(name: string): HTMLElement {
  const screen = screens[name];
  if (screen) return screen();
  const outcome = states[name as keyof typeof states];
  if (outcome.kind !== 'checked') return noticeScreen(outcome, ways);
  const { reason } = outcome.result;
  if (!isAnswered(reason)) throw new Error(`No answer for ${reason}`);
  return resultScreen(outcome, reason, undefined, ways);
}

await useLanguage('en');
startShell(nothing);
Object.assign(window, { show, names: [...Object.keys(screens), ...Object.keys(states)] });
