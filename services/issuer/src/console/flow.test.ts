import t from 'tap';
import { toIssued } from '../issuance/issued.ts';
import { searchCredentials } from '../issuance/store.ts';
import { startQueue } from '../rosters/queue.ts';
import { type TestIssuer, testIssuer } from '../testing.ts';
import { readable, visitor } from './testing.ts';

type Test = Parameters<typeof testIssuer>[0];

async function signedIn(t: Test, { queue = true } = {}) {
  const issuer = await testIssuer(t);
  const browser = visitor(issuer.app);
  await browser.signIn(issuer.apiKey);
  if (queue) {
    const running = await startQueue(issuer.context);
    t.teardown(() => running.stop());
  }
  return { ...issuer, browser };
}

type Browser = ReturnType<typeof visitor>;

/** Waits as a registrar without script does: by loading the page again. */
async function untilDone(browser: Browser, roster: string) {
  for (let tries = 0; tries < 200; tries += 1) {
    const page = await browser.get(roster);
    if (page.url.endsWith('/done')) return page;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The roster was not issued.');
}

const rosterOf = (url: string) => url.split('/').slice(0, 4).join('/');

/** Issues the example roster without its row of a wrong date, and gives the credentials by holder's name. */
async function issueExample({ browser, context }: { browser: Browser; context: TestIssuer['context'] }) {
  const { url } = await browser.send('/console/example');
  await browser.get(`${rosterOf(url)}/approve`);
  await browser.send(`${rosterOf(url)}/approve`, { sure: 'yes' });
  await untilDone(browser, rosterOf(url));
  const found = await searchCredentials(context.pool, 'demo', { limit: 50 });
  const page = (name: string) =>
    `/console/credentials/${encodeURIComponent(found.find(({ holderName }) => holderName === name)?.id ?? '')}`;
  return { roster: rosterOf(url), found, page };
}

const welding = {
  'own-language': 'km',
  'name-en': 'Shielded Metal Arc Welding NC II',
  'name-own': 'ការផ្សារដែក',
  'description-en': 'Welds carbon steel plates and pipes.',
  'criteria-en': '240 hours of practice and a test weld.',
  type: 'CertificateOfCompletion',
  route: 'course',
  framework: 'ph-pqf',
  level: '2',
  'occupation-1': '7212',
  field: '0715',
  unit: ['ph-tesda-masonry-nc-ii|711322301'],
  'own-units': 'W1 Prepare joints\n\n W2  Weld plates ',
  validity: '36',
};

t.test('an achievement is made from codes that are known, and its used version is never changed', async (t) => {
  const { browser, context } = await signedIn(t);
  await browser.get('/console/achievements/new');
  const refused = await browser.send('/console/achievements/new', {
    ...welding,
    'name-en': ' ',
    level: '99',
    'occupation-1': '0000000',
    field: '9',
    'own-units': 'W1',
    validity: 'three',
    route: 'luck',
  });
  t.equal(refused.status, 422);
  for (const field of ['name-en', 'level', 'occupation-1', 'field', 'own-units', 'validity', 'route']) {
    t.match(refused.html, `href="#${field}"`, `the summary leads to ${field}`);
    t.match(refused.html, `id="${field}-error"`, `and the same stands at ${field}`);
  }
  t.match(readable(refused.html), 'Enter a level of the Philippine Qualifications Framework: 1, 2, 3, 4, 5, 6, 7, 8');
  t.match(refused.html, 'value="ការផ្សារដែក"', 'what was typed is kept');

  const qualification = /value="(ph-tesda-masonry-nc-ii\|[^"]+)"/.exec(refused.html)?.[1] ?? '';
  const kept = await browser.send('/console/achievements/new', { ...welding, unit: [qualification] });
  t.equal(kept.url, '/console/achievements/shielded-metal-arc-welding-nc-ii?notice=achievement-kept');
  const text = readable(kept.html);
  for (const said of [
    'Welders and flamecutters',
    'Philippine Qualifications Framework, level 2 (NC II)',
    'Weld plates',
    '36 months',
    'Masonry NC II',
  ]) {
    t.match(text, said);
  }
  t.match(kept.html, '<bdi lang="km" dir="ltr">ការផ្សារដែក</bdi>');

  const again = await browser.send('/console/achievements/new', { ...welding, unit: [] });
  t.match(again.url, '/shielded-metal-arc-welding-nc-ii-2?', 'another of the same name has an address of its own');

  const edit = await browser.get('/console/achievements/shielded-metal-arc-welding-nc-ii/new-version');
  t.match(edit.html, '<h1>Make version 2</h1>');
  t.match(edit.html, 'W2 Weld plates</textarea>', 'the form starts from what there is');
  const second = await browser.send('/console/achievements/shielded-metal-arc-welding-nc-ii/new-version', {
    ...welding,
    validity: '24',
  });
  t.match(readable(second.html), 'Version 2');
  t.match(
    readable((await browser.get('/console/achievements/shielded-metal-arc-welding-nc-ii/versions/1')).html),
    '36 months',
  );

  await browser.send('/console/achievements/shielded-metal-arc-welding-nc-ii/withdraw');
  t.notMatch((await browser.get('/console/rosters/new')).html, 'achievement=shielded-metal-arc-welding-nc-ii"');
  await issueExample({ browser, context });
  t.match((await browser.get('/console/achievements/example-masonry')).html, '>In use<');
});

