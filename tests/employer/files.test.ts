import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bakePng, bakeSvg } from '@symbolon/paper';
import t from 'tap';
import { chooseFile, headline, openPage, textOf, violations } from './browser.ts';
import { codePicture } from './pictures.ts';
import { holder, startSetting } from './setting.ts';

const { issuer, site, browser, end } = await startSetting();
t.teardown(end);

t.test('files: JWT, baked PNG and SVG, a photo of the code, and files that hold nothing', async (t) => {
  const { page, context } = await openPage(browser);
  const whole = issuer.whole(holder);
  const signed = JSON.stringify(await issuer.sign(whole));
  const code = await issuer.code(whole, site.url);
  const plain = codePicture('https://example.org/an-advert-without-a-certificate');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>';
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-files-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const large = join(folder, 'large.bin');
  await writeFile(large, Buffer.alloc(20_000_001, 'a'));
  const files: [name: string, content: Buffer | undefined, answer: string][] = [
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
    [large, undefined, 'This file is too large'],
  ];
  for (const [name, buffer, answer] of files) {
    await page.goto('about:blank');
    await page.goto(site.url);
    await chooseFile(page, name, buffer);
    await headline(page, answer).catch(async () => t.fail(`${name}: ${await page.title()}`));
    t.equal(await page.title(), answer, name);
  }
  await context.close();
});

t.test('the file with all certificates of a roster: each is judged, and what needs a look stands first', async (t) => {
  const { page, context, faults } = await openPage(browser);
  const signed = async (name: string) => JSON.stringify(await issuer.sign(issuer.whole({ ...holder, name })));
  const people = await Promise.all(['Chan Sophea', 'Lim Rithy', 'Keo Bopha'].map(signed));
  people[1] = people[1]!.replaceAll('Lim Rithy', 'Lim Vannak');
  const head = (length: number) =>
    `1 0 obj\n<<\n /Length ${length}\n /Type /EmbeddedFile\n /Subtype /application#2Fvc\n>>\nstream\n`;
  const attached = people.map((text) => `${head(Buffer.byteLength(text))}${text}\nendstream\nendobj\n`);
  await page.goto(site.url);
  await chooseFile(page, 'roster.pdf', `%PDF-1.7\n${attached.join('')}%%EOF`);
  await headline(page, 'Need a closer look: 1');
  t.equal(await page.title(), 'Need a closer look: 1');
  const lines = async () =>
    (await page.locator('.several-line').allInnerTexts()).map((line) => line.replaceAll('\n', ' | '));
  const [first, ...others] = await lines();
  t.match(first, /^Not genuine/);
  t.notMatch(first, /Lim|Masonry/, 'nothing is shown that nobody signed');
  t.match(others, [/Chan Sophea \| .*Genuine certificate/, /Keo Bopha \| .*Genuine certificate/]);
  t.same(await violations(page), []);

  await page.getByRole('button', { name: /Keo Bopha/ }).click();
  await headline(page, 'Genuine certificate');
  t.match(await textOf(page), 'Keo Bopha');
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await headline(page, 'Need a closer look: 1');
  t.equal((await lines()).length, 3);
  await page.getByLabel('Language').selectOption('ar');
  await headline(page, 'تحتاج إلى نظر أدق: 1');
  t.same(faults, []);
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
  await chooseFile(page, 'scanned.pdf', scanned);
  await headline(page, 'Genuine certificate');
  t.notOk(
    requests.some((url) => url.endsWith('.wasm')),
    'the small decoder was enough',
  );
  await page.getByRole('button', { name: 'Next certificate' }).click();
  await chooseFile(page, 'blurred.png', codePicture(code, { scale: 4, blur: 5, dark: true }));
  await headline(page, 'Genuine certificate');
  t.ok(
    requests.some((url) => url.startsWith(site.url) && url.endsWith('.wasm')),
    'the large one came from this page’s address',
  );
  t.same(faults, []);
  await context.close();
});

t.test('what cannot be judged here is named for what it is, and is not asked for again', async (t) => {
  const { page, context } = await openPage(browser);
  const seal = { payload: JSON.stringify({ type: ['EuropeanDigitalCredential'] }), signatures: [] };
  const webKey = { ...(await issuer.sign(issuer.whole(holder))) };
  webKey.proof = [webKey.proof].flat().map((proof) => ({
    ...(proof as object),
    verificationMethod: 'https://example.org/issuers/1#key-1',
  }));
  const files: [document: object, answer: string, line: string][] = [
    [
      seal,
      'This page cannot judge this kind',
      'This is a European digital certificate. Check it at europa.eu/europass.',
    ],
    [webKey, 'The signature could not be checked', 'The issuer keeps its key in a way that this page does not know.'],
  ];
  for (const [document, answer, line] of files) {
    await page.goto('about:blank');
    await page.goto(site.url);
    await chooseFile(page, 'document.json', JSON.stringify(document));
    await headline(page, answer);
    t.match(await textOf(page), line);
    t.equal(await page.getByRole('button', { name: 'Check again' }).count(), 0);
  }
  await context.close();
});

t.test('a code with another address in a photo is named, and can be checked here', async (t) => {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  const buffer = codePicture(await issuer.code(issuer.whole(holder), 'https://evil.example/'));
  await chooseFile(page, 'photo.png', buffer);
  await headline(page, 'This code leads to another site');
  await page.getByRole('button', { name: 'Check the certificate here' }).click();
  await headline(page, 'Genuine certificate');
  t.match(await textOf(page), 'evil.example');
  await context.close();
});
