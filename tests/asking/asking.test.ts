import { startOfTest } from '@symbolon/verification/testing';
import type { Page } from 'playwright-core';
import t from 'tap';
import { startAsking } from '../../services/verifier/src/presentations/testing/setting.ts';
import { presentTo, readLink, respond } from '../../services/verifier/src/presentations/testing/strict-wallet.ts';
import { buildPage } from '../../services/verifier/web/build.ts';
import { headline, openPage, startBrowser, textOf, violations } from '../employer/browser.ts';

await buildPage();
const asking = await startAsking(t);
const browser = await startBrowser();
t.teardown(() => browser.close());
const { holder, issue, url } = asking;
const shots = process.env.SHOTS;
const shot = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

/** The asking page in a language, with the clock of the verifier. */
async function open(lang: string, path = '/ask/') {
  const opened = await openPage(browser);
  await opened.page.clock.setFixedTime(startOfTest);
  await opened.page.goto(`${url}${path}${path.includes('#') ? '' : `?lang=${lang}`}`);
  return opened;
}

const linkOf = async (page: Page) => (await page.locator('a[href^="openid4vp:"]').getAttribute('href'))!;

t.test('an employer asks, a wallet answers, the verdict is on the page', async (t) => {
  const { page, faults, requests } = await open('en');
  await headline(page, 'Ask for a certificate');
  await shot(page, 'choose-en');
  t.same(await violations(page), []);
  await page.getByRole('button', { name: 'Show the code' }).click();
  await page.getByText('Choose what you need first').waitFor();
  await page.getByLabel('All skills certificates').check();
  await page.getByRole('button', { name: 'Show the code' }).click();
  await headline(page, 'The person scans this code');
  await page.getByRole('img', { name: 'QR code for the wallet app' }).waitFor();
  await shot(page, 'code-en');
  t.same(await violations(page), []);
  const request = await readLink(await linkOf(page));
  const wrong = { ldp_vc: [await presentTo({ ...request, nonce: 'other' }, [await issue()], holder)] };
  t.equal((await respond(request, { vp_token: wrong })).status, 400);
  await page.getByText('The person can try again').waitFor();
  await page.reload();
  await headline(page, 'The person scans this code');
  const vp_token = { ldp_vc: [await presentTo(request, [await issue()], holder)] };
  t.equal((await respond(request, { vp_token })).status, 200);
  await headline(page, 'Genuine certificate');
  t.match(await textOf(page), /Maria Santos Reyes[\s\S]*Shielded Metal Arc Welding NC II/);
  await shot(page, 'answer-en');
  t.same(await violations(page), []);
  await page.getByRole('button', { name: 'It is this person' }).click();
  await headline(page, 'Genuine, and compared with the person');
  t.same(faults, []);
  t.same(
    requests.filter((request) => !request.startsWith(url)),
    [],
    'nobody else is told',
  );
});