t.test('from the example list to certificates: what is wrong is mended in place, the rest goes its way', async (t) => {
  const { browser } = await signedIn(t);
  t.match((await browser.get('/console')).html, 'You have issued nothing yet');
  const columns = await browser.send('/console/example');
  t.match(columns.html, 'សុខ ដារ៉ា', 'first values stand beside each column');
  t.match(readable(columns.html), '14/03/2001 → 14 March 2001');
  const roster = rosterOf(columns.url);
  t.equal((await browser.get(roster)).url, `${roster}/check`, 'who comes back goes on where it is');

  const check = await browser.get(`${roster}/check`);
  t.match(readable(check.html), '9 ready, 1 needs your attention');
  t.match(
    readable(check.html),
    /Row 10 .*There is no such day/,
    'the row as the file counts it, and the cause in words',
  );
  const problems = await browser.get(`${roster}/problems.csv`);
  t.match(problems.html, /^\ufeffName;.*;Problem\r\n.*30\/02\/2001.*There is no such day/s);
  t.match(problems.headers['content-disposition'], 'attachment');
  const still = await browser.send(`${roster}/check`, { 'cell-10-2': '31/02/2001' });
  t.match(readable(still.html), '9 ready, 1 needs your attention');
  t.match(still.html, 'value="31/02/2001"');
  const mended = await browser.send(`${roster}/check`, { 'cell-10-2': '28/02/2001' });
  t.match(readable(mended.html), '10 ready');

  const approve = await browser.get(`${roster}/approve`);
  const said = readable(approve.html);
  for (const fact of [
    'Example: Masonry NC II , Version 1',
    'Certificates 10',
    '12 months later',
    'English',
    'Ed25519, key-1',
    'Issue 10 certificates',
  ])
    t.match(said, fact);
  const progress = await browser.send(`${roster}/approve`);
  t.match(progress.url, /\/(progress|done)$/);
  const done = await untilDone(browser, roster);
  t.match(done.html, '<title>10 certificates issued');
  const results = await browser.get(`${roster}/results.csv`);
  t.equal(results.html.match(/urn:uuid:/g)?.length, 10);
  t.match(readable((await browser.get(`${roster}/rows`)).html), 'Row 2 សុខ ដារ៉ា Issued');
  t.match(readable((await browser.get('/console')).html), 'example-roster.csv Example: Masonry NC II');
  t.equal((await browser.get(`${roster}/progress`)).url, `${roster}/done`, 'the addresses of earlier steps lead on');

  const again = await browser.send('/console/example');
  t.match(
    readable((await browser.get(`${rosterOf(again.url)}/check`)).html),
    '9 already issued',
    'nobody gets it twice by accident',
  );
});

