import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { languages, messageNames } from '@symbolon/pages';
import t from 'tap';
import { build } from 'vite';
import { builtNames } from '../../services/verifier/web/names.ts';
import { openPage, startBrowser, violations } from './browser.ts';
import { close, listen } from './issuer.ts';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};
const folder = await mkdtemp(join(tmpdir(), 'symbolon-states-'));
await build({
  configFile: false,
  root: fileURLToPath(new URL('./gallery', import.meta.url)),
  logLevel: 'error',
  plugins: [builtNames()],
  worker: { format: 'es' },
  build: { outDir: folder, emptyOutDir: true, target: 'es2023', minify: false, assetsInlineLimit: 0 },
});
const server = createServer(async (request, response) => {
  const path = request.url === '/' ? '/index.html' : (request.url ?? '');
  const body = await readFile(join(folder, path)).catch(() => undefined);
  response.writeHead(body ? 200 : 404, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(body);
});
const url = `http://127.0.0.1:${await listen(server, 0)}/`;
const browser = await startBrowser();

t.teardown(async () => {
  await browser.close();
  await Promise.all([close(server), rm(folder, { recursive: true })]);
});

/** Elements that stand out of the window. */
const tooWide = () =>
  [...document.querySelectorAll('body *')]
    .filter(
      (element) =>
        element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.visually-hidden, .skip'),
    )
    .map((element) => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 30)}`);

type Gallery = { show(name: string, language: string): Promise<void>; names: string[] };

t.test('every state in every language fits 320 pixels, and axe-core finds nothing', async (t) => {
  const { page, faults } = await openPage(browser, { viewport: { width: 320, height: 640 } });
  await page.goto(url);
  await page.waitForFunction(() => 'show' in window);
  const names = await page.evaluate(() => (window as unknown as Gallery).names);
  t.ok(names.length > 30, `${names.length} states`);
  for (const { tag } of languages) {
    for (const name of names) {
      await page.evaluate(([name, tag]) => (window as unknown as Gallery).show(name!, tag!), [name, tag]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      t.ok(wide <= 320, `${name} in ${tag} is ${wide} pixels wide`);
      // Names of roles and contrasts are the same in Thai and Khmer as in English; Arabic turns the page round.
      if (tag === 'en' || tag === 'ar') t.same(await violations(page), [], `${name} in ${tag}`);
    }
  }
  t.same(faults, []);
});

t.test('text at twice its size and wide spacing is not cut', async (t) => {
  const { page } = await openPage(browser, { viewport: { width: 320, height: 640 } });
  await page.goto(url);
  await page.waitForFunction(() => 'show' in window);
  await page.addStyleTag({
    content:
      'html{font-size:200%} *{letter-spacing:.12em!important;word-spacing:.16em!important;line-height:1.5!important} p{margin-block-end:2em!important}',
  });
  for (const name of ['start', 'good', 'partial', 'not-genuine', 'issuer-unknown', 'foreign', 'type']) {
    await page.evaluate((name) => (window as unknown as Gallery).show(name, 'en'), name);
    const cut = await page.evaluate(
      () =>
        [...document.querySelectorAll('main *')].filter((element) => {
          const style = getComputedStyle(element);
          const clips = style.overflowX === 'hidden' && !element.classList.contains('visually-hidden');
          return clips && element.scrollWidth > element.clientWidth + 1;
        }).length,
    );
    t.equal(cut, 0, name);
    t.same(await page.evaluate(tooWide), [], `${name} needs no sideways scrolling`);
  }
});

t.test('in forced colours every band keeps an edge, and a still page stays still', async (t) => {
  const { page } = await openPage(browser, { forcedColors: 'active', reducedMotion: 'reduce' });
  await page.goto(url);
  await page.waitForFunction(() => 'show' in window);
  for (const name of ['good', 'revoked', 'status-stale', 'expired', 'partial']) {
    await page.evaluate((name) => (window as unknown as Gallery).show(name, 'en'), name);
    const border = await page.locator('.band').evaluate((band) => {
      const { borderTopWidth, borderTopStyle } = getComputedStyle(band);
      return `${borderTopWidth} ${borderTopStyle}`;
    });
    t.equal(border, name === 'status-stale' ? '3px dashed' : '3px solid', name);
  }
  t.equal(await page.evaluate(() => document.getAnimations().length), 0);
});

t.test('the catalogues hold the same messages with the same values, each with a note', async (t) => {
  const read = async (name: string): Promise<Record<string, string>> =>
    JSON.parse(
      await readFile(new URL(`../../services/verifier/web/src/catalogue/${name}.json`, import.meta.url), 'utf8'),
    );
  const english = await read('en');
  const notes = await read('notes');
  t.same(Object.keys(notes), Object.keys(english), 'every message has a note');
  for (const { tag } of languages) {
    const catalogue = await read(tag);
    t.same(Object.keys(catalogue), Object.keys(english), tag);
    for (const [key, message] of Object.entries(catalogue)) {
      if (tag !== 'en' && message === english[key]) t.fail(`${key} is not translated into ${tag}`);
      const [own, wanted] = [messageNames(message), messageNames(english[key] ?? '')];
      if ([...own].sort().join() !== [...wanted].sort().join())
        t.fail(`${key} in ${tag} has other values than in English`);
      // Thai, Arabic and Latin digits side by side would not match the paper.
      if (/[๐-๙០-៩٠-٩]/.test(message)) t.fail(`${key} in ${tag} has digits that are not Latin`);
    }
  }
  const barred =
    /credential|\bDID\b|proof|hash|revoked|invalid|verification failed|congratulations|unfortunately|oops/i;
  for (const [key, message] of Object.entries(english)) {
    if (/^(verdict|notice)\./.test(key)) t.notMatch(message, barred, key);
    if (/^verdict\.[a-z-]+$/i.test(key))
      t.ok(
        message
          .replace(/\{date\}/, '')
          .trim()
          .split(/\s+/).length <= 6,
        key,
      );
  }
});
