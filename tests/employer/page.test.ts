import { stat } from 'node:fs/promises';
import t from 'tap';
import { headline, openPage, textOf, violations } from './browser.ts';
import { holder, startSetting } from './setting.ts';

const { issuer, site, browser, end } = await startSetting();
t.teardown(end);

t.test('the language can be changed under an answer, and is remembered', async (t) => {
  const { page, context } = await openPage(browser, { locale: 'km-KH' });
  const code = await issuer.code(issuer.whole(holder), site.url);
  await page.goto(code);
  await headline(page, 'វិញ្ញាបនបត្រពិតប្រាកដ');
  t.match(await textOf(page), '30 មិថុនា 2096');
  await page.getByLabel('ភាសា').selectOption('ar');
  await headline(page, 'شهادة أصلية');
  t.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  t.match(await textOf(page), 'مركز سيام ريب للمهارات', 'the issuer by the name that the list has in this language');
  t.equal(await page.title(), 'شهادة أصلية');
  await page.reload();
  await headline(page, 'شهادة أصلية');
  await context.close();
});

t.test('levels are explained on demand, with what is known of them elsewhere and what is not', async (t) => {
  const { page, context, requests } = await openPage(browser, { serviceWorkers: 'block' });
  await page.goto(await issuer.code(issuer.whole(holder), site.url));
  await headline(page, 'Genuine certificate');
  t.notOk(
    requests.some((url) => url.includes('/level-')),
    'framework data is not loaded before it is wanted',
  );
  await page.getByText('More about this certificate').click();
  await page.getByText('2 in Philippine Qualifications Framework').waitFor();
  t.match(await textOf(page), /What it corresponds to in European Qualifications Framework.* is not known/);
  t.same(await violations(page), []);
  await context.close();
});

t.test(
  'when the code that checks does not arrive, the fault is ours and nothing is said of the certificate',
  async (t) => {
    const { page, context } = await openPage(browser, { serviceWorkers: 'block' });
    await context.route('**/check.worker-*.js', (route) => route.abort());
    await page.goto(await issuer.code(issuer.whole(holder), site.url));
    await headline(page, 'Something went wrong on our side');
    t.notMatch(await textOf(page), /DARA/);
    await context.unroute('**/check.worker-*.js');
    await page.getByRole('button', { name: 'Check again' }).click();
    await headline(page, 'Genuine certificate');
    await context.close();
  },
);

t.test('the page stands still while the answer comes', async (t) => {
  const { page, context } = await openPage(browser, { serviceWorkers: 'block' });
  await page.addInitScript(() => {
    const seen = { shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(await issuer.code(issuer.whole(holder), site.url));
  await headline(page, 'Genuine certificate');
  const shift = await page.evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift);
  t.ok(shift <= 0.1, `cumulative layout shift ${shift}`);
  await context.close();
});

t.test('without JavaScript the page says so in each of its languages', async (t) => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(site.url);
  for (const words of [
    'This page needs JavaScript',
    'หน้านี้ต้องใช้ JavaScript',
    'ទំព័រនេះត្រូវការ JavaScript',
    'تحتاج هذه الصفحة إلى JavaScript',
  ])
    t.ok(await page.getByRole('heading', { name: words }).isVisible());
  await context.close();
});

t.test('the first check without the camera takes at most 150 kB, gzipped', async (t) => {
  const { page, context } = await openPage(browser, { serviceWorkers: 'block' });
  const sizes = new Map<string, Promise<number>>();
  const dist = new URL('../../services/verifier/web/dist/', import.meta.url);
  context.on('response', (response) => {
    const { pathname, origin } = new URL(response.url());
    const file = origin === new URL(site.url).origin && (pathname === '/' ? 'index.html' : pathname.slice(1));
    const packed = stat(new URL(`${file}.gz`, dist)).then(({ size }) => size);
    sizes.set(
      response.url(),
      packed.catch(() =>
        response.body().then(
          ({ length }) => length,
          () => 0,
        ),
      ),
    );
  });
  await page.goto(await issuer.code(issuer.whole({ name: 'Sok Dara' }), site.url));
  await headline(page, 'Genuine certificate');
  const all = await Promise.all([...sizes].map(async ([url, size]) => [await size, url.slice(-60)] as const));
  const total = all.reduce((sum, [size]) => sum + size, 0);
  t.comment(`${total} bytes in ${all.length} answers before the verdict`);
  t.ok(
    all.some(([, url]) => url.includes('check.worker')) && all.some(([, url]) => url.includes('status-lists')),
    'all of it is counted',
  );
  t.ok(total <= 150_000, `${total} bytes`);
  t.notOk(
    all.some(([, url]) => /decode\.worker|zxing|level-|woff2|nist|ed25519-/.test(url)),
    'nothing that this check does not need',
  );
  await context.close();
});