t.test('progress is told as it happens, can be paused, and ends with the work', async (t) => {
  const { browser, context } = await signedIn(t, { queue: false });
  const { url } = await browser.send('/console/example');
  const roster = rosterOf(url);
  await browser.get(`${roster}/approve`);
  const waiting = await browser.send(`${roster}/approve`, { sure: 'yes' });
  t.equal(waiting.url, `${roster}/progress`);
  t.match(waiting.html, '<noscript><meta http-equiv="refresh"');
  t.match(
    readable(waiting.html),
    'Waiting since 22 November 2026, 09:00 UTC',
    'nobody is at work, and the page says so',
  );
  const paused = await browser.send(`${roster}/pause`);
  t.match(readable(paused.html), 'Paused');
  t.match(readable((await browser.get('/console')).html), 'Being issued');
  await browser.send(`${roster}/resume`);
  const queue = await startQueue(context);
  t.teardown(() => queue.stop());
  const events = await browser.get(`${roster}/events`);
  t.match(events.headers['content-type'], 'text/event-stream');
  t.match(events.html, '"value":9,"max":9,"words":"9 of 9');
  t.match(events.html, '"state":"done"');
});

t.test('who watches a list does not hold up the end of the service', async (t) => {
  const { browser, app } = await signedIn(t, { queue: false });
  const { url } = await browser.send('/console/example');
  await browser.get(`${rosterOf(url)}/approve`);
  await browser.send(`${rosterOf(url)}/approve`, { sure: 'yes' });
  const watching = browser.get(`${rosterOf(url)}/events`);
  await new Promise((resolve) => setTimeout(resolve, 700));
  await app.close();
  t.match((await watching).html, '"value":0,"max":9');
});

t.test('a file that cannot be used is refused in words at its field, and nothing of it is kept', async (t) => {
  const { browser, context } = await signedIn(t);
  await browser.get('/console/achievements/new');
  await browser.send('/console/achievements/new', { ...welding, unit: [] });
  const slug = 'shielded-metal-arc-welding-nc-ii';
  const send = (name: string, content: string | Buffer) =>
    browser.upload('/console/rosters/new', { achievement: slug }, { name, content });
  for (const [what, name, content, says] of [
    ['no file', '', '', 'Select the file with the people in it'],
    ['an empty file', 'a.csv', '', 'The file is empty'],
    ['a PDF', 'a.csv', '%PDF-1.7', 'This is a PDF file'],
    ['only column names', 'a.csv', 'Name,Date of birth\n', 'The file has no people in it'],
    ['two columns of one name', 'a.csv', 'Name,Name\nA,B\n', 'Two columns have the same name'],
  ] as const) {
    await browser.get(`/console/rosters/new?achievement=${slug}`);
    const page = await send(name, content);
    t.equal(page.status, 422, what);
    t.match(page.html, '<title>Error: ');
    t.equal(page.html.split(says).length, 3, `${what}: the same words at the top and at the field`);
  }
  t.equal((await context.pool.query('select from roster')).rowCount, 0);
  t.match((await browser.get(`/console/rosters/template?achievement=${slug}&as=csv`)).html, /^\ufeffName,/);
});

t.test('dates that can be read in two ways are asked about, never guessed', async (t) => {
  const { browser } = await signedIn(t);
  await browser.get('/console/achievements/new');
  await browser.send('/console/achievements/new', { ...welding, unit: [] });
  const columns = await browser.upload(
    '/console/rosters/new',
    { achievement: 'shielded-metal-arc-welding-nc-ii' },
    { name: 'list.csv', content: 'First,Born\nDara,03/04/2001\nThida,05/06/2002\n' },
  );
  const roster = rosterOf(columns.url);
  const noName = await browser.send(`${roster}/columns`, { 'field-0': '', 'field-1': 'dateOfBirth' });
  t.equal(noName.status, 422);
  t.match(noName.html, '<a href="#field-0">Select the column that holds the name');
  t.match(noName.html, '<a href="#order-1">Select how the dates in “Born” are written');
  t.equal((await browser.get(`${roster}/check`)).url, `${roster}/columns`, 'nothing goes on before it is said');
  await browser.send(`${roster}/columns`, { 'field-0': 'name', 'field-1': 'dateOfBirth', 'order-1': 'month-first' });
  const { html, url } = await browser.get(`${roster}/check`);
  t.equal(url, `${roster}/check`);
  t.match(readable(html), '2 ready');
  t.match(readable((await browser.get(`${roster}/columns`)).html), '03/04/2001 → 4 March 2001');
  const { html: next } = await browser.upload(
    '/console/rosters/new',
    { achievement: 'shielded-metal-arc-welding-nc-ii' },
    { name: 'next.csv', content: 'First,Born\nSok,13/04/2001\n' },
  );
  t.match(next, /<option value="name" selected>/, 'the same columns are known the next time');
});

