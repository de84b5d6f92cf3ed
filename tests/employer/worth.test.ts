import type { UnsignedCredential } from '@symbolon/credential';
import type { Signer } from '@symbolon/securing/sign';
import { didKeySigner, sign, statusEntry } from '@symbolon/verification/testing';
import { digestOf } from '@symbolon/verification/worth';
import type { Page } from 'playwright-core';
import t from 'tap';
import { chooseFile, headline, openPage, textOf, violations } from './browser.ts';
import { holder, startSetting } from './setting.ts';

const { issuer, body, ministry, site, browser, end } = await startSetting();
t.teardown(end);

type Json = Record<string, unknown>;
const contexts = ['https://www.w3.org/ns/credentials/v2', 'https://w3id.org/symbolon/recognition/v1'];
let count = 0;
const newId = () => `urn:uuid:00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;

/** A decision of the body about a credential. */
const decide = (of: Json | UnsignedCredential, subject: Json, more: Json = {}, by: Signer = body) =>
  sign(
    {
      '@context': contexts,
      id: newId(),
      type: ['VerifiableCredential', 'RecognitionDecisionCredential'],
      issuer: by.controller,
      validFrom: '2026-08-01T00:00:00Z',
      credentialSubject: {
        type: 'RecognitionDecision',
        recognizes: { id: of.id, type: 'RecognizedCredential', digestMultibase: digestOf(of as Json) },
        jurisdiction: 'TH',
        purpose: 'employment',
        ...subject,
      },
      ...more,
    },
    by,
  );

t.test('the page asks once where and as what, and says under the verdict what it is worth there', async (t) => {
  const { page, context, requests, faults } = await openPage(browser, { locale: 'th-TH' });
  await page.goto(`${site.url}?lang=en`);
  await chooseFile(page, 'mason.json', JSON.stringify(await issuer.sign(issuer.whole(holder))));
  await headline(page, 'Genuine certificate');
  t.notOk(
    requests.some((url) => /panel-/.test(url)),
    'nothing is loaded before it is asked for',
  );
  await page.getByText('What is it worth where the work is?').click();
  await page.getByLabel('Where is the work?').waitFor();
  t.equal(await page.getByLabel('Where is the work?').inputValue(), 'TH', 'the country of the browser is proposed');
  t.same(await violations(page), []);
  await page.getByLabel('Where is the work?').selectOption('');
  await page.getByRole('button', { name: 'Show the answer' }).click();
  await page.getByText('Choose a country first').waitFor();
  await page.getByLabel('Where is the work?').selectOption('SA');
  await page.getByRole('button', { name: 'Show the answer' }).click();
  await page.getByRole('heading', { name: 'Not known whether Saudi Arabia recognises it' }).waitFor();
  t.match(await page.locator('.worth').textContent(), /neither yes nor no/);
  t.equal(await page.evaluate(() => document.activeElement?.tagName), 'H3', 'the answer has the focus');
  t.same(await violations(page), []);
  t.same(faults, []);
  await context.close();
});

const withFiles = (page: Page, ...documents: object[]) =>
  page
    .locator('input[type=file]')
    .first()
    .setInputFiles(
      documents.map((document, index) => ({
        name: `document-${index}.json`,
        mimeType: '',
        buffer: Buffer.from(JSON.stringify(document)),
      })),
    );

/** Has the page know the place already, as after an earlier visit. */
const atHome = (page: Page, place: Json) =>
  page.addInitScript((place) => localStorage.setItem('place', JSON.stringify(place)), place);

t.test('several documents of one person are one case: certificate, decision, bridging course', async (t) => {
  const { page, context, faults } = await openPage(browser);
  await atHome(page, { destination: 'TH', purpose: 'employment' });
  const welder = issuer.whole(holder, { recognisedUnits: ['WLD-301', 'WLD-302'] });
  const course = issuer.whole(holder);
  const decision = await decide(welder, {
    outcome: 'conditional',
    recognizedUnit: ['WLD-301', 'WLD-302'],
    missingUnit: ['WLD-303'],
    condition: { type: 'DecisionCondition', measure: 'bridging-course', unit: 'WLD-303' },
    reason: { type: 'DecisionReason', ground: 'profile', explanation: '\u202E<b>Vertical</b> welds are missing' },
    appeal: { type: 'Appeal', body: 'Labour Court', until: '2026-12-24T00:00:00Z' },
  });
  await page.goto(site.url);
  await withFiles(page, decision, await issuer.sign(welder));
  await headline(page, /^Genuine/);
  const answer = page.locator('.worth-headline');
  await answer.getByText('Skills Board recognised this certificate on conditions').waitFor();
  const text = await page.locator('.worth').textContent();
  t.match(text, /Still open: bridging course/);
  t.match(text, /Counts: .*WLD-301.*Missing: .*WLD-303/s);
  t.match(text, /Reason: <b>Vertical<\/b> welds/, 'markup and turning signs of a decision are text');
  t.notMatch(text, /\u202E/);
  t.match(text, /Appeal: Labour Court, until 24 December 2026/);
  t.match(await textOf(page), /Shown together.*Recognition decision/);
  t.same(await violations(page), []);

  await page.getByRole('button', { name: 'Add a document of this person' }).click();
  await headline(page, 'Add another document');
  await withFiles(page, await issuer.sign(course));
  await answer.getByText('and they are met').waitFor();
  t.match(await page.locator('.worth').textContent(), /Met by “Shielded metal arc welding”: bridging course/);
  await page.getByLabel('Language').selectOption('km');
  await page.locator('.worth-headline').getByText('Skills Board').waitFor();
  await page.getByLabel('ភាសា').selectOption('en');
  t.same(faults, []);
  await context.close();
});

t.test(
  'a stapled chain makes the school known, by whom and until when; a decision that was taken back is told',
  async (t) => {
    const { page, context } = await openPage(browser);
    await atHome(page, { destination: 'TH', work: 'welding', purpose: 'employment' });
    const school = didKeySigner();
    const accreditation = await sign(
      {
        '@context': contexts,
        id: newId(),
        type: ['VerifiableCredential', 'RecognizedEntityCredential'],
        issuer: { id: ministry.controller, type: 'RecognizedIssuer' },
        validFrom: '2025-01-01T00:00:00Z',
        validUntil: '2096-12-31T00:00:00Z',
        credentialSubject: {
          id: school.controller,
          type: 'RecognizedEntity',
          legalName: 'Riverside Centre',
          recognizedTo: {
            type: 'RecognizedAction',
            action: 'issue',
            scope: { type: 'RecognitionScope', occupation: ['isco-08:7212'], country: ['KH'] },
          },
        },
      },
      ministry,
    );
    const { credentialStatus: _, ...unsigned } = issuer.whole(holder);
    const welder = await sign({ ...unsigned, issuer: { ...unsigned.issuer, id: school.controller } }, school);
    const taken = await decide(
      welder,
      { outcome: 'full' },
      { credentialStatus: statusEntry(issuer.base, 'revocation', 7) },
    );
    await page.goto(site.url);
    await withFiles(page, welder);
    await headline(page, 'We do not know this issuer');
    t.equal(await page.locator('.worth').count(), 0, 'what is in doubt is not said to be recognised');
    await page.getByRole('button', { name: 'Next certificate' }).click();
    const stapled = {
      '@context': contexts[0],
      type: ['VerifiablePresentation'],
      verifiableCredential: [welder, accreditation],
    };
    await withFiles(page, stapled, taken);
    await headline(page, 'Genuine certificate');
    t.match(await textOf(page), /Riverside Centre.*Accredited by.*Ministry of Labour, until 31 December 2096/);
    await page.locator('.worth-headline').waitFor();
    t.match(
      await page.locator('.worth').textContent(),
      /Thailand, Welding.*author is not known to decide|In Thailand|Not known/s,
    );
    await page.goto('about:blank');
    await page.goto(site.url);
    await withFiles(page, accreditation);
    await headline(page, 'Accreditation');
    t.match(await textOf(page), /Add the certificate that it belongs to/);
    t.same(await violations(page), []);
    await page.getByRole('button', { name: 'Add a document of this person' }).click();
    await withFiles(page, welder);
    await headline(page, 'Genuine certificate');
    await context.close();
  },
);

t.test('files of several people are judged one by one; the place is kept offline, changed, forgotten', async (t) => {
  const { page, context } = await openPage(browser);
  const people = await Promise.all(['Chan Sophea', 'Keo Bopha'].map((name) => issuer.sign(issuer.whole({ name }))));
  await page.goto(site.url);
  await withFiles(page, ...people, { shopping: ['rice'] });
  await headline(page, 'Need a closer look: 1');
  t.equal(await page.locator('.several-line').count(), 3);
  await page.getByRole('button', { name: /Keo Bopha/ }).click();
  await page.getByText('What is it worth where the work is?').click();
  await page.getByLabel('Where is the work?').selectOption('DE');
  await page.getByLabel('As what?').selectOption('welding');
  await page.getByRole('button', { name: 'Show the answer' }).click();
  await page.locator('.worth-headline').waitFor();
  // The service worker has stored the page by now, or does so now.
  await page.evaluate(() =>
    navigator.serviceWorker.register('/service-worker.js').then(() => navigator.serviceWorker.ready),
  );
  await context.setOffline(true);
  await page.reload();
  await headline(page, 'Check a certificate');
  await withFiles(page, people[1] as object);
  await headline(page, 'Genuine when last checked');
  await page.getByText('Only if nothing shown here was taken back since it was last checked.').waitFor();
  await page.locator('.worth').getByText('Germany, Welding').waitFor();
  await page.getByLabel('Language').selectOption('ar');
  await page.locator('.worth').getByText('ألمانيا').first().waitFor();
  t.same(await violations(page), []);
  await page.getByLabel('اللغة').selectOption('en');
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Where is the work?').selectOption('JP');
  await page.getByRole('button', { name: 'Show the answer' }).click();
  await page.getByRole('heading', { name: 'Not known whether Japan recognises it' }).waitFor();
  await page.getByRole('button', { name: 'Forget my answers' }).click();
  await page.getByText('What is it worth where the work is?').waitFor();
  t.equal(await page.evaluate(() => localStorage.getItem('place')), null);
  t.equal(await page.locator('.worth-headline').count(), 0);
  await context.close();
});
