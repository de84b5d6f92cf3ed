import { openPage, startBrowser } from '../../tests/employer/browser.ts';
import { startIssuer } from '../../tests/employer/issuer.ts';
import { startPage } from '../../tests/employer/page-server.ts';
import type { Bench } from '../bench.ts';
import { startCountingProxy, type Transfer } from '../counting-proxy.ts';
import type { Section } from '../report.ts';
import { holder } from '../sample.ts';

/** What a browser loads: the employer's first check from a scanned link, and the pages of the registrar's console. */
export async function pages({ system }: Bench): Promise<Section[]> {
  const browser = await startBrowser();
  try {
    const check = await firstCheck(browser);
    const console = await consolePages(browser, await system());
    return [
      { title: "The employer's page, first check without the camera, as gzip", rows: byType(check) },
      { title: "The registrar's console, each page with an empty cache, as gzip", rows: console },
    ];
  } finally {
    await browser.close();
  }
}

type Browser = Awaited<ReturnType<typeof startBrowser>>;

/** A phone that opens the link of a QR code for the first time, until the verdict stands there. */
async function firstCheck(browser: Browser): Promise<Transfer[]> {
  const issuer = await startIssuer({ en: 'Siem Reap Skills Centre' });
  const site = await startPage([issuer.institution], [issuer.origin]);
  const proxy = await startCountingProxy(site.url.replace(/\/$/, ''));
  const { context, page } = await openPage(browser, { serviceWorkers: 'block' });
  try {
    await page.goto(await issuer.code(issuer.whole(holder), proxy.url));
    await page.getByRole('heading', { name: 'Genuine certificate' }).first().waitFor({ timeout: 20_000 });
    // What is shown beside the verdict comes in a moment later.
    await page.waitForLoadState('networkidle');
    return [...proxy.transfers];
  } finally {
    await context.close();
    await proxy.stop();
    await site.stop();
    await site.remove();
    await issuer.stop();
  }
}

const kinds: [RegExp, string][] = [
  [/html/, 'HTML'],
  [/css/, 'CSS'],
  [/javascript/, 'JavaScript'],
  [/json|manifest/, 'JSON'],
  [/image/, 'pictures'],
  [/font/, 'fonts'],
];

function byType(transfers: Transfer[]) {
  const groups = Map.groupBy(transfers, ({ type }) => kinds.find(([pattern]) => pattern.test(type))?.[1] ?? type);
  const row = (what: string, of: Transfer[]) => ({
    what,
    requests: of.length,
    kB: of.reduce((sum, { bytes }) => sum + bytes, 0) / 1000,
  });
  return [...[...groups].map(([name, of]) => row(name, of)), row('all together', transfers)];
}

async function consolePages(browser: Browser, running: Awaited<ReturnType<Bench['system']>>) {
  const proxy = await startCountingProxy(running.issuer.url);
  const { context, page } = await openPage(browser);
  try {
    await page.goto(`${proxy.url}/console/sign-in`);
    await page.locator('input[name="api-key"]').fill(running.headers.authorization.replace('Bearer ', ''));
    await page.locator('form button[type="submit"], form button:not([type])').first().click();
    await page.waitForURL(/\/console\/?$/);
    const cookies = await context.cookies();
    const rows = [];
    for (const path of [
      '/console/sign-in',
      '/console',
      '/console/rosters',
      '/console/credentials',
      '/console/achievements',
    ]) {
      const fresh = await browser.newContext();
      if (path !== '/console/sign-in') await fresh.addCookies(cookies);
      proxy.transfers.length = 0;
      const opened = await (await fresh.newPage()).goto(`${proxy.url}${path}`, { waitUntil: 'networkidle' });
      if (opened?.status() !== 200) throw new Error(`${path} was answered by ${opened?.status()}.`);
      const sum = (of: Transfer[]) => of.reduce((total, { bytes }) => total + bytes, 0) / 1000;
      const fonts = proxy.transfers.filter(({ type }) => type === 'font/woff2');
      rows.push({ what: path, requests: proxy.transfers.length, kB: sum(proxy.transfers), 'of it fonts': sum(fonts) });
      await fresh.close();
    }
    return rows;
  } finally {
    await context.close();
    await proxy.stop();
  }
}
