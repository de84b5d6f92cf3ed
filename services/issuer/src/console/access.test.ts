import { readdir, readFile } from 'node:fs/promises';
import { formatMessage, messageNames } from '@symbolon/pages';
import t from 'tap';
import { createApiKey, createInstitution, revokeApiKey } from '../institutions/create.ts';
import { listApiKeys } from '../institutions/store.ts';
import { buildIssuer } from '../issuer.ts';
import { testIssuer } from '../testing.ts';
import { readable, visitor } from './testing.ts';
import en from './view/en.json' with { type: 'json' };

t.test('only who has the key of an institution comes in', async (t) => {
  const { app, apiKey, context } = await testIssuer(t);
  const browser = visitor(app);
  const led = await browser.get('/console/keys');
  t.equal(led.url, '/console/sign-in?next=%2Fconsole%2Fkeys', 'a stranger is led to the sign-in page');
  t.match(led.headers['cache-control'], 'no-store');

  const nothing = await browser.send('/console/sign-in', { 'api-key': '' });
  t.equal(nothing.status, 422);
  t.match(nothing.html, '<title>Error: Sign in');
  t.match(nothing.html, /href="#api-key">Enter the API key/, 'the summary leads to the field');
  t.match(nothing.html, 'aria-invalid="true"');
  const wrong = await browser.send('/console/sign-in', { 'api-key': `symbolon_${'x'.repeat(43)}` });
  t.equal(wrong.status, 422);
  t.notMatch(wrong.html, 'xxxxxxxxxx', 'a key is never written into a page');
  t.equal(browser.cookies.has('symbolon_session'), false);

  const inside = await browser.send('/console/sign-in', { 'api-key': ` ${apiKey}\n`, next: '/console/keys' });
  t.equal(inside.url, '/console/keys', 'and afterwards to where they wanted; stray spaces do not matter');
  const { rows } = await context.pool.query('select encode(sha256, $1) as kept from console_session', ['base64']);
  t.not(rows[0].kept, browser.cookies.get('symbolon_session'), 'the database does not know the cookie');
});

t.test('after sign-in nobody is led to another site', async (t) => {
  const { app, apiKey } = await testIssuer(t);
  for (const next of [
    'https://evil.example/',
    '//evil.example',
    '/console//evil.example',
    '/console/../docs',
    '/institutions',
  ]) {
    const browser = visitor(app);
    await browser.get('/console/sign-in');
    const { url } = await browser.send('/console/sign-in', { 'api-key': apiKey, next });
    t.equal(url, '/console', next);
  }
});

t.test('the cookie is out of reach for scripts, other sites and plain connections', async (t) => {
  const { app, apiKey } = await testIssuer(t, { ISSUER_URL: 'https://issuer.example' });
  const first = await app.inject('/console/sign-in');
  const visit = first.cookies[0];
  t.match(visit, { name: '__Host-symbolon_visit', httpOnly: true, sameSite: 'Lax', secure: true, path: '/' });
  const token = /name="_token" value="([^"]+)"/.exec(first.body)?.[1] ?? '';
  const reply = await app.inject({
    method: 'POST',
    url: '/console/sign-in',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: `${visit?.name}=${visit?.value}` },
    payload: new URLSearchParams({ _token: token, 'api-key': apiKey }).toString(),
  });
  t.match(reply.cookies[0], {
    name: '__Host-symbolon_session',
    httpOnly: true,
    sameSite: 'Lax',
    secure: true,
    path: '/',
  });
});

t.test('a session lives in the database: another process of the service knows it', async (t) => {
  const { app, apiKey, context } = await testIssuer(t);
  const browser = visitor(app);
  await browser.signIn(apiKey);
  const other = await buildIssuer(context);
  t.teardown(() => other.app.close());
  const elsewhere = visitor(other.app);
  for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
  t.match((await elsewhere.get('/console')).html, 'Demo Skills Centre');
});

t.test('a session ends at sign-out, with its key, and when nobody used it for twelve hours', async (t) => {
  const { app, apiKey, context, institution, setTime } = await testIssuer(t);
  const browser = visitor(app);
  const isInside = async () => (await browser.get('/console/keys')).url === '/console/keys';
  await browser.signIn(apiKey);
  const stolen = browser.cookies.get('symbolon_session') ?? '';
  t.match((await browser.send('/console/sign-out')).html, 'You are signed out');
  browser.cookies.set('symbolon_session', stolen);
  t.equal(await isInside(), false, 'the old cookie opens nothing');

  await browser.signIn(apiKey);
  t.not(browser.cookies.get('symbolon_session'), stolen, 'each sign-in has a cookie of its own');
  setTime('2026-11-22T20:59:00Z');
  t.equal(await isInside(), true);
  setTime('2026-11-23T08:58:00Z');
  t.equal(await isInside(), true, 'who works is not thrown out');
  setTime('2026-11-23T20:59:00Z');
  t.equal(await isInside(), false);

  const { apiKey: second, id } = await createApiKey(context, institution.id, 'second', 'test');
  await browser.signIn(second);
  t.equal(await isInside(), true);
  await revokeApiKey(context, institution.id, id, 'test');
  t.equal(await isInside(), false);
});

