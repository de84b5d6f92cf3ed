import { readFile, stat } from 'node:fs/promises';
import { bakePng, bakeSvg } from '@symbolon/paper';
import t from 'tap';
import { openPage, startBrowser, violations } from './browser.ts';
import { startIssuer } from './issuer.ts';
import { startPage } from './page-server.ts';
import { codePicture } from './pictures.ts';

const issuer = await startIssuer({ en: 'Siem Reap Skills Centre', ar: 'مركز سيام ريب للمهارات' });
const stranger = await startIssuer({ en: 'Siem Reap Skills Centre' });
const site = await startPage([issuer.institution], [issuer.origin, stranger.origin]);
const browser = await startBrowser();

t.teardown(async () => {
  await browser.close();
  await Promise.all([site.stop(), issuer.stop(), stranger.stop()]);
  await site.remove();
});

const holder = { name: 'សុខ ដារ៉ា', latinName: 'SOK DARA', dateOfBirth: '1999-04-13' };
const headline = (page: Awaited<ReturnType<typeof openPage>>['page'], name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor({ timeout: 8000 });
const textOf = async (page: Awaited<ReturnType<typeof openPage>>['page']) =>
  (await page.locator('main').textContent()) ?? '';

t.test('a good code, opened by the phone, says genuine, who, what, until when, and by whom', async (t) => {
  const { page, faults, requests, context } = await openPage(browser);
  const code = await issuer.code(issuer.whole(holder), site.url);
  const started = Date.now();
  await page.goto(code);
  await headline(page, 'Genuine certificate');
  t.ok(Date.now() - started < 5000, 'the verdict comes soon');
  const text = await textOf(page);
  for (const part of [
    'សុខ ដារ៉ា',
    'SOK DARA',
    'Shielded metal arc welding',
    '30 June 2096',
    'Not taken back. Checked today',
    'Siem Reap Skills Centre',
  ])
    t.match(text, part);
  t.equal(await page.title(), 'Genuine certificate');
  t.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'a screen reader starts at the answer');
  t.ok(await page.getByRole('status').getByRole('heading', { level: 1 }).isVisible());
  const bottom = await page.getByText('Issued by').locator('..').boundingBox();
  t.ok(bottom && bottom.y + bottom.height <= 640, 'all of it fits a small screen without scrolling');
  t.same(await violations(page), []);
  t.same(faults, []);
  const strangers = requests.filter((url) => !url.startsWith(site.url) && !url.startsWith(`${issuer.base}/`));
  t.same(strangers, [], 'only this page and whole status lists were asked');
  t.same(
    issuer.requests.filter(({ headers }) => headers.referer ?? headers.cookie),
    [],
    'the issuer is told neither page nor person',
  );
  t.notMatch(
    requests.join('\n').replace(code, ''),
    /#\d|DARA|credentials\//,
    'nothing of the certificate leaves the page',
  );
  await context.close();
});

t.test('the person is compared, and a mismatch turns the answer', async (t) => {
  const { page, context } = await openPage(browser);
  await page.goto(await issuer.code(issuer.whole(holder), site.url));
  await headline(page, 'Genuine certificate');
  // By keyboard alone, from the headline on.
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Something does not match') break;
  }
  await page.keyboard.press('Enter');
  await headline(page, 'Genuine, but not this person’s');
  t.match(await page.locator('.band').getAttribute('class'), 'band-stop');
  t.same(await violations(page), []);
  await page.getByRole('button', { name: 'Compare again' }).click();
  await page.getByRole('button', { name: 'It is this person' }).click();
  await headline(page, 'Genuine, and compared with the person');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a record' }).click();
  const record = await readFile(await (await download).path(), 'utf8');
  t.match(record, /Answer: Genuine, and compared with the person/);
  t.match(record, /Compared with the person: It is this person/);
  await page.getByRole('button', { name: 'Next certificate' }).click();
  await headline(page, 'Check a certificate');
  t.equal(await page.evaluate(() => location.hash), '', 'the certificate is gone from the address');
  await context.close();
});