t.test(
  'a certificate is found by its name in any script, its number or its code, and shown as the employer sees it',
  async (t) => {
    const { browser, context } = await signedIn(t);
    const { found, page } = await issueExample({ browser, context });
    const find = async (asked: string) =>
      readable((await browser.get(`/console/credentials?q=${encodeURIComponent(asked)}`)).html);
    t.match(await find('ដារ៉ា'), 'Found សុខ ដារ៉ា');
    t.match(await find('الزهراء'), 'Found فاطمة الزهراء بنت يوسف');
    t.match(await find('sok dara'), 'Found សុខ ដារ៉ា', 'by the Latin form as well');
    t.match(await find('santos-REYES'), 'Maria Clara Santos-Reyes');
    const dara = found.find(({ holderName }) => holderName === 'សុខ ដារ៉ា');
    const digits = dara?.id.replace('urn:uuid:', '').replaceAll('-', '') ?? '';
    t.match(
      await find(`${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8, 12)}`.toUpperCase()),
      'Found សុខ ដារ៉ា',
      'as printed on the paper',
    );
    const whole = await browser.get(page('សុខ ដារ៉ា'));
    const link = /href="([^"]+#\d+)"/.exec(whole.html)?.[1] ?? '';
    t.match(link, /^HTTP:\/\/LOCALHOST:4002\/#\d+$/, 'the employer’s page opens with what the code on the paper holds');
    t.match(await find(link), 'Found សុខ ដារ៉ា', 'and a hand scanner finds it by that');
    t.match(await find('nobody of this name'), 'Nothing was found');
    t.match(readable(whole.html), /In force.*Genuine certificate.*សុខ ដារ៉ា Sok Dara/);
    t.match(readable((await browser.get(page('မသီတာ'))).html), 'Genuine – part of the skill');
  },
);

t.test('pause, lift, take back: reason and note first, then what will change, then the change', async (t) => {
  const { browser, context } = await signedIn(t);
  const { page } = await issueExample({ browser, context });
  const dara = page('សុខ ដារ៉ា');
  const none = await browser.send(`${dara}/suspend`, { reason: '', note: 'kept' });
  t.equal(none.status, 422);
  t.match(none.html, '<a href="#reason">Select a reason</a>');
  t.match(none.html, 'kept</textarea>');
  const ask = await browser.send(`${dara}/suspend`, { reason: 'under-investigation', note: 'A <private> note' });
  t.match(readable(ask.html), 'is shown as paused until you lift the pause');
  t.match(readable((await browser.get(dara)).html), 'Genuine certificate', 'asking changes nothing');
  const paused = await browser.send(`${dara}/suspend`, {
    reason: 'under-investigation',
    note: 'A <private> note',
    confirmed: 'yes',
  });
  t.match(readable(paused.html), /The certificate is paused\. .*Paused by the school/);
  t.match(paused.html, 'A &lt;private&gt; note', 'the note is in the history');
  t.match(
    readable((await browser.send(`${dara}/lift`, { reason: 'resolved', confirmed: 'yes' })).html),
    'Genuine certificate',
  );
  t.match(readable((await browser.get(`${dara}/revoke`)).html), 'This is final');
  const taken = await browser.send(`${dara}/revoke`, { reason: 'issued-in-error', confirmed: 'yes' });
  t.match(
    readable(taken.html),
    /Taken back by the school.*Taken back · Issued by mistake.*Pause lifted · Cleared up.*Paused/,
  );
  t.match(readable((await browser.get(`${dara}/lift`)).html), 'This cannot be done now');
  t.equal((await browser.send(`${dara}/suspend`, { reason: 'unspecified', confirmed: 'yes' })).status, 409);
});