t.test('a form that was not on a page of the console changes nothing', async (t) => {
  const { app, apiKey, context, institution } = await testIssuer(t);
  const browser = visitor(app);
  await browser.signIn(apiKey);
  const other = visitor(app);
  await other.signIn(apiKey);
  const page = await other.get('/console/api-keys');
  const foreign = /name="_token" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  for (const [name, fields, headers] of [
    ['no token', { _token: '' }, {}],
    ['an invented token', { _token: 'x'.repeat(43) }, {}],
    ['the token of another session', { _token: foreign }, {}],
    ['the right token from another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['the right token from a sister site', {}, { 'sec-fetch-site': 'same-site' }],
  ] as const) {
    await browser.get('/console/api-keys');
    const { status, html } = await browser.send('/console/api-keys', { label: 'theirs', ...fields }, headers);
    t.equal(status, 403, name);
    t.match(html, 'Nothing was changed');
  }
  const upload = await browser.upload(
    '/console/rosters/new',
    { _token: 'no', achievement: 'x' },
    { name: 'a.csv', content: 'Name' },
  );
  t.equal(upload.status, 403, 'an upload neither');
  for (const _token of [5, [5], {}, null]) {
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/console/sign-in', headers, payload: { _token } });
    t.equal(answer.statusCode, 403, `a body that is no form: ${JSON.stringify(_token)}`);
  }
  const cursor = encodeURIComponent('-271821-04-20T00:00:00Z x');
  t.equal((await browser.get(`/console/credentials?before=${cursor}`)).status, 200, 'a date that no database knows');
  t.equal((await listApiKeys(context.pool, institution.id)).length, 1);
});

t.test('trying keys is slowed down', async (t) => {
  const { app } = await testIssuer(t, { RATE_LIMIT: '600' });
  const browser = visitor(app);
  await browser.get('/console/sign-in');
  let last = 0;
  for (let tries = 0; tries <= 20; tries += 1)
    last = (await browser.send('/console/sign-in', { 'api-key': 'wrong' })).status;
  t.equal(last, 429);
});

t.test('an institution sees nothing of another one', async (t) => {
  const { app, apiKey, context } = await testIssuer(t);
  const { apiKey: theirs } = await createInstitution(context, { id: 'other', names: { en: 'Other School' } }, 'test');
  const owner = visitor(app);
  await owner.signIn(apiKey);
  const { url } = await owner.send('/console/example');
  const id = url.split('/')[3] as string;
  const stranger = visitor(app);
  await stranger.signIn(theirs);
  for (const path of [
    `rosters/${id}`,
    `rosters/${id}/columns`,
    `rosters/${id}/check`,
    `rosters/${id}/rows`,
    `rosters/${id}/approve`,
    `rosters/${id}/events`,
    `rosters/${id}/problems.csv`,
    `rosters/${id}/results.csv`,
    'achievements/example-masonry',
    'rosters/template?achievement=example-masonry',
  ]) {
    t.equal((await stranger.get(`/console/${path}`)).status, 404, path);
  }
  for (const path of ['columns', 'check', 'approve', 'pause', 'resume', 'retry', 'discard']) {
    t.equal((await stranger.send(`/console/rosters/${id}/${path}`)).status, 404, path);
  }
  const [key] = await listApiKeys(context.pool, 'demo');
  t.equal((await stranger.send(`/console/api-keys/${key?.id}/revoke`)).status, 404);
  t.equal((await owner.get(`/console/rosters/${id}/check`)).status, 200);
  for (const path of [
    'rosters/1',
    'rosters/..%2f',
    'credentials/x',
    'keys/key-9/withdraw',
    'api-keys/1/revoke',
    'nothing',
  ]) {
    const { status, html } = await owner.get(`/console/${path}`);
    t.equal(status, 404, path);
    t.match(html, 'Go to the start page');
  }
});

t.test('hostile text stays text on every page, and no page needs inline script or style', async (t) => {
  const { app, apiKey, context, institution } = await testIssuer(t);
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>\'';
  await context.pool.query('update institution set names = $2 where id = $1', [
    institution.id,
    { en: `School ${evil}`, km: `សាលា ${evil}` },
  ]);
  const browser = visitor(app);
  await browser.signIn(apiKey);
  const achievement = {
    'own-language': 'km',
    'name-en': `Welding ${evil}`,
    'name-own': `ផ្សារ ${evil}`,
    'description-en': evil,
    'description-own': evil,
    'criteria-en': evil,
    type: 'Certificate',
    route: 'course',
    'own-units': `U<1 ${evil}`,
  };
  const { url } = await browser.send('/console/achievements/new', achievement);
  const slug = url.split('?')[0]?.split('/').pop() as string;
  const file = `Name;${evil.replaceAll('"', '""')};Date of birth\n"Dara ${evil.replaceAll('"', '""')}";x;31/02/2001\n"Thida ${evil.replaceAll('"', '""')}";y;01/02/2001\n`;
  await browser.get(`/console/rosters/new?achievement=${slug}`);
  const columns = await browser.upload(
    '/console/rosters/new',
    { achievement: slug },
    { name: `list ${evil.replaceAll('"', '')}.csv`, content: file },
  );
  t.match(columns.url, /\/columns$/);
  const roster = columns.url.replace(/\/columns$/, '');
  await browser.send('/console/api-keys', { label: evil.slice(0, 80) });
  const paths = [
    '',
    '/achievements',
    `/achievements/${slug}`,
    `/achievements/${slug}/new-version`,
    '/achievements/new',
    '/rosters',
    '/rosters/new',
    `/rosters/new?achievement=${slug}`,
    '/credentials?q=%22%3E%3Cscript%3E',
    '/take-back',
    '/take-back/revoke',
    '/keys',
    '/api-keys',
    '/audit',
    '/%3Cscript%3E',
    `/rosters/new?achievement=%3Cscript%3E`,
  ].map((path) => `/console${path}`);
  for (const path of [...paths, ...['columns', 'check', 'rows', 'discard'].map((page) => `${roster}/${page}`)]) {
    const { html, headers, status } = await browser.get(path);
    t.ok(status === 200 || status === 404, `${path}: ${status}`);
    t.notMatch(html, /<script(?! type="module" src="\/console\/assets\/)/, path);
    t.notMatch(html, /<img src=x/, path);
    // What stands between quotation marks is a value; hostile ones are there, escaped.
    t.notMatch(html.replace(/"[^"]*"/g, '""'), /<[^>]*\s(on\w+|style)=/, `${path}: nothing inline`);
    t.match(headers['content-security-policy'], /script-src 'self';style-src 'self'/);
  }
});

t.test('every sentence of the catalogue is well formed and used', async (t) => {
  const values = (message: string) =>
    Object.fromEntries([...messageNames(message)].map((name) => [name, /plural/.test(message) ? 2 : 'x']));
  let source = '';
  for (const file of await readdir(new URL('.', import.meta.url), { recursive: true })) {
    if (file.endsWith('.ts') && !file.endsWith('.test.ts'))
      source += await readFile(new URL(file, import.meta.url), 'utf8');
  }
  // Names that are put together: `state.${…}`.
  const starts = [...source.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{/g)].map(([, start]) => start as string);
  const middles = [...source.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{[^}]+\}([\w.-]+)`/g)].map(
    ([, start, end]) => [start, end] as const,
  );
  const unused = Object.entries(en).flatMap(([name, message]) => {
    formatMessage(message, values(message), 'en');
    const isUsed =
      source.includes(`'${name}'`) ||
      starts.some((start) => name.startsWith(start)) ||
      middles.some(([start, end]) => name.startsWith(start as string) && name.endsWith(end as string)) ||
      [...source.matchAll(/`\$\{\w+\}([\w.-]+)`/g)].some(([, end]) => name.endsWith(end as string));
    return isUsed ? [] : [name];
  });
  t.same(unused, []);
});

t.test('what a page weighs stays within its budget', async (t) => {
  const { app, apiKey } = await testIssuer(t);
  const browser = visitor(app);
  const { html } = await browser.signIn(apiKey);
  const form = await browser.get('/console/achievements/new');
  const { gzipSync } = await import('node:zlib');
  let shared = 0;
  for (const [, address] of html.matchAll(/(?:href|src)="(\/console\/assets\/[^"]+)"/g)) {
    const reply = await app.inject({ url: address as string, headers: { 'accept-encoding': 'br' } });
    t.match(reply.headers['cache-control'], 'immutable');
    shared += reply.rawPayload.length;
  }
  t.ok(
    shared + gzipSync(form.html).length < 80_000,
    `${shared} bytes shared, ${gzipSync(form.html).length} for the longest form`,
  );
  t.match(readable(form.html), /Philippine Qualifications Framework/);
});