t.test('the number of the identity document is compared in the page, by its salted hash', async (t) => {
  const { page, requests, context } = await openPage(browser);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('N1234567pepper'));
  const identityHash = `sha256$${Buffer.from(digest).toString('hex')}`;
  const document = await issuer.sign(issuer.whole({ ...holder, documentNumberHash: { salt: 'pepper', identityHash } }));
  await page.goto(site.url);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'c.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) });
  await headline(page, 'Genuine certificate');
  t.match(await textOf(page), 'Born on 13 April 1999');
  const before = requests.length;
  await page.getByLabel('Number of the document').fill('n 123-4568');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByText('The number is not the same').waitFor();
  await page.getByLabel('Number of the document').fill('n 123-4567');
  await page.keyboard.press('Enter');
  await page.getByText('The number is the same.').waitFor();
  t.equal(requests.length, before, 'the number goes nowhere');
  t.same(await violations(page), []);
  await context.close();
});

t.test('a changed certificate is not genuine, and what it claims is hidden until it is asked for', async (t) => {
  const { page, context } = await openPage(browser);
  const signed = await issuer.sign(issuer.whole(holder));
  const forged = JSON.stringify(signed).replaceAll('SOK DARA', 'SOK DANA');
  await page.goto(site.url);
  await page.getByRole('button', { name: 'Type or paste' }).click();
  await page.getByLabel('Text of the code').fill(forged);
  await page.keyboard.press('Enter');
  await headline(page, 'Not genuine');
  t.not(await page.getByText('SOK DANA').isVisible(), 'nothing of it is shown as fact');
  t.same(await violations(page), []);
  await page.getByText('Show what it claims').click();
  await page.getByText('SOK DANA').waitFor();
  t.ok(await page.getByText('Nothing of this is confirmed.').isVisible());
  await context.close();
});

t.test('one digit of a code changed is never genuine', async (t) => {
  const { page, context } = await openPage(browser);
  const code = await issuer.code(issuer.whole(holder), site.url);
  const at = code.length - 40;
  await page.goto(`${code.slice(0, at)}${(Number(code[at]) + 1) % 10}${code.slice(at + 1)}`);
  await headline(page, 'Not genuine');
  t.notMatch(await textOf(page), /DARA/);
  await context.close();
});

t.test('taken back, paused, ended, not yet begun and partial certificates each say so', async (t) => {
  const { page, context } = await openPage(browser);
  const cases: [string, string, () => Promise<string>][] = [
    [
      'Taken back by the school',
      'octagon',
      async () => {
        const whole = issuer.whole(holder);
        await issuer.setStatus(whole, 'revocation', true);
        return issuer.code(whole, site.url);
      },
    ],
    [
      'Paused by the school',
      'pause',
      async () => {
        const whole = issuer.whole(holder);
        await issuer.setStatus(whole, 'suspension', true);
        return issuer.code(whole, site.url);
      },
    ],
    [
      'Genuine, but ended on 30 June 2026',
      'clock',
      () =>
        issuer.code(
          issuer.whole(holder, { validFrom: '2025-01-01T00:00:00Z', validUntil: '2026-06-30T00:00:00Z' }),
          site.url,
        ),
    ],
    [
      'Genuine, starts on 1 March 2090',
      'clock',
      () => issuer.code(issuer.whole(holder, { validFrom: '2090-03-01T00:00:00Z' }), site.url),
    ],
    [
      'Genuine – part of the skill',
      'half',
      () => issuer.code(issuer.whole(holder, { recognisedUnits: ['WLD-301'] }), site.url),
    ],
    ['We do not know this issuer', 'triangle', () => stranger.code(stranger.whole(holder), site.url)],
  ];
  for (const [title, , code] of cases) {
    // A new page each time, so that no list is at hand.
    await page.goto('about:blank');
    await page.waitForTimeout(title.startsWith('Paused') ? 3100 : 0);
    await page.goto(await code());
    await headline(page, title);
    t.notMatch(await page.locator('.band').getAttribute('class'), /band-ok\b(?!-)/, `${title} is not green`);
    t.same(await violations(page), [], title);
  }
  await context.close();
});

