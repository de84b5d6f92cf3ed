import type { BrowserContext } from 'playwright-core';
import t from 'tap';
import { headline, openPage, startBrowser, violations } from './browser.ts';
import { startIssuer } from './issuer.ts';
import { startPage } from './page-server.ts';

const day = 86_400_000;
const first = await startIssuer({ en: 'Siem Reap Skills Centre' });
const second = await startIssuer({ en: 'Battambang Skills Centre' });
const site = await startPage([first.institution, second.institution], [first.origin, second.origin]);
const browser = await startBrowser();

t.teardown(async () => {
  await browser.close();
  await Promise.all([site.stop(), first.stop(), second.stop()]);
  await site.remove();
});

/** Moves the clock of the page and of its worker. */
async function shiftClock(context: BrowserContext, milliseconds: number): Promise<void> {
  const shift = (offset: number) => {
    const RealDate = Date;
    globalThis.Date = class extends RealDate {
      constructor(...parts: []) {
        if (parts.length > 0) super(...parts);
        else super(RealDate.now() + offset);
      }
      static override now() {
        return RealDate.now() + offset;
      }
    } as DateConstructor;
  };
  await context.addInitScript(shift, milliseconds);
  await context.route('**/check.worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${shift})(${milliseconds});\n${await response.text()}` });
  });
}

t.test('after "Make ready" the page checks certificates of another school without any network', async (t) => {
  const { page, context, faults } = await openPage(browser);
  await page.goto(site.url);
  await page.getByText('Not ready without internet.').waitFor();
  await page.getByRole('button', { name: 'Make ready' }).click();
  await page.getByText(/Ready without internet\. Lists of today/).waitFor({ timeout: 20_000 });
  t.same(await violations(page), []);
  const code = await second.code(second.whole({ name: 'Chan Sophea' }), site.url);
  await Promise.all([site.stop(), first.stop(), second.stop()]);
  await context.setOffline(true);
  await page.waitForTimeout(1300);
  await page.goto('about:blank');
  const started = Date.now();
  await page.goto(code);
  await headline(page, 'Genuine when last checked');
  const took = Date.now() - started;
  t.comment(`verdict ${took} ms after the reload, offline`);
  t.ok(took < 2500, `${took} ms`);
  const text = (await page.locator('main').textContent()) ?? '';
  t.match(text, 'Chan Sophea');
  t.match(text, 'Battambang Skills Centre');
  t.match(await page.locator('.band').getAttribute('class'), 'band-unchecked');
  t.same(await violations(page), []);
  await page.getByRole('button', { name: 'Next certificate' }).click();
  await page.getByText('No internet now. Stored lists are used.').waitFor();
  // A picture is read offline too: the large decoder was stored with the rest.
  await page.getByRole('button', { name: 'Type or paste' }).click();
  await page.getByLabel('Text of the code').fill(code);
  await page.keyboard.press('Enter');
  await headline(page, 'Genuine when last checked');
  t.same(faults, []);
  await context.setOffline(false);
  await Promise.all([site.restart(), first.restart(), second.restart()]);
  // A host that did not answer is left alone for three seconds.
  await page.waitForTimeout(3100);
  await page.getByRole('button', { name: 'Check again' }).click();
  await headline(page, 'Genuine certificate');
  await context.close();
});

t.test(
  'an old list gives its age, a very old one gives no answer, and what it took back stays taken back',
  async (t) => {
    const { page, context } = await openPage(browser, { serviceWorkers: 'block' });
    const good = await first.code(first.whole({ name: 'Sok Dara' }), site.url);
    const taken = first.whole({ name: 'Keo Pich' });
    await first.setStatus(taken, 'revocation', true);
    const revoked = await first.code(taken, site.url);
    await page.goto(good);
    await headline(page, 'Genuine certificate');
    await page.close();
    await context.route(`${first.origin}/**`, (route) => route.abort());

    const later = async (days: number, code: string, title: string | RegExp) => {
      await shiftClock(context, days * day);
      const again = await context.newPage();
      await again.goto(code);
      await headline(again, title);
      const text = (await again.locator('main').textContent()) ?? '';
      const band = (await again.locator('.band').getAttribute('class')) ?? '';
      await again.close();
      await context.unroute('**/check.worker-*.js');
      return { text, band };
    };
    const three = await later(3, good, 'Genuine when last checked');
    t.match(three.text, /\(3 days ago\)\. Not checked since\./);
    t.match(three.band, 'band-unchecked');
    // Clocks add up: the scripts that move them stay with the browser's profile.
    const forty = await later(37, good, 'Could not be fully checked');
    t.match(forty.band, 'band-unchecked');
    const red = await later(0, revoked, 'Taken back by the school');
    t.match(red.band, 'band-stop');
    await context.close();
  },
);

t.test('a clock that is years behind is named, and no date is judged by it', async (t) => {
  const { page, context } = await openPage(browser, { serviceWorkers: 'block' });
  await shiftClock(context, new Date('2020-06-01').getTime() - Date.now());
  await page.goto(await first.code(first.whole({ name: 'Sok Dara' }), site.url));
  await headline(page, 'This device’s clock shows 2020');
  t.notMatch(await page.locator('main').textContent(), /Dara/);
  t.same(await violations(page), []);
  await context.close();
});

t.test('a taken-back certificate is seen at the next scan', async (t) => {
  const { page, context } = await openPage(browser);
  const whole = second.whole({ name: 'Mao Vanna' });
  const code = await second.code(whole, site.url);
  await page.goto(code);
  await headline(page, 'Genuine certificate');
  await second.setStatus(whole, 'revocation', true);
  await page.waitForTimeout(1300);
  await page.reload();
  await headline(page, 'Taken back by the school');
  t.match(await page.locator('.band').getAttribute('class'), 'band-stop');
  await context.close();
});
