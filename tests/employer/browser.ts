import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import playwright, { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { browserProgram } from './program.ts';

/** A real browser without a window. `camera` is a Y4M film that the fake camera shows. */
export async function startBrowser(options: { camera?: string } = {}): Promise<Browser> {
  const camera = options.camera
    ? [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${options.camera}`,
      ]
    : [];
  return playwright.chromium.launch({
    executablePath: await browserProgram(),
    args: ['--no-sandbox', '--disable-gpu', ...camera],
    headless: true,
  });
}

/** A page of the size of a small phone that records what goes wrong in it and what it asks the network for. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    locale: 'en-GB',
    timezoneId: 'Asia/Bangkok',
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text()))
      faults.push(message.text());
  });
  context.on('request', (request) => requests.push(request.url()));
  return { context, page, faults, requests };
}

/** Waits for the answer with this headline. */
export const headline = (page: Page, name: string | RegExp) =>
  page
    .getByRole('heading', { level: 1, name, ...(typeof name === 'string' ? { exact: true } : {}) })
    .waitFor({ timeout: 10_000 });

export const textOf = async (page: Page) => (await page.locator('main').textContent()) ?? '';

/** Gives the page a file as the file chooser would. Without `content` it is the file of that path: a large one is not sent about. */
export const chooseFile = (page: Page, name: string, content?: Buffer | string) =>
  page
    .locator('input[type=file]')
    .first()
    .setInputFiles(content === undefined ? name : { name, mimeType: '', buffer: Buffer.from(content) });

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const sentTo = new WeakSet<Page>();

/** Violations that axe-core finds, each as rule and place. */
export async function violations(page: Page): Promise<string[]> {
  await provideAxe(page);
  const found = await page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window, without types there
    const { violations } = await (globalThis as any).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // What passed is not told place by place.
      resultTypes: ['violations'],
    });
    return violations as { id: string; nodes: { html: string }[] }[];
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}

/**
 * Has axe-core on the window. To send it costs more than to run it: a page that needs it for a second document keeps it from then on,
 * under a name that makes it. The debugger does both, whom the page's Content-Security-Policy does not bind.
 */
async function provideAxe(page: Page): Promise<void> {
  const isThere = () => {
    const { axe, makeAxe } = globalThis as { axe?: unknown; makeAxe?: () => void };
    if (!axe) makeAxe?.();
    return axe !== undefined || makeAxe !== undefined;
  };
  if (await page.evaluate(isThere)) return;
  await page.evaluate(axeSource);
  if (sentTo.has(page)) await page.addInitScript(`globalThis.makeAxe = () => { ${axeSource} }`);
  sentTo.add(page);
}
