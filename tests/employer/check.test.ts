import t from 'tap';
import { openPage, startBrowser } from './browser.ts';
import { startIssuer } from './issuer.ts';
import { startPage } from './page-server.ts';

const issuer = await startIssuer({
  en: 'Siem Reap Skills Centre',
  km: 'មជ្ឈមណ្ឌលជំនាញសៀមរាប',
  ar: 'مركز سيام ريب للمهارات',
});
const stranger = await startIssuer({ en: 'Siem Reap Skills Centre' });
const site = await startPage([issuer.institution], [issuer.origin, stranger.origin]);
const browser = await startBrowser();

t.teardown(async () => {
  await browser.close();
  await Promise.all([site.stop(), issuer.stop(), stranger.stop()]);
});

const holder = { name: 'សុខ ដារ៉ា', latinName: 'SOK DARA', dateOfBirth: '1999-04-13' };

t.test('a good code, opened by the phone, says genuine with name, skill, dates, status and issuer', async (t) => {
  const { page, faults, context } = await openPage(browser);
  const started = Date.now();
  await page.goto(await issuer.code(issuer.whole(holder), site.url));
  await page.getByRole('heading', { level: 1, name: 'Genuine certificate' }).waitFor();
  t.comment(`verdict after ${Date.now() - started} ms`);
  const text = (await page.locator('main').textContent()) ?? '';
  for (const part of [
    'សុខ ដារ៉ា',
    'SOK DARA',
    'Shielded metal arc welding',
    '30 June 2096',
    'Checked today',
    'Siem Reap Skills Centre',
  ])
    t.match(text, part);
  t.same(faults, []);
  await page.screenshot({ path: '/tmp/good.png' });
  await context.close();
});
