import { isAnswered } from './answer/answer.ts';
import type { Comparison } from './answer/band.ts';
import { checkText } from './check/check-text.ts';
import { check, warmUp } from './check/client.ts';
import type { Checked, Given, Outcome, Several } from './check/outcome.ts';
import { readText } from './check/text.ts';
import { h } from './dom.ts';
import { t } from './i18n.ts';
import { offlineElement } from './offline/offline.ts';
import type { Decoder } from './scan/decoder.ts';
import { addScreen } from './screens/add.ts';
import { cameraNotice, foreignText, noticeScreen } from './screens/notice.ts';
import { resultScreen } from './screens/result.ts';
import { scanScreen } from './screens/scan.ts';
import { startScreen } from './screens/start.ts';
import { typeScreen } from './screens/type.ts';
import { waitingScreen } from './screens/waiting.ts';
import { showScreen } from './shell.ts';

/** Puts out a lamp that was left on: it stays on while the employer looks at the identity document. */
let putOutLamp: () => void = () => {};
/** Draws the present screen again, as after a change of language. */
let redraw: () => void = () => {};
/** Ends what the present screen keeps running: camera, listeners. */
let leave: () => void = () => {};
/** Counts checks, so that the answer to an earlier one is never shown for a later one. */
let running = 0;

export const rerender = () => redraw();

function enter(draw: () => HTMLElement, onleave: () => void = () => {}, options: { focus?: boolean } = {}): void {
  leave();
  leave = onleave;
  running += 1;
  redraw = () => showScreen(draw(), { focus: false });
  showScreen(draw(), options);
}

/** The answer that a further document is being given to, and the way back to it. */
let adding: { to: Checked; back: () => void } | undefined;

const wayIn = { scan: () => void scan(), type: typeText, file: (files: File[]) => open(files) };

/** Where a way in that led nowhere leads back to. */
const home = () => (adding ? adding.back() : start());

export function start(options: { focus?: boolean } = {}): void {
  adding = undefined;
  putOutLamp();
  // The fragment is the certificate itself: it must not stay in the address once the employer has moved on.
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  enter(() => startScreen(wayIn, offlineElement()), undefined, options);
}

/** Follows the link of a code: the certificate stands in the address's fragment, which no server ever sees. */
export function followLink(): void {
  adding = undefined;
  void judge(() => checkText(location.href, 'code'), { again: followLink, next: start, here: () => {} });
}

function typeText(): void {
  putOutLamp();
  warmUp();
  enter(() => typeScreen({ check: checkTyped, back: home }));
  document.querySelector<HTMLElement>('#typed')?.focus();
}

