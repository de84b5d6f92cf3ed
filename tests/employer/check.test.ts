import { readFile } from 'node:fs/promises';
import t from 'tap';
import { chooseFile, headline, openPage, textOf, violations } from './browser.ts';
import { holder, startSetting } from './setting.ts';

const { issuer, stranger, site, browser, end } = await startSetting();
t.teardown(end);

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
  const { page, requests, context } = await openPage(browser, { serviceWorkers: 'block' });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('N1234567pepper'));
  const identityHash = `sha256$${Buffer.from(digest).toString('hex')}`;
  const document = await issuer.sign(issuer.whole({ ...holder, documentNumberHash: { salt: 'pepper', identityHash } }));
  await page.goto(site.url);
  await chooseFile(page, 'c.json', JSON.stringify(document));
  await headline(page, 'Genuine certificate');
  t.match(await textOf(page), 'Born on 13 April 1999');
  const before = requests.length;
  await page.getByLabel('Number of the document').fill('n 123-4568');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByText('The number is not the same').waitFor();
  await page.getByLabel('Number of the document').fill('n 123-4567');
  await page.keyboard.press('Enter');
  await page.getByText('The number is the same.').waitFor();
  const others = requests.slice(before).filter((url) => !url.startsWith(`${site.url}assets/`));
  t.same(others, [], 'the number goes nowhere');
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
    await page.waitForTimeout(title.startsWith('Paused') ? 1300 : 0);
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
  await chooseFile(page, 'c.json', document);
  await headline(page, 'Genuine – part of the skill');
  t.match(await page.locator('.missing').textContent(), /Not yet recognised.*Unit 2 of welding/);
  await context.close();
});

t.test('an unknown issuer is shown by its address, its own name only as its claim', async (t) => {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  const document = JSON.stringify(await stranger.sign(stranger.whole(holder)));
  await chooseFile(page, 'c.json', document);
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
