import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
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

// The mediator of CHAPI is another site. In its place stands what it is made of: the other end of the polyfill's own library.
const rpc = createRequire(
  createRequire(new URL('../../services/issuer/package.json', import.meta.url)).resolve('credential-handler-polyfill'),
);
const rpcFolder = new URL('.', pathToFileURL(rpc.resolve('web-request-rpc')));
const standIn = `<!doctype html><script type="module">
import { WebApp } from '/rpc/index.js';
const app = new WebApp('${origin}');
await app.connect();
const store = async (credential) => {
  await fetch('/stored', { method: 'POST', body: JSON.stringify(credential) });
  return null;
};
app.server.define('credentialsContainer', { get: () => null, store });
await app.ready();
</script>`;

type Handed = { type: string; dataType: string; data: object; options: object };

/** Clicks the button of CHAPI; gives the credential that the page hands to the mediator. */
async function mediator(context: BrowserContext, page: Page): Promise<Handed> {
  const stored = Promise.withResolvers<Handed>();
  await context.route('https://authn.io/**', async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (pathname === '/stored') stored.resolve(request.postDataJSON());
    return pathname.startsWith('/rpc/')
      ? route.fulfill({ contentType: 'text/javascript', body: await readFile(new URL(pathname.slice(5), rpcFolder)) })
      : route.fulfill({ contentType: 'text/html', body: standIn });
  });
  await page.locator('[data-chapi] button').click();
  return stored.promise;
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
      const lcw = page.locator('a[href^="https://lcw.app/"]');
      t.match(await lcw.getAttribute('href'), /request=%7B/);
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
      const given = await mediator(context, page);
      t.match(
        given,
        { type: 'web', dataType: 'VerifiablePresentation', data: { type: ['VerifiablePresentation'] } },
        'a wallet in the browser is handed the exchange',
      );
      const { vcapi } = JSON.parse(new URL((await lcw.getAttribute('href'))!).searchParams.get('request')!).protocols;
      t.same(given.options, { recommendedHandlerOrigins: [], protocols: { vcapi } });
      t.same(faults, [], 'the mediator is allowed in its frame');
      await context.close();
    }
  },
);
