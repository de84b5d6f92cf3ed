import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { openPage, startBrowser, violations } from './browser.ts';
import { codeFilm } from './film.ts';
import { startIssuer } from './issuer.ts';
import { startPage } from './page-server.ts';

const issuer = await startIssuer({ en: 'Siem Reap Skills Centre' });
const site = await startPage([issuer.institution], [issuer.origin]);
const folder = await mkdtemp(join(tmpdir(), 'symbolon-film-'));

t.teardown(async () => {
  await Promise.all([site.stop(), issuer.stop(), rm(folder, { recursive: true })]);
  await site.remove();
});

const code = await issuer.code(issuer.whole({ name: 'Sok Dara' }), site.url);

t.test('a code before the camera, soft and turned by five degrees, is read and checked', async (t) => {
  const camera = join(folder, 'good.y4m');
  await codeFilm(camera, [code], { pixels: 3, degrees: 5 });
  const browser = await startBrowser({ camera });
  t.teardown(() => browser.close());
  const { page, faults, context } = await openPage(browser);
  await context.grantPermissions(['camera']);
  await page.goto(site.url);
  t.equal(
    await page.evaluate(() => 'BarcodeDetector' in window),
    false,
    'the decoders of the page are tried, not the browser’s',
  );
  const started = Date.now();
  await page.getByRole('button', { name: 'Scan the code' }).click();
  await page.getByRole('heading', { level: 1, name: 'Genuine certificate' }).waitFor({ timeout: 15_000 });
  const took = Date.now() - started;
  t.comment(`${took} ms from the tap to the verdict`);
  t.ok(took < 5000, `${took} ms`);
  t.same(faults, []);
});

t.test('a code that is no certificate does not end the scan; the next one is read without a touch', async (t) => {
  const camera = join(folder, 'foreign.y4m');
  await codeFilm(camera, ['https://example.org/menu?table=12&lang=en', code], { pixels: 4, degrees: 0, frames: 12 });
  const browser = await startBrowser({ camera });
  t.teardown(() => browser.close());
  const { page, context } = await openPage(browser);
  await context.grantPermissions(['camera']);
  await page.goto(site.url);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => seen.push(document.querySelector('main')?.textContent ?? '')).observe(document.body, {
      childList: true,
      subtree: true,
    });
  });
  await page.getByRole('button', { name: 'Scan the code' }).click();
  await page.getByRole('heading', { level: 1, name: 'Genuine certificate' }).waitFor({ timeout: 15_000 });
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen.join('\n'));
  t.match(seen, /This is a code, but not a certificate\. Scanning goes on\./);
  t.match(seen, 'https://example.org/menu', 'what it says is shown as text');
});

t.test('the browser’s own detector is asked first, and a broken one is worked round', async (t) => {
  const camera = join(folder, 'native.y4m');
  await codeFilm(camera, [code], { pixels: 4, degrees: 0 });
  const browser = await startBrowser({ camera });
  t.teardown(() => browser.close());
  for (const broken of [false, true]) {
    const { page, context, requests } = await openPage(browser, { serviceWorkers: 'block' });
    await context.grantPermissions(['camera']);
    await page.addInitScript(
      ({ code, broken }) => {
        class BarcodeDetector {
          static async getSupportedFormats() {
            return ['qr_code'];
          }
          async detect() {
            if (broken) throw new DOMException('Service unavailable', 'NotSupportedError');
            return [{ rawValue: code }];
          }
        }
        Object.assign(window, { BarcodeDetector });
      },
      { code, broken },
    );
    await page.goto(site.url);
    await page.getByRole('button', { name: 'Scan the code' }).click();
    await page.getByRole('heading', { level: 1, name: 'Genuine certificate' }).waitFor({ timeout: 15_000 });
    t.equal(
      requests.some((url) => url.includes('decode.worker')),
      broken,
      'the decoders of the page are loaded only when they are needed',
    );
    await context.close();
  }
});

t.test('where the camera is refused, the page says how to allow it and offers other ways', async (t) => {
  const browser = await startBrowser();
  t.teardown(() => browser.close());
  const { page } = await openPage(browser);
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('Permission denied', 'NotAllowedError');
    };
  });
  await page.goto(site.url);
  await page.getByRole('button', { name: 'Scan the code' }).click();
  await page.getByRole('heading', { level: 1, name: 'This page may not use the camera' }).waitFor();
  for (const name of ['Take a photo', 'Open a file', 'Type or paste'])
    t.ok(await page.getByRole('button', { name }).isVisible(), name);
  t.same(await violations(page), []);
});
