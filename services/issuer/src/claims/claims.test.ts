import { languages, messageNames } from '@symbolon/pages';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import t from 'tap';
import { visitor } from '../console/testing.ts';
import { startQueue } from '../rosters/queue.ts';
import { testIssuer } from '../testing.ts';
import { awardMasonry, claimMasonry, sok } from './testing.ts';

const issuer = await testIssuer(t);
const { app, headers, context } = issuer;
const get = (url: string, more: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers: more });
const path = (url: string) => new URL(url).pathname;
const post = (url: string, payload?: object) =>
  app.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });
const form = (url: string, fields: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });
const audit = async () => {
  const { rows } = await context.pool.query('select event, subject, detail from audit_entry order by sequence');
  return rows as { event: string; subject: string; detail: string }[];
};

t.test('a claim is made once, and its address and digits are nowhere in the database', async (t) => {
  const { id, path: credential } = await awardMasonry(issuer);
  const made = await post(`${credential}/claim`);
  t.equal(made.statusCode, 200);
  const claim = made.json();
  t.match(claim, {
    credentialId: id,
    state: 'open',
    url: /\/claim\/[\w-]{22}$/,
    txCode: /^\d{6}$/,
    offer: /^openid-credential-offer:.*credential_offer=%7B/,
  });
  t.same((await post(`${credential}/claim`, { txCode: false })).json(), claim, 'a second request changes nothing');
  t.same((await get(`${credential}/claim`, headers)).json(), claim);
  const { rows } = await context.pool.query('select claim::text as row from claim');
  const dump = rows.map(({ row }) => row).join();
  t.notMatch(dump, claim.txCode);
  t.notMatch(dump, claim.url.split('/').at(-1));
  t.match(
    (await audit()).filter(({ subject }) => subject === id).map(({ event }) => event),
    ['credential.issued', 'claim.created'],
  );
});

t.test('what cannot be claimed is told for each credential', async (t) => {
  const { id, path: credential } = await awardMasonry(issuer);
  const own = await post('/institutions/demo/credentials/issue', {
    credential: {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: issuer.institution.did,
      credentialSubject: { id: 'did:example:x' },
    },
  });
  const ownId = own.json().verifiableCredential.id;
  const gone = await awardMasonry(issuer);
  await app.inject({ method: 'DELETE', url: gone.path, headers });
  const answer = await post('/institutions/demo/claims', { credentialIds: [id, ownId, gone.id, 'urn:uuid:none'] });
  t.same(
    answer
      .json()
      .claims.map(({ claim, problem }: { claim?: { state: string }; problem?: { status: number } }) =>
        claim ? claim.state : problem!.status,
      ),
    ['open', 409, 410, 404],
  );
  t.equal((await post('/institutions/demo/claims', { credentialIds: [], more: 1 })).statusCode, 400);
  t.equal((await app.inject({ method: 'POST', url: `${credential}/claim` })).statusCode, 401);
  t.equal((await get(`/institutions/other/credentials/${encodeURIComponent(id)}/claim`, headers)).statusCode, 404);
});