t.test('a corrected certificate takes the place of the wrong one, however often the button is pressed', async (t) => {
  const { browser, context } = await signedIn(t);
  const { page, found } = await issueExample({ browser, context });
  const form = await browser.get(`${page('မသီတာ')}/replace`);
  t.match(form.html, 'value="Ma Thida"', 'the form starts from what was signed');
  const typed = {
    name: 'မသီတာလွင်',
    'latin-name': 'Ma Thida Lwin',
    'date-of-birth': '2000-07-27',
    identifier: 'EX-003',
    'valid-until': '2027-11-22',
    units: ['U1', 'U2'],
  };
  const wrong = await browser.send(`${page('မသီတာ')}/replace`, { ...typed, name: '', 'date-of-birth': '31.2.2000' });
  t.match(wrong.html, '<a href="#name">Enter the name</a>');
  t.match(wrong.html, '<a href="#date-of-birth">Enter a date like 2004-05-31</a>');
  const ask = await browser.send(`${page('မသီတာ')}/replace`, typed);
  t.match(
    readable(ask.html),
    /A new certificate is issued for မသီတာလွင် ?\. .*The old certificate of မသီတာ is shown as replaced/,
  );
  const [first, second] = [
    await browser.send(`${page('မသီတာ')}/replace`, { ...typed, confirmed: 'yes' }),
    await browser.send(`${page('မသီတာ')}/replace`, { ...typed, confirmed: 'yes' }),
  ];
  t.match(readable(first.html), /Genuine certificate မသီတာလွင်/, 'whole now, not a part');
  t.equal(second.status, 409, 'what was replaced cannot be replaced again');
  t.equal((await searchCredentials(context.pool, 'demo', { limit: 50 })).length, found.length + 1);
  const old = await browser.get(page('မသီတာ'));
  t.match(readable(old.html), /Replaced.*Replaced by a newer certificate/);
  t.match(old.html, first.url.split('?')[0]);
  const [issued] = (await searchCredentials(context.pool, 'demo', { text: 'မသီတာလွင်', limit: 1 })).map(toIssued);
  t.equal(JSON.parse(issued?.text ?? '').replaces, found.find(({ holderName }) => holderName === 'မသီတာ')?.id);
});

t.test('many are taken back by a list of numbers, after typing how many', async (t) => {
  const { browser, context } = await signedIn(t);
  const { found, roster } = await issueExample({ browser, context });
  const ids = found.slice(0, 3).map(({ id }) => id);
  await browser.get('/console/take-back/revoke');
  const csv = (await browser.get(`${roster}/results.csv`)).html;
  await browser.get('/console/take-back/revoke');
  t.match(
    readable(
      (
        await browser.upload(
          '/console/take-back/revoke/list',
          { reason: 'issued-in-error' },
          { name: 'results.csv', content: csv },
        )
      ).html,
    ),
    'Take 9 certificates back',
    'our own list of results is understood',
  );
  const list = `${ids.map((id) => id.replace('urn:uuid:', '')).join('\n')}\nurn:uuid:00000000-0000-4000-8000-000000000000`;
  const ask = await browser.upload(
    '/console/take-back/revoke/list',
    { reason: 'issued-in-error', note: '', ids: list },
    { name: '', content: '' },
  );
  t.match(readable(ask.html), /Take 3 certificates back for good\?.*You have issued none with this number/);
  const wrong = await browser.send('/console/take-back/revoke', {
    reason: 'issued-in-error',
    ids: ids.join('\n'),
    confirmed: 'yes',
    count: '2',
  });
  t.match(wrong.html, '<a href="#count">Type 3, the number of certificates</a>');
  const states = () =>
    searchCredentials(context.pool, 'demo', { limit: 50 }).then((all) => all.filter(({ revoked }) => revoked).length);
  t.equal(await states(), 0);
  const done = await browser.send('/console/take-back/revoke', {
    reason: 'issued-in-error',
    ids: ids.join('\n'),
    confirmed: 'yes',
    count: ' 3 ',
  });
  t.match(readable(done.html), '3 certificates taken back');
  t.equal(await states(), 3);
  const again = await browser.send('/console/take-back/revoke', { reason: 'issued-in-error', ids: ids.join('\n') });
  t.match(readable(again.html), 'There is nothing to change');
  const none = await browser.send('/console/take-back/suspend', { reason: 'unspecified', ids: '' });
  t.match(none.html, '<a href="#ids">Enter the certificate numbers, or select a file</a>');
});