t.test('the missing units of a partial recognition are named', async (t) => {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  const document = JSON.stringify(await issuer.sign(issuer.whole(holder, { recognisedUnits: ['WLD-301', 'WLD-303'] })));
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'c.json', mimeType: 'application/json', buffer: Buffer.from(document) });
  await headline(page, 'Genuine – part of the skill');
  t.match(await page.locator('.missing').textContent(), /Not yet recognised.*Unit 2 of welding/);
  await context.close();
});

t.test('an unknown issuer is shown by its address, its own name only as its claim', async (t) => {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  const document = JSON.stringify(await stranger.sign(stranger.whole(holder)));
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'c.json', mimeType: 'application/json', buffer: Buffer.from(document) });
  await headline(page, 'We do not know this issuer');
  t.equal(await page.locator('.host').first().textContent(), new URL(stranger.origin).host);
  t.match(await textOf(page), 'It calls itself “Siem Reap Skills Centre”. We cannot confirm that.');
  const ended = { validFrom: '2025-01-01T00:00:00Z', validUntil: '2026-06-30T00:00:00Z' };
  await page.goto('about:blank');
  await page.goto(await stranger.code(stranger.whole(holder, ended), site.url));
  await headline(page, 'Ended on 30 June 2026');
  t.notMatch(await textOf(page), /Genuine/, 'what nobody vouches for is not called genuine');
  t.same(await violations(page), []);
  await context.close();
});

t.test('where the status list cannot be had, the answer is not green and says what is missing', async (t) => {
  const { page, context } = await openPage(browser);
  const code = await issuer.code(issuer.whole(holder), site.url);
  await context.route(`${issuer.base}/**`, (route) => route.abort());
  await page.goto(code);
  await headline(page, 'Could not be fully checked');
  t.match(await textOf(page), 'Whether it was taken back is not known.');
  await context.unroute(`${issuer.base}/**`);
  await page.waitForTimeout(3100);
  await page.getByRole('button', { name: 'Check again' }).click();
  await headline(page, 'Genuine certificate');
  await context.close();
});

t.test('codes with another address and codes that are no certificates are called out', async (t) => {
  const { page, context, requests } = await openPage(browser);
  await page.goto(site.url);
  const type = async (text: string) => {
    await page.getByRole('button', { name: 'Type or paste' }).click();
    await page.getByLabel('Text of the code').fill(text);
    await page.keyboard.press('Enter');
  };
  await type(await issuer.code(issuer.whole(holder), 'https://evil.example/'));
  await headline(page, 'This code leads to another site');
  const text = await textOf(page);
  t.match(text, 'evil.example');
  t.match(text, site.host, 'both addresses are named');
  t.same(await violations(page), []);
  await page.getByRole('button', { name: 'Check the certificate here' }).click();
  await headline(page, 'Genuine certificate');
  t.match(await textOf(page), 'The code on the paper leads to evil.example, not to this page.');
  t.notOk(requests.some((url) => url.includes('evil.example')));
  await page.getByRole('button', { name: 'Next certificate' }).click();
  await page.getByRole('button', { name: 'Back to the start' }).click();
  await type('WIFI:S:Canteen;T:WPA;P:secret;;');
  await headline(page, 'This is a code, but not a certificate');
  t.match(await textOf(page), 'WIFI:S:Canteen');
  await context.close();
});

t.test('a hand scanner types into the page and gets the answer, whatever has the focus', async (t) => {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  await page.getByRole('button', { name: 'Scan the code' }).focus();
  await page.keyboard.type(await issuer.code(issuer.whole(holder), site.url));
  await page.keyboard.press('Enter');
  await headline(page, 'Genuine certificate');
  t.pass('the code went to the check, and Enter did not press the button');
  await context.close();
});

