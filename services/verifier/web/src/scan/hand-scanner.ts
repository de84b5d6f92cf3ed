/** A hand scanner types a key every few milliseconds; a busy phone hands them on more slowly. */
const slowest = 300;
/** Shorter bursts are a person rolling over keys. */
const shortestCode = 12;

/**
 * Gives what a keyboard-type hand scanner types while no field has the focus, and what is pasted there.
 * The scanner ends a code with Enter.
 */
export function listenForHandScanner(ontext: (text: string) => void): void {
  let typed = '';
  let last = 0;
  window.addEventListener(
    'keydown',
    (event) => {
      if (isField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const now = event.timeStamp;
      if (now - last > slowest) typed = '';
      last = now;
      if (event.key.length === 1) typed += event.key;
      if (event.key !== 'Enter' || typed.length < shortestCode) return;
      // Or Enter would press whichever button has the focus.
      event.preventDefault();
      event.stopPropagation();
      const text = typed;
      typed = '';
      ontext(text);
    },
    { capture: true },
  );
  window.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain').trim();
    if (text && !isField(event.target)) ontext(text);
  });
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
