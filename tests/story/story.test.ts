import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import t from 'tap';
import { read } from '../console/check-page.ts';
import { freePort, startIssuerProcess } from '../console/issuer-process.ts';
import { chooseFile, openPage, startBrowser, textOf } from '../employer/browser.ts';
import { codeFilm, writeFilm } from '../employer/film.ts';
import { startPage } from '../employer/page-server.ts';
import { beforeCamera, sheetsOf } from './print.ts';
import { people, rosterCsv } from './roster.ts';

t.setTimeout(300_000);

/** The answer of the employer's page, once it is there. */
async function answer(page: Page): Promise<string> {
  const heading = page.locator('.result h1');
  await heading.waitFor({ timeout: 20_000 });
  return (await heading.textContent()) ?? '';
}

async function download(page: Page, link: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), page.click(`text=${link}`)]);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

t.test('from a spreadsheet of 200 people to paper, to an employer, and back', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-story-'));
  const port = await freePort();
  const institution = {
    did: `did:web:localhost%3A${port}:institutions:demo`,
    names: { en: 'Siem Reap Skills Centre' },
    validFrom: '2020-01-01T00:00:00Z',
  };
  const employers = await startPage([institution], [`http://localhost:${port}`]);
  const issuer = await startIssuerProcess(t, { port, verifier: employers.url });
  const camera = join(folder, 'camera.y4m');
  await codeFilm(camera, ['nothing yet'], { pixels: 4, degrees: 0 });
  const browser = await startBrowser({ camera });
  t.teardown(async () => {
    await browser.close();
    await employers.stop();
    await Promise.all([employers.remove(), rm(folder, { recursive: true })]);
  });

  // The registrar: signs in for the first time and says what is awarded.
  const { page: console, faults } = await openPage(browser);
  const next = () => console.click('main button.primary >> nth=0');
  await console.goto(`${issuer.origin}/console`);
  await console.fill('#api-key', issuer.apiKey);
  await next();
  await console.goto(`${issuer.origin}/console/achievements/new`);
  await console.fill('#name-en', 'Masonry');
  await console.fill('#description-en', 'Lays bricks and blocks.');
  await console.fill('#criteria-en', 'Assessed at the workplace.');
  await console.check('input[value="recognition-of-prior-learning"]');
  await console.selectOption('#framework', 'ph-pqf');
  await console.fill('#level', '2');
  await console.fill('#occupation-1', '7112');
  await console.click('summary:has-text("Masonry NC II")');
  await console.check('details[open] input[type=checkbox] >> nth=0');
  await next();

  // The list: 197 rows in order, three not.
  const good = people(197);
  const rows = [...good];
  rows.splice(40, 0, { name: 'Ana Born-Never', born: '31/02/1999', number: 'MAS-0901' });
  rows.splice(90, 0, { name: '', born: '1999-03-01', number: 'MAS-0902' });
  rows.splice(150, 0, good[7]!);
  t.equal(rows.length, 200);
  await console.click('text=Issue certificates');
  await console.setInputFiles('#file', {
    name: 'masons of May.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(rosterCsv(rows)),
  });
  await next();
  t.equal(await read(console, 'h1'), 'Match the columns');
  await next();
  t.match(await read(console, 'main'), '197 ready, 3 need your attention');
  for (const row of [42, 92, 152])
    t.match(await read(console, 'main'), `Row ${row}`, 'rows are named as a spreadsheet numbers them');
  await console.click('text=Continue with 197 people');
  await console.check('#sure');
  await console.click('text=Issue 197 certificates');
  await console.waitForURL(/\/done$/, { timeout: 60_000 });
  t.equal(await read(console, 'h1'), '197 certificates issued');
  t.match(await read(console, 'main'), '3 rows stayed behind');

  // Paper: one file with a sheet for each person, in the order of the list.
  const print = await sheetsOf(await download(console, 'One PDF to print'));
  t.equal(print.count, 197);
  for (const index of [0, 1, 2, 3, 4, 5])
    t.match((await print.sheet(index + 1)).text, good[index]!.name, 'a name is copied as it was written');
  const [arabic, khmer] = [good[2]!, good[0]!];
  const paper = await (await print.sheet(3)).picture(150);

  // The employer: a photo of the sheet, then the sheet before the camera.
  const employer = await openPage(browser);
  await employer.context.grantPermissions(['camera']);
  const { page } = employer;
  await page.goto(employers.url);
  await chooseFile(page, 'photo.png', paper.png);
  t.equal(await answer(page), 'Genuine certificate', 'read from the picture of a printed page');
  t.match(await textOf(page), arabic.name);
  await page.goto('about:blank');
  await page.goto(employers.url);
  await writeFilm(camera, [await beforeCamera(paper, 5)]);
  await page.click('text=Scan the code');
  t.equal(await answer(page), 'Genuine certificate', 'read by the camera');
  t.match(await textOf(page), arabic.name);
  t.match(await textOf(page), 'Siem Reap Skills Centre');
  t.match(await textOf(page), 'Not taken back. Checked today');

  // The file that a person keeps, opened as it is.
  const list = (await download(console, 'Your list with numbers')).toString();
  const link = (name: string) => /https?:\/\/\S+\/certificate\.pdf/.exec(list.split(name)[1] ?? '')?.[0] ?? '';
  const ownFile = Buffer.from(await (await fetch(link(khmer.name))).arrayBuffer());
  const second = await openPage(browser);
  await second.page.goto(employers.url);
  await chooseFile(second.page, 'certificate.pdf', ownFile);
  t.equal(await answer(second.page), 'Genuine certificate', 'the credential in the PDF');
  t.match(await textOf(second.page), khmer.name);

  // Taken back.
  await console.goto(`${issuer.origin}/console/credentials?q=${encodeURIComponent(arabic.name)}`);
  await console.click(`.list a:has-text("${arabic.name}")`);
  t.match(await read(console, 'main'), 'Genuine certificate', 'as the employer sees it');
  await console.click('main a:has-text("Take back")');
  await console.selectOption('#reason', 'issued-in-error');
  await next();
  await console.getByRole('button', { name: 'Take it back' }).click();
  t.match(await read(console, 'main'), 'Taken back by the school');
  const takenBack = Date.now();
  let seen = '';
  while (seen !== 'Taken back by the school' && Date.now() - takenBack < 10_000) {
    await page.click('text=Next certificate');
    seen = await answer(page);
  }
  t.equal(seen, 'Taken back by the school');
  const took = Date.now() - takenBack;
  t.ok(took < 5000, `the camera shows it ${took} ms later`);

  // The institution is gone. The next sheet belongs to somebody whose certificate was not taken back.
  await issuer.stop();
  await sleep(3100); // the lists are good for three seconds
  await page.click('text=Next certificate');
  t.equal(await answer(page), 'Taken back by the school', 'red stays red');
  const other = await (await print.sheet(1)).picture(150);
  await page.goto('about:blank');
  await page.goto(employers.url);
  await chooseFile(page, 'photo.png', other.png);
  t.match(await answer(page), /^(Genuine when last checked|Could not be fully checked)$/, 'never green');
  t.match(await textOf(page), khmer.name);
  t.equal(await page.locator('.band-ok').count(), 0);

  t.same([...faults, ...employer.faults, ...second.faults], []);
  const hosts = new Set([...employer.requests, ...second.requests].map((url) => new URL(url).host));
  hosts.delete('');
  t.same([...hosts].sort(), [employers.host, `localhost:${port}`].sort(), 'nobody else was asked');
  t.notOk(
    employer.requests.some((url) => url.startsWith(issuer.origin) && !url.includes('/status-lists/')),
    'the issuer is asked for whole status lists only',
  );
});
