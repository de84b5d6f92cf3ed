import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { openPage, startBrowser } from '../employer/browser.ts';
import { checkPage, read, type Test } from './check-page.ts';
import { startIssuerProcess } from './issuer-process.ts';

const browser: Browser = await startBrowser();
t.teardown(() => browser.close());

/** Presses Tab until the element with that name has the focus; each stop on the way must show that it has it. */
async function tabTo(t: Test, page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLLabelElement> };
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      const after = getComputedStyle(element, '::after');
      return {
        name: (element.labels?.[0]?.textContent ?? element.textContent ?? '').trim().replace(/\s+/g, ' '),
        shown: outlineStyle !== 'none' || boxShadow !== 'none' || after.outlineStyle !== 'none',
        onScreen: element.getBoundingClientRect().left >= 0,
      };
    });
    if (at.name && !at.shown) t.fail(`the focus on "${at.name}" is not visible`);
    seen.push(at.name);
    if (typeof name === 'string' ? at.name === name : name.test(at.name)) return;
  }
  throw new Error(`Tab does not lead to ${name}; it leads to: ${seen.join(' | ')}`);
}

t.test('with the keyboard alone, on a phone’s width: sign in, issue, find, pause, take back', async (t) => {
  const { origin, apiKey } = await startIssuerProcess(t);
  const { page, faults, requests } = await openPage(browser);
  const type = (text: string) => page.keyboard.type(text);
  const enter = () => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  const go = async (name: string | RegExp) => {
    await tabTo(t, page, name);
    await enter();
  };
  const h1 = () => read(page, 'h1');

  await page.goto(`${origin}/console`);
  await go('Sign in');
  t.match(await page.title(), /^Error: Sign in/);
  t.equal(await page.evaluate(() => document.activeElement?.className), 'error-summary', 'the cause has the focus');
  await checkPage(t, page, 'sign in, refused');
  await tabTo(t, page, 'Enter the API key of your institution');
  await page.keyboard.press('Enter');
  t.equal(await page.evaluate(() => document.activeElement?.id), 'api-key', 'and leads to the field');
  await type(apiKey);
  await enter();
  t.match(await h1(), 'មជ្ឈមណ្ឌលជំនាញសៀមរាប');
  await checkPage(t, page, 'home, empty');

  await go('Try with the example list');
  t.equal(await h1(), 'Match the columns');
  await go('Continue');
  await checkPage(t, page, 'look over');
  await tabTo(t, page, /^Date of birth/);
  await page.keyboard.press('Control+A');
  await type('28/02/2001');
  await enter();
  t.match(await read(page, 'main'), '10 ready');
  await go('Continue with 10 people');
  await checkPage(t, page, 'approve');
  await go('Issue 10 certificates');
  await page.waitForURL(/\/done$/);
  t.equal(await h1(), '10 certificates issued');

  await go('Find');
  await tabTo(t, page, 'Name or number');
  await type('ដារ៉ា');
  await enter();
  await go('សុខ ដារ៉ា');
  t.match(await read(page, 'main'), 'Genuine certificate');
  await go('Pause');
  await tabTo(t, page, 'Reason');
  await type('Being looked');
  await tabTo(t, page, 'Note');
  await type('Ms Chan asks the office');
  await go('Continue');
  await checkPage(t, page, 'what will change');
  await go('Pause it');
  t.match(await read(page, 'main'), 'Paused by the school');
  await checkPage(t, page, 'a paused certificate');
  await go('Take back');
  await tabTo(t, page, 'Reason');
  await type('Issued by');
  await go('Continue');
  await go('Take it back');
  t.match(await read(page, 'main'), 'Taken back by the school');
  await go('Sign out');
  t.equal(await h1(), 'Sign in');

  t.same(faults, [], 'nothing in the pages is against their own Content-Security-Policy');
  t.same(
    requests.filter((url) => !url.startsWith(origin)),
    [],
    'no other host was asked for anything',
  );
});

t.test('without JavaScript: upload, answer what is asked, close the page, come back, download', async (t) => {
  const { origin, apiKey } = await startIssuerProcess(t);
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });
  const next = () => page.locator('main button.primary').first().click();
  await page.goto(`${origin}/console/achievements/new`);
  await page.fill('#api-key', apiKey);
  await next();
  t.match(page.url(), /achievements\/new$/, 'after sign-in one is where one wanted to be');
  await next();
  t.match(await page.title(), /^Error: Make an achievement/);
  await page.selectOption('#own-language', 'km');
  await page.fill('#name-en', 'Masonry');
  await page.fill('#name-own', 'ជាងឥដ្ឋ');
  await page.fill('#description-en', 'Lays bricks and blocks.');
  await page.fill('#criteria-en', 'Assessed at the workplace.');
  await page.check('input[value="recognition-of-prior-learning"]');
  await page.selectOption('#framework', 'ph-pqf');
  await page.fill('#level', '2');
  await page.fill('#occupation-1', '7112');
  await page.click('summary:has-text("Masonry NC II")');
  await page.check('details[open] input[type=checkbox]');
  await next();
  t.match(await read(page, 'main'), 'Bricklayers and related workers');

  await page.click('text=Issue certificates');
  await next();
  t.match(await read(page, '.error-summary'), 'Select the file with the people in it');
  const people = Array.from(
    { length: 40 },
    (_, index) => `Person ${index + 1};0${(index % 9) + 1}/0${(index % 8) + 1}/2001`,
  );
  const roster = `Full name;Born\n${people.join('\n')}\n;01/01/2001\n`;
  await page.setInputFiles('#file', { name: 'class of May.csv', mimeType: 'text/csv', buffer: Buffer.from(roster) });
  await next();
  await next();
  t.match(await read(page, '.error-summary'), 'Select how the dates in “Born” are written');
  await page.selectOption('#order-1', 'day-first');
  await next();
  t.match(await read(page, 'main'), '40 ready, 1 needs your attention');
  await page.click('text=Continue with 40 people');
  await page.check('#sure');
  await next();

  await page.close();
  const again = await context.newPage();
  await again.goto(`${origin}/console`);
  await again.click('text=class of May.csv');
  await again.waitForURL(/\/done$/, { timeout: 30_000 });
  t.equal(await read(again, 'h1'), '40 certificates issued', 'the work went on while nobody looked');
  t.match(await read(again, 'main'), '1 row stayed behind');
  const file = async (name: string) => {
    const [download] = await Promise.all([again.waitForEvent('download'), again.click(`a:has-text("${name}")`)]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return { name: download.suggestedFilename(), content: Buffer.concat(chunks) };
  };
  const pdf = await file('One PDF to print');
  t.match(pdf.content.subarray(0, 5).toString(), '%PDF-');
  t.match((await file('ZIP with a PDF each')).content.subarray(0, 2).toString(), 'PK');
  const list = await file('Your list with numbers');
  t.equal(list.name, 'class of May-results.csv');
  t.equal(list.content.toString().match(/urn:uuid:/g)?.length, 40);
});