/** Judges typed, pasted or hand-scanned text. */
export function checkTyped(text: string): void {
  const source = /^\s*\{/.test(text) ? 'document' : 'code';
  const judgeText = (here: boolean) =>
    void judge(() => checkText(text, source, here), {
      again: () => judgeText(here),
      next: typeText,
      here: () => judgeText(true),
    });
  judgeText(false);
}

export function open(files: readonly File[], here = false): void {
  const find = async () => (await import('./open/open-file.ts')).openFiles(files, here);
  void judge(find, { again: () => open(files, here), next: home, here: () => open(files, true) }, t('reading'));
}

async function scan(): Promise<void> {
  putOutLamp();
  warmUp();
  let stop = () => {};
  let view: ReturnType<typeof scanScreen> | undefined;
  let light: (on: boolean) => void = () => {};
  let lit = false;
  const draw = () => {
    view = scanScreen({ close: home, file: wayIn.file, light: (on) => light(on) });
    return view.element;
  };
  enter(draw, () => stop());
  redraw = () => void scan();
  const mine = running;
  let decoder: Decoder | undefined;
  try {
    const { createDecoder } = await import('./scan/decoder.ts');
    const { startCamera } = await import('./scan/camera.ts');
    decoder = await createDecoder();
    const camera = await startCamera(view!.video, decoder, scanned);
    stop = () => {
      decoder?.close();
      camera.stop();
    };
    if (mine !== running) return stop();
    const tips = setTimeout(() => view?.say(h('p', {}, t('scan.tips'))), 8000);
    stop = () => {
      clearTimeout(tips);
      decoder?.close();
      if (!lit) return camera.stop();
      camera.pause();
      putOutLamp = () => {
        camera.stop();
        putOutLamp = () => {};
      };
    };
    if (camera.hasLight) view!.offerLight();
    light = (on) => {
      lit = on;
      camera.setLight(on);
    };
    view!.say(h('p', {}, t('scan.hint')));
  } catch (error) {
    decoder?.close();
    if (mine !== running) return;
    const denied = error instanceof DOMException && error.name === 'NotAllowedError';
    enter(() => cameraNotice(denied, { ...wayIn, next: home }));
  }

  /** A certificate ends the scan; any other code is named while the scan goes on. */
  function scanned(text: string): void {
    if (mine !== running) return;
    if (readText(text, location.host).kind === 'other') {
      view?.say(h('p', {}, t('scan.other')), foreignText(text));
      return;
    }
    const judgeScan = (here: boolean) =>
      void judge(() => checkText(text, 'code', here), {
        again: () => judgeScan(here),
        next: () => void scan(),
        here: () => judgeScan(true),
      });
    judgeScan(false);
  }
}

type Then = { again: () => void; next: () => void; here: () => void; list?: () => void };

/** Shows that something is being checked, then the answer. Nothing of the certificate is shown before it. */
async function judge(find: () => Promise<Outcome>, then: Then, waiting = t('checking')): Promise<void> {
  enter(() => waitingScreen(waiting), undefined, { focus: false });
  const mine = running;
  let outcome: Outcome;
  try {
    outcome = await find();
  } catch {
    outcome = { kind: 'fault', code: navigator.onLine ? 'check-stopped' : 'check-stopped-offline' };
  }
  if (mine !== running) return;
  if (!adding || (outcome.kind !== 'checked' && outcome.kind !== 'several')) return showOutcome(outcome, then);
  const { to } = adding;
  adding = undefined;
  const { join } = await import('./together/arrange.ts');
  const [main, ...others] = join(to, outcome.kind === 'checked' ? [outcome] : outcome.documents);
  judgeTogether(main, others, start);
}

/** Judges a certificate together with other documents of the same person. */
function judgeTogether(main: Given, others: Given[], next: () => void): void {
  const again = () => judgeTogether(main, others, next);
  void judge(() => check(main, others), { again, next, here: () => {} });
}

/** Offers the ways to give a further document to an answer. */
function add(to: Checked, then: Then): void {
  const back = () => {
    adding = undefined;
    showOutcome(to, then);
  };
  adding = { to, back };
  enter(() => addScreen({ ...wayIn, back }));
}

function showOutcome(outcome: Outcome, then: Then, comparison?: Comparison): void {
  if (outcome.kind === 'several') return void judgeAll(outcome, then.next);
  if (outcome.kind !== 'checked') {
    enter(() => noticeScreen(outcome, { ...wayIn, again: then.again, next: then.next, checkHere: then.here }));
    return;
  }
  const { reason } = outcome.result;
  if (!isAnswered(reason)) {
    showOutcome(
      reason === 'clock-wrong' ? { kind: 'clock-wrong' } : { kind: 'not-ours', source: 'document', text: '' },
      then,
    );
    return;
  }
  enter(() =>
    resultScreen(outcome, reason, comparison, {
      next: then.next,
      again: then.again,
      list: then.list,
      add: () => add(outcome, then),
      show: (each) => {
        const back = () => showOutcome(outcome, then, comparison);
        showOutcome(each, { again: back, next: back, here: () => {}, list: back });
      },
      compared: (answer) => showOutcome(outcome, then, answer),
    }),
  );
}

/** Judges documents that were opened together: those of one person as one, else each certificate with the papers beside it. */
async function judgeAll({ documents, failed }: Several, next: () => void): Promise<void> {
  const { arrange } = await import('./together/arrange.ts');
  const arranged = arrange(documents);
  const papers = arranged.others.map(({ given }) => given);
  if (!arranged.one)
    return judgeSeveral(
      arranged.certificates.map(({ given }) => given),
      papers,
      failed,
      next,
    );
  if (failed.length === 0 && arranged.main) return judgeTogether(arranged.main.given, papers, next);
  return judgeSeveral(
    documents.map(({ given }) => given),
    [],
    failed,
    next,
  );
}

/** Judges certificates in their order; each line opens its whole answer, and leads back. */
async function judgeSeveral(
  certificates: readonly Given[],
  papers: Given[],
  failed: readonly Outcome[],
  next: () => void,
): Promise<void> {
  const { severalScreen } = await import('./screens/several.ts');
  const judged: Outcome[] = [...failed];
  const count = failed.length + certificates.length;
  let view: ReturnType<typeof severalScreen> | undefined;
  let over = false;
  const judgeOne = (index: number) =>
    check(certificates[index - failed.length]!, papers).catch(
      (): Outcome => ({ kind: 'fault', code: 'check-stopped' }),
    );
  const list = () => {
    over = false;
    enter(
      () => {
        view = severalScreen(count, judged, { show, next });
        return view.element;
      },
      () => {
        over = true;
        view = undefined;
      },
    );
    void judgeRest();
  };
  const show = (index: number) => {
    const again = async () => {
      if (index >= failed.length) judged[index] = await judgeOne(index);
      show(index);
    };
    showOutcome(judged[index]!, { again: () => void again(), next: list, here: () => {}, list });
  };
  // Stops while one certificate is looked at, so that a file once left costs nothing more.
  const judgeRest = async () => {
    while (!over && judged.length < count) {
      const index = judged.length;
      const outcome = await judgeOne(index);
      if (over || judged.length !== index) return;
      judged.push(outcome);
      view?.add(index, outcome);
    }
  };
  list();
}