t.test('the page informs without script, in four languages, and gives no verdict', async (t) => {
  const { url, txCode } = await claimMasonry(issuer);
  const page = await get(path(url!), { 'accept-language': 'km-KH,km;q=0.9,en;q=0.5' });
  t.equal(page.statusCode, 200);
  t.match(page.headers, {
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
    'referrer-policy': 'no-referrer',
    'content-security-policy': /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
  });
  t.match(page.body, /<html lang="km" dir="ltr"/);
  t.match(page.body, 'ជាងឥដ្ឋ');
  for (const { tag, direction } of languages) {
    const { body } = await get(`${path(url!)}?lang=${tag}`);
    t.match(body, new RegExp(`<html lang="${tag}" dir="${direction}"`));
    t.match(body, sok.name);
    t.match(body, /href="openid-credential-offer:\/\/\?credential_offer_uri=/);
    t.match(body, /href="\/credentials\/[\w-]+\/certificate\.pdf"/);
    t.notMatch(body, /circle-tick|✓|✔|\bvalid\b|genuine|verified/i, 'no word and no sign that could pass for a check');
    t.notMatch(
      body,
      /<script(?! type="module" src="\/claim\/assets\/)|style="| on\w+="/,
      'nothing that the policy refuses',
    );
    t.notMatch(body, txCode!, 'the digits come by another way');
    t.ok(Buffer.byteLength(body) < 60_000, `${body.length} bytes`);
  }
  for (const [, address] of page.body.matchAll(/(?:href|src)="(\/claim\/assets\/[^"]+)"/g)) {
    const asset = await get(address!);
    t.match(asset.headers['cache-control'], /immutable/);
  }
  t.equal((await get('/claim/AAAAAAAAAAAAAAAAAAAAAA')).statusCode, 404);
  t.match((await get('/claim/AAAAAAAAAAAAAAAAAAAAAA')).body, 'There is nothing at this address');
});

t.test('every sentence of the page is there in every language, with the same values', async (t) => {
  const catalogues = await Promise.all(
    languages.map(async ({ tag }) => (await import(`./page/words/${tag}.json`, { with: { type: 'json' } })).default),
  );
  const [en, ...others] = catalogues as Record<string, string>[];
  for (const other of others) {
    t.same(Object.keys(other).sort(), Object.keys(en!).sort());
    const values = (catalogue: Record<string, string>) =>
      Object.entries(catalogue).map(([name, text]) => [name, [...messageNames(text)].sort()]);
    t.same(values(other), values(en!));
  }
});

t.test('five wrong digits lock a claim, however many ask at once; the registrar opens it anew', async (t) => {
  const { url, txCode, path: credential } = await claimMasonry(issuer);
  const wrong = txCode === '000000' ? '000001' : '000000';
  const right = await form(path(url!), { tx_code: ` ${txCode!.slice(0, 3)} ${txCode!.slice(3)} ` });
  t.equal(right.statusCode, 200);
  t.match(right.body, /https:\/\/lcw\.app\/request\?request=%7B/);
  t.equal((await form(path(url!), { tx_code: '' })).statusCode, 422, 'nothing typed is no try');
  const answers = await Promise.all(Array.from({ length: 20 }, () => form(path(url!), { tx_code: wrong })));
  t.equal(answers.filter(({ body }) => /\d tries are left|One try is left/.test(body)).length, 4);
  const late = await form(path(url!), { tx_code: txCode! });
  t.notMatch(late.body, 'lcw.app', 'the right digits come too late');
  t.equal((await get(`${credential}/claim`, headers)).json().state, 'locked');
  t.match((await get(path(url!))).body, 'There were too many tries');

  const renewed = (await post(`${credential}/claim/renewal`, { validDays: 7 })).json();
  t.match(renewed, { state: 'open', expires: '2026-11-29T09:00:00.000Z' });
  t.not(renewed.url, url);
  t.equal((await get(path(url!))).statusCode, 404, 'the old slip opens nothing');
  t.equal((await form(path(renewed.url), { tx_code: renewed.txCode })).statusCode, 200);
});

t.test('a claim ends by its date, by the registrar and with the data; the page says it without blame', async (t) => {
  const short = await claimMasonry(issuer, { validDays: 1 });
  const taken = await claimMasonry(issuer);
  const deleted = await claimMasonry(issuer);
  const revoked = await app.inject({ method: 'DELETE', url: `${taken.path}/claim`, headers });
  t.match(revoked.json(), { state: 'revoked', url: undefined, txCode: undefined });
  await app.inject({ method: 'DELETE', url: deleted.path, headers });
  for (const { url } of [taken, deleted]) {
    const page = await get(path(url!));
    t.equal(page.statusCode, 410);
    t.match(page.body, 'says nothing about the certificate itself');
  }
  issuer.setTime('2026-11-23T09:00:01Z');
  t.equal((await get(path(short.url!))).statusCode, 410);
  issuer.setTime('2026-11-22T09:00:00Z');
});

t.test('the page of a credential that was taken back says so first, and leads into no wallet', async (t) => {
  const { id, url } = await claimMasonry(issuer);
  await post('/institutions/demo/credentials/status', {
    credentialId: id,
    credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
    status: true,
  });
  const { body } = await get(path(url!));
  t.match(body, 'This certificate was taken back.');
  t.notMatch(body, 'openid-credential-offer');
});

t.test('slips of a whole roster come as one PDF to cut and as CSV for a mailing program', async (t) => {
  const queue = await startQueue(context);
  t.teardown(() => queue.stop());
  const names = ['សុខ ចាន់ដារ៉ា', 'محمد بن عبد الله', ...Array.from({ length: 9 }, (_, index) => `Person ${index}`)];
  const csv = `Name,Date of birth\r\n${names.map((name, index) => `${name},19${80 + index}-05-17`).join('\r\n')}\r\n`;
  const upload = await app.inject({
    method: 'POST',
    url: '/institutions/demo/rosters?achievement=masonry&approve=true&fileName=class.csv',
    headers: { ...headers, 'content-type': 'text/csv' },
    payload: csv,
  });
  t.equal(upload.json().state, 'issuing', upload.body);
  const roster = `/institutions/demo/rosters/${upload.json().id}`;
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await get(`${roster}/progress`, headers)).json().state === 'done') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  t.equal((await get(`${roster}/claim-slips.pdf`, headers)).statusCode, 404, 'none before claims are made');
  t.same((await post(`${roster}/claims`)).json(), { claims: 11 });
  const lines = (await get(`${roster}/claim-slips.csv`, headers)).body.trim().split('\r\n');
  t.equal(lines.length, 12);
  const [name, , url, digits] = lines[1]!.split(',');
  t.equal(name, names[0]);
  t.equal(
    (await form(path(url!), { tx_code: digits! })).statusCode,
    200,
    'the address and the digits of a line go together',
  );

  const pdf = await get(`${roster}/claim-slips.pdf`, headers);
  t.equal(pdf.headers['content-type'], 'application/pdf');
  const document = await getDocument({ data: new Uint8Array(pdf.rawPayload), verbosity: 0 }).promise;
  t.equal(document.numPages, 2, 'ten to a sheet');
  const text = async (page: number) =>
    (await (await document.getPage(page)).getTextContent()).items
      .map((item) => ('str' in item ? item.str : ''))
      .join(' ');
  t.match(await text(1), new RegExp(digits!.replace(/(...)/, '$1 ')));
  t.match(await text(2), 'Person 8');

  const registrar = visitor(app);
  await registrar.signIn(issuer.apiKey);
  const done = await registrar.get(`/console/rosters/${upload.json().id}/done`);
  t.match(done.html, 'Make claim slips');
  const slips = await registrar.send(`/console/rosters/${upload.json().id}/claims`);
  t.match(slips.html, 'The claim slips are ready.');
  t.equal((await registrar.get(`/console/rosters/${upload.json().id}/claim-slips.csv`)).html.split('\r\n').length, 13);
});

t.test(
  'the console shows the claim of a certificate, prints its slip, makes a new one and takes it back',
  async (t) => {
    const { id } = await awardMasonry(issuer);
    const registrar = visitor(app);
    await registrar.signIn(issuer.apiKey);
    const page = `/console/credentials/${encodeURIComponent(id)}`;
    t.match((await registrar.get(page)).html, 'Make a claim slip');
    const made = await registrar.send(`${page}/claim`);
    t.match(made.html, /Not claimed yet[\s\S]*<span class="code">\d{6}<\/span>/);
    t.equal((await registrar.get(`${page}/claim-slip.pdf`)).headers['content-type'], 'application/pdf');
    await registrar.get(`${page}/claim/renew`);
    const renewed = await registrar.send(`${page}/claim/renew`);
    t.match(renewed.html, 'The old one opens nothing any more');
    t.not(addressIn(renewed.html), addressIn(made.html));
    await registrar.get(`${page}/claim/revoke`);
    t.match((await registrar.send(`${page}/claim/revoke`)).html, 'Slip taken back');
  },
);

const addressIn = (html: string) => /http:\/\/localhost:4001\/claim\/[\w-]+/.exec(html)?.[0];
