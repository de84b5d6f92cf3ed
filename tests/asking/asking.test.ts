import { readFile } from 'node:fs/promises';
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

t.test('several certificates are a list with a verdict each, in a language that runs the other way', async (t) => {
  const { page, faults } = await open('ar');
  await headline(page, 'اطلب عرض شهادة');
  await shot(page, 'choose-ar');
  // By keyboard alone: the group of choices, then the button.
  await page.locator('#all').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await headline(page, 'يمسح الشخص هذا الرمز');
  await shot(page, 'code-ar');
  t.same(await violations(page), []);
  const request = await readLink(await linkOf(page));
  const credentials = [
    await issue(),
    await issue('did:web:somebody.example'),
    await issue(holder.controller, { validUntil: '2026-06-30T00:00:00Z' }),
  ];
  const ldp_vc = await Promise.all(credentials.map((each) => presentTo(request, [each], holder)));
  t.equal((await respond(request, { vp_token: { ldp_vc } })).status, 200);
  await headline(page, 'عُرضت شهادات عددها 3');
  await shot(page, 'list-ar');
  t.match(await textOf(page), /شهادة أصلية[\s\S]*أُصدرت لشخص آخر[\s\S]*انتهت/);
  t.same(await violations(page), []);
  await page.getByRole('button', { name: 'افتح' }).nth(1).click();
  await headline(page, 'أُصدرت لشخص آخر');
  await shot(page, 'foreign-ar');
  await page.getByRole('button', { name: 'كل الشهادات' }).click();
  await headline(page, 'عُرضت شهادات عددها 3');
  t.same(faults, []);
});

t.test('asking ends in words: declined, out of time, and on the phone of whom it is asked', async (t) => {
  const { page, faults } = await open('km');
  await page.locator('#area-welding').check();
  await shot(page, 'choose-km');
  await page.getByRole('button', { name: 'បង្ហាញកូដ' }).click();
  await headline(page, 'បុគ្គលនោះស្កេនកូដនេះ');
  await page.locator('#wallet').selectOption('lcw');
  await page.locator('a[href^="https://lcw.app/request"]').waitFor();
  await shot(page, 'code-km');
  await page.locator('#wallet').selectOption('openid');
  const request = await readLink(await linkOf(page));
  const phone = await open('th', `/ask/#${new URL(request.response_uri).pathname.split('/')[2]}`);
  await phone.page.evaluate(() => localStorage.setItem('language', 'th'));
  await phone.page.locator('a[href^="openid4vp:"]').waitFor();
  await shot(phone.page, 'wallet');
  t.same(await violations(phone.page), []);
  t.equal((await respond(request, { error: 'access_denied' })).status, 200);
  await headline(page, 'មិនមានអ្វីត្រូវបានបង្ហាញទេ');
  await shot(page, 'declined-km');
  t.same(await violations(page), []);
  await phone.page.reload();
  await phone.page.getByRole('heading', { level: 1 }).waitFor();
  t.match(await textOf(phone.page), /คำขอนี้สิ้นสุดแล้ว|This request has ended/);

  const thai = await open('th');
  await thai.page.locator('#one').check();
  await shot(thai.page, 'choose-th');
  await thai.page.locator('#achievement').fill('https://issuer.example/achievements/1');
  await thai.page.keyboard.press('Enter');
  await headline(thai.page, 'ให้บุคคลนั้นสแกนโค้ดนี้');
  asking.world.clock.now += 3_600_000;
  await headline(thai.page, 'ไม่มีคำตอบในเวลาที่กำหนด');
  await shot(thai.page, 'expired-th');
  t.same([...faults, ...phone.faults, ...thai.faults], []);
});

t.test('the words of asking are there in every language, with the same values and a note', async (t) => {
  const folder = new URL('../../services/verifier/web/src/ask/catalogue/', import.meta.url);
  const read = async (name: string): Promise<Record<string, string>> =>
    JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8'));
  const english = await read('en');
  const values = (catalogue: Record<string, string>) =>
    Object.entries(catalogue).map(([key, text]) => [
      key,
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(),
    ]);
  for (const tag of ['th', 'km', 'ar']) t.same(values(await read(tag)), values(english), tag);
  const notes = await read('notes');
  t.same(Object.keys(notes), Object.keys(english));
  t.ok(Object.values(notes).every(Boolean));
});