t.test('keys: a new one signs, a stolen one makes what it signed worthless; API keys are shown once', async (t) => {
  const { browser, context, institution } = await signedIn(t);
  const { page } = await issueExample({ browser, context });
  t.match(readable((await browser.get('/console/keys/new?algorithm=Ed25519')).html), 'what it signed stays genuine');
  const rotated = await browser.send('/console/keys/new?algorithm=Ed25519');
  t.match(readable(rotated.html), /Ed25519 key-3 Signs .*Ed25519 key-1 Checks only/);
  t.match(readable((await browser.get(page('សុខ ដារ៉ា'))).html), 'Genuine certificate');
  await browser.send('/console/keys/key-1/withdraw');
  t.match(readable((await browser.get(page('សុខ ដារ៉ា'))).html), 'Not genuine');
  t.equal((await browser.get('/console/keys/new?algorithm=RSA')).status, 404);

  t.match((await browser.send('/console/api-keys', { label: '' })).html, 'Enter who or what the key is for');
  const made = await browser.send('/console/api-keys', { label: 'Registry, Ms សុខា' });
  const [, key = ''] = />(symbolon_[\w-]{43})</.exec(made.html) ?? [];
  const list = await browser.get('/console/api-keys');
  t.notMatch(list.html, key);
  t.match(list.html, 'Registry, Ms សុខា');
  const [, id] =
    /api-keys\/([0-9a-f-]{36})\/revoke">Revoke<span class="visually-hidden"> Registry/.exec(list.html) ?? [];
  t.match(
    readable((await browser.send(`/console/api-keys/${id}/revoke`)).html),
    /The API key is revoked\. .*Registry, Ms សុខា ?Revoked/,
  );
  const { rows } = await context.pool.query('select id from api_key where institution_id = $1 and revoked is null', [
    institution.id,
  ]);
  const last = await browser.send(`/console/api-keys/${rows[0].id}/revoke`);
  t.equal(last.status, 409);
  t.match(readable(last.html), 'Make another key first');
});

t.test('the audit log names who did what, and says when it is not whole', async (t) => {
  const { browser, context } = await signedIn(t);
  const { page } = await issueExample({ browser, context });
  await browser.send(`${page('សុខ ដារ៉ា')}/suspend`, { reason: 'unspecified', confirmed: 'yes' });
  const log = readable((await browser.get('/console/audit')).html);
  t.match(log, /Certificate paused No\. \d+ urn:uuid:\S+ 22 November 2026, 09:00 UTC first key/);
  const only = readable((await browser.get('/console/audit?event=credential.suspended')).html);
  t.notMatch(only.slice(only.indexOf('No. ')), 'List approved');
  t.match(readable((await browser.get('/console/audit?check=now')).html), 'The log is whole');
  t.match((await browser.get('/console/audit.csv')).html, /^\ufeffNumber,Time,Who,What/);
  await context.pool.query('alter table audit_entry disable trigger audit_entry_append_only');
  await context.pool.query(`update audit_entry set actor = 'somebody else' where event = 'credential.suspended'`);
  t.match(readable((await browser.get('/console/audit?check=now')).html), 'The log is not whole');
});
