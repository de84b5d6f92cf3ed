import './ask.css';
import { isAnswered } from '../answer/answer.ts';
import type { Comparison } from '../answer/band.ts';
import type { Checked } from '../check/outcome.ts';
import { button, h } from '../dom.ts';
import { resultScreen } from '../screens/result.ts';
import { showScreen as put } from '../shell.ts';
import { ApiError, type Asked, ask, askThisDevice, look, type What, withdraw } from './api.ts';
import { chooseScreen } from './choose.ts';
import { asChecked, listScreen } from './list.ts';
import { type End, endScreen } from './notice.ts';
import { showScreen } from './show.ts';
import { walletScreen } from './wallet.ts';
import { a, loadWords } from './words.ts';

/** Draws the present screen again, as after a change of language. */
let redraw: () => void = () => {};
/** Counts screens, so that what an earlier one waits for never shows on a later one. */
let current = 0;

function enter(draw: () => HTMLElement): void {
  current += 1;
  redraw = () => put(draw(), { focus: false });
  put(draw());
}

/** Draws the screen in the language that was just chosen. */
export async function rerenderAsking(): Promise<void> {
  await loadWords();
  redraw();
}

/** Starts the asking page: where it was left before a reload, on a person's phone the ways into the wallet, else with the choice. */
export async function startAsking(): Promise<void> {
  await loadWords();
  const token = location.hash.slice(1);
  if (token) return enterWallet(token);
  const kept = recallAsked();
  if (kept) wait(kept);
  else choose();
}

async function enterWallet(token: string): Promise<void> {
  const draw = async () => put(await walletScreen(token));
  redraw = () => void draw();
  await draw();
}

function choose(): void {
  forgetAsked();
  enter(() => chooseScreen((what) => void begin(what)));
}

async function begin(what: What): Promise<void> {
  try {
    const asked = await ask(what);
    keepAsked(asked);
    wait(asked);
  } catch (error) {
    end(endOf(error));
  }
}

/** Not set up: the address is not there. Without a connection, or where the service is busy, later is the advice. */
const endOf = (error: unknown): End => (error instanceof ApiError && error.status === 404 ? 'off' : 'busy');

function end(how: End): void {
  forgetAsked();
  enter(() => endScreen(how, choose));
}

/** Milliseconds between two looks: often while somebody stands there, less so on a forgotten tab. */
const pauseAfter = (looks: number) => (looks < 40 ? 1_500 : 5_000);

function wait(asked: Asked): void {
  let view: ReturnType<typeof showScreen> | undefined;
  const actions = {
    cancel: () => {
      void withdraw(asked).catch(() => undefined);
      choose();
    },
    device: () => void askThisDevice(asked).catch(() => undefined),
  };
  enter(() => {
    view = showScreen(asked, actions);
    return view.element;
  });
  const mine = current;
  const poll = async (looks: number): Promise<void> => {
    const standing = await look(asked).catch((error) => (error instanceof ApiError ? error : undefined));
    if (mine !== current) return;
    if (standing instanceof ApiError && standing.status === 404) return end('expired');
    const known = standing instanceof ApiError ? undefined : standing;
    if (known?.state === 'answered')
      return show(known.answer?.credentialResults.map((one) => asChecked(one, now())) ?? []);
    if (known && known.state !== 'waiting') return end(known.state === 'declined' ? 'declined' : 'expired');
    view?.say(known);
    setTimeout(() => void poll(looks + 1), pauseAfter(looks));
  };
  void poll(0);
}

const now = () => new Date().toISOString();

function show(all: Checked[]): void {
  const [only, ...others] = all;
  if (only && others.length === 0) showOne(only);
  else enter(() => listScreen(all, (checked) => showOne(checked, () => show(all)), choose));
}

/** The verdict as after a scan; where there were several, with the way back to them. */
function showOne(checked: Checked, back?: () => void, comparison?: Comparison): void {
  const { reason } = checked.result;
  const shown = isAnswered(reason) ? reason : 'unsupported';
  enter(() =>
    h(
      'div',
      { class: 'stack' },
      resultScreen(checked, shown, comparison, {
        next: choose,
        again: choose,
        compared: (found) => showOne(checked, back, found),
      }),
      back && button(a('list.back'), back, { class: 'quiet', icon: 'back' }),
    ),
  );
}

const memory = 'asked';

function keepAsked(asked: Asked): void {
  try {
    sessionStorage.setItem(memory, JSON.stringify(asked));
  } catch {
    // Without storage a reload forgets the request; it ends by itself.
  }
}

function recallAsked(): Asked | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(memory) ?? '') as Asked;
  } catch {
    return undefined;
  }
}

function forgetAsked(): void {
  try {
    sessionStorage.removeItem(memory);
  } catch {
    // As above.
  }
}
