import t from 'tap';
import { openPage, startBrowser } from '../employer/browser.ts';
import { checkPage } from './check-page.ts';
import { startIssuerProcess } from './issuer-process.ts';

const browser = await startBrowser();
t.teardown(() => browser.close());

t.test('every page serves everybody: 320 px, letters twice as large, wide screens', async (t) => {
  const { origin, apiKey } = await startIssuerProcess(t);
  const { page } = await openPage(browser);
  await page.goto(`${origin}/console`);
  await page.fill('#api-key', apiKey);
  await page.click('main button');
  await page.click('text=Try with the example list');
  const roster = page.url().replace(/\/columns$/, '');
  await page.goto(`${roster}/samples/2`);
  await page.waitForFunction(() => document.querySelector('img.sheet')?.checkVisibility());
  t.ok(
    await page
      .locator('img.sheet')
      .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 0)),
    'the sample is a picture',
  );
  await page.goto(`${roster}/approve`);
  await page.check('#sure');
  await page.click('main button');
  await page.waitForURL(/\/done$/);
  await page.goto(`${origin}/console/credentials`);
  const credential = await page.locator('.list a').first().getAttribute('href');
  const paths = [
    '/console',
    '/console/achievements',
    '/console/achievements/new',
    '/console/achievements/example-masonry',
    '/console/achievements/example-masonry/new-version',
    '/console/achievements/example-masonry/withdraw',
    '/console/rosters',
    '/console/rosters/new',
    '/console/rosters/new?achievement=example-masonry',
    ...['columns', 'check', 'rows', 'samples/2', 'done', 'discard'].map(
      (step) => `${new URL(roster).pathname}/${step}`,
    ),
    '/console/credentials',
    '/console/credentials?q=nobody',
    ...['', '/suspend', '/revoke', '/replace'].map((step) => `${credential}${step}`),
    '/console/take-back',
    '/console/take-back/revoke',
    '/console/accreditations',
    '/console/accreditations/new',
    '/console/decisions/new',
    '/console/joint',
    '/console/joint/new',
    '/console/keys',
    '/console/keys/new?algorithm=Ed25519',
    '/console/keys/key-1/withdraw',
    '/console/api-keys',
    '/console/audit?check=now',
    '/console/nothing',
  ];
  for (const path of paths) {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(origin + path);
    await checkPage(t, page, path);
    for (const [what, width, size] of [
      ['320 px', 320, ''],
      ['letters twice as large', 360, '200%'],
      ['a wide screen', 1280, ''],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      const beside = await page.evaluate((fontSize) => {
        document.documentElement.style.fontSize = fontSize;
        return document.documentElement.scrollWidth - innerWidth;
      }, size);
      t.ok(beside <= 0, `${path}, ${what}: nothing stands beside the page`);
    }
  }
});
