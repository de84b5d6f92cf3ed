import './page.css';
import { checkTyped, followLink, open, rerender, start } from './app.ts';
import { warmUp } from './check/client.ts';
import { preferredLanguage, useLanguage } from './i18n.ts';
import { registerServiceWorker } from './offline/register.ts';
import { listenForHandScanner } from './scan/hand-scanner.ts';
import { startShell } from './shell.ts';

// Asking wallets is a page of its own in the same file; a scan does not load it.
const asking = location.pathname.startsWith('/ask') ? import('./ask/ask.ts') : undefined;
const linked = () => !asking && location.hash.length > 1;

// The code that checks loads beside the words of the page, not after them.
if (linked()) warmUp();
try {
  await useLanguage(preferredLanguage());
  startShell(asking ? () => void asking.then(({ rerenderAsking }) => rerenderAsking()) : rerender);
  if (asking) await (await asking).startAsking();
  else if (linked()) followLink();
  else start({ focus: false });
} catch (error) {
  // The words of the page did not arrive, so these stand in the code.
  document.getElementById('main')?.append('This page could not be loaded. Please load it again.');
  throw error;
}

window.addEventListener('hashchange', () => {
  if (linked()) followLink();
});
if (!asking) {
  listenForHandScanner(checkTyped);
  listenForDrops();
}
registerServiceWorker();

/** Files dropped anywhere on the page are opened; there is a button for those who cannot drag. */
function listenForDrops(): void {
  const { body } = document;
  window.addEventListener('dragover', (event) => {
    event.preventDefault();
    body.classList.add('dropping');
  });
  window.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) body.classList.remove('dropping');
  });
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    body.classList.remove('dropping');
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) open(files);
  });
}
