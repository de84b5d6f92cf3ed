import { readFile } from 'node:fs/promises';
import t from 'tap';
import { startIssuerProcess } from '../console/issuer-process.ts';
import { openPage, startBrowser, violations } from '../employer/browser.ts';

const browser = await startBrowser();
t.teardown(() => browser.close());
const { origin, apiKey } = await startIssuerProcess(t);
const examples = new URL('../../services/issuer/examples/', import.meta.url);

async function send(method: string, path: string, body: unknown) {
  const reply = await fetch(`${origin}/institutions/demo/${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return reply.json();
}

await send('PUT', 'achievements/masonry', await readFile(new URL('masonry-nc-ii.json', examples), 'utf8'));

t.test(
  'on a small phone, in a script from the left and one from the right, the page leads into a wallet',
  async (t) => {
    const holder = { name: 'សុខ ចាន់ដារ៉ា', latinName: 'SOK CHANDARA' };
    const award = { validFrom: new Date().toISOString() };
    const { id } = await send('POST', 'achievements/masonry/credentials', { holder, award });
    const { url, txCode } = await send('POST', `credentials/${encodeURIComponent(id)}/claim`, {});
    for (const [language, direction] of [
      ['km', 'ltr'],
      ['ar', 'rtl'],
    ]) {
      const { page, context, faults, requests } = await openPage(browser, { locale: language! });
      await page.goto(url);
      t.equal(await page.locator('html').getAttribute('dir'), direction);
      const main = page.getByRole('link', { name: /./ }).and(page.locator('a[href^="openid-credential-offer:"]'));
      const { y = 999, height = 0 } = (await main.boundingBox()) ?? {};
      t.ok(y + height <= 640, 'name, skill, school and the way into the wallet are seen without scrolling');
      t.same(await violations(page), [], 'axe-core finds nothing');
      await page.click('#others summary');
      await page.fill('#tx_code', txCode === '111111' ? '111112' : '111111');
      await page.click('#others button');
      t.equal(await page.locator('#tx_code').getAttribute('aria-invalid'), 'true');
      await page.fill('#tx_code', txCode);
      await page.click('#others button');
      t.match(await page.locator('a[href^="https://lcw.app/"]').getAttribute('href'), /request=%7B/);
      t.equal(await page.locator('[data-chapi]').isVisible(), true);
      t.same(await violations(page), [], 'nor after the digits');
      t.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
        'nothing stands beside the page',
      );
      t.same(faults, [], 'nothing is against its own Content-Security-Policy');
      t.same(
        requests.filter((each) => !each.startsWith(origin)),
        [],
        'no other host was asked for anything',
      );
      await context.close();
    }
  },
);