t.test('files: JWT, baked PNG and SVG, a photo of the code, and files that hold nothing', async (t) => {
  const { page, context } = await openPage(browser);
  const whole = issuer.whole(holder);
  const signed = JSON.stringify(await issuer.sign(whole));
  const code = await issuer.code(whole, site.url);
  const plain = codePicture('https://example.org/an-advert-without-a-certificate');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>';
  const files: [name: string, content: Buffer, answer: string][] = [
    ['credential.jwt', Buffer.from(await issuer.jwt(whole)), 'Genuine certificate'],
    ['baked.png', Buffer.from(bakePng(codePicture('x'), signed)), 'Genuine certificate'],
    ['baked.svg', Buffer.from(bakeSvg(svg, signed)), 'Genuine certificate'],
    ['photo.png', codePicture(code), 'Genuine certificate'],
    ['advert.png', plain, 'This is a code, but not a certificate'],
    ['drawing.svg', Buffer.from(svg), 'We found no code in this picture'],
    ['letter.pdf', Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF'), 'This PDF holds no certificate'],
    ['list.json', Buffer.from('{"shopping":["rice"]}'), 'This file is not a certificate'],
    ['notes.txt', Buffer.from('hello'), 'This file is not a certificate'],
    ['program', Buffer.from([0, 1, 2, 3, 0xff]), 'This kind of file cannot be read'],
    ['large.bin', Buffer.alloc(20_000_001, 'a'), 'This file is too large'],
  ];
  for (const [name, buffer, answer] of files) {
    await page.goto('about:blank');
    await page.goto(site.url);
    await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: '', buffer });
    await headline(page, answer).catch(async () => t.fail(`${name}: ${await page.title()}`));
    t.equal(await page.title(), answer, name);
  }
  await context.close();
});

t.test('a photo in a PDF, as scanners make it, is read by its code; a dark picture too', async (t) => {
  const { page, context, requests, faults } = await openPage(browser);
  const code = await issuer.code(issuer.whole(holder), site.url);
  await page.goto(site.url);
  const asJpeg = (png: string) =>
    page.evaluate(async (png) => {
      const image = new Image();
      image.src = URL.createObjectURL(await new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))]));
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/jpeg', 0.8).split(',')[1] ?? '';
    }, png);
  const jpeg = Buffer.from(await asJpeg(codePicture(code, { scale: 5 }).toString('base64')), 'base64');
  const head = `%PDF-1.4\n1 0 obj\n<</Type/XObject/Subtype/Image/Filter/DCTDecode/Length ${jpeg.length}>>\nstream\n`;
  const scanned = Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\nendstream\nendobj\n%%EOF')]);
  const choose = (name: string, buffer: Buffer) =>
    page.locator('input[type=file]').first().setInputFiles({ name, mimeType: '', buffer });
  await choose('scanned.pdf', scanned);
  await headline(page, 'Genuine certificate');
  t.notOk(
    requests.some((url) => url.endsWith('.wasm')),
    'the small decoder was enough',
  );
  await page.getByRole('button', { name: 'Next certificate' }).click();
  await choose('blurred.png', codePicture(code, { scale: 4, blur: 5, dark: true }));
  await headline(page, 'Genuine certificate');
  t.ok(
    requests.some((url) => url.startsWith(site.url) && url.endsWith('.wasm')),
    'the large one came from this page’s address',
  );
  t.same(faults, []);
  await context.close();
});

t.test('a code with another address in a photo is named, and can be checked here', async (t) => {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  const buffer = codePicture(await issuer.code(issuer.whole(holder), 'https://evil.example/'));
  await page.locator('input[type=file]').first().setInputFiles({ name: 'photo.png', mimeType: '', buffer });
  await headline(page, 'This code leads to another site');
  await page.getByRole('button', { name: 'Check the certificate here' }).click();
  await headline(page, 'Genuine certificate');
  t.match(await textOf(page), 'evil.example');
  await context.close();
});

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
