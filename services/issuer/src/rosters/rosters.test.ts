import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { createInstitution } from '../institutions/create.ts';
import { masonry, type TestIssuer, testIssuer } from '../testing.ts';
import { startQueue } from './queue.ts';
import { countRows, settleRows } from './row-store.ts';

const example = (name: string) => readFile(new URL(`../../examples/${name}`, import.meta.url), 'utf8');
const csv = { 'content-type': 'text/csv' };

async function issuerWithMasonry(t: Parameters<typeof testIssuer>[0]) {
  const issuer = await testIssuer(t);
  const { app, headers } = issuer;
  const url = '/institutions/demo/achievements/masonry';
  const { statusCode, body } = await app.inject({ method: 'PUT', url, headers, payload: masonry });
  if (statusCode !== 201) throw new Error(body);
  return { ...issuer, ...client(issuer) };
}

/** The calls that a registrar's program makes. */
function client({ app, headers }: TestIssuer) {
  const base = '/institutions/demo/rosters';
  const get = async (path: string) => (await app.inject({ url: base + path, headers })).json();
  return {
    get,
    upload: async (payload: string | Buffer, query = '') =>
      app.inject({
        method: 'POST',
        url: `${base}?achievement=masonry${query}`,
        headers: { ...headers, ...csv },
        payload,
      }),
    post: (path: string) => app.inject({ method: 'POST', url: base + path, headers }),
    patch: (path: string, payload: object) => app.inject({ method: 'PATCH', url: base + path, headers, payload }),
    text: async (path: string) => (await app.inject({ url: base + path, headers })).body,
    async untilDone(id: string) {
      for (let turn = 0; turn < 300; turn += 1) {
        const progress = await get(`/${id}/progress`);
        if (progress.state === 'done') return progress;
        await sleep(100);
      }
      throw new Error('The roster was not done in 30 s.');
    },
  };
}

t.test('a clean file becomes certificates with one request', async (t) => {
  const { app, headers, context, text, get, untilDone } = await issuerWithMasonry(t);
  const achievement = JSON.parse(await example('masonry-nc-ii.json'));
  const put = await app.inject({
    method: 'PUT',
    url: '/institutions/demo/achievements/masonry-nc-ii',
    headers,
    payload: achievement,
  });
  t.equal(put.statusCode, 201, put.body);
  const queue = await startQueue(context);
  t.teardown(() => queue.stop());

  const url = '/institutions/demo/rosters?achievement=masonry-nc-ii&approve=true&fileName=masonry-roster.csv';
  const uploaded = await app.inject({
    method: 'POST',
    url,
    headers: { ...headers, ...csv },
    payload: await example('masonry-roster.csv'),
  });
  t.match(uploaded, { statusCode: 201 }, uploaded.body);
  const roster = uploaded.json();
  t.match(roster, {
    state: 'issuing',
    fileName: 'masonry-roster.csv',
    counts: { rows: 12, waiting: 12 },
    samples: [2, 6, 10].slice(0, 1),
  });
  t.match(await untilDone(roster.id), { counts: { issued: 12, failed: 0 }, total: 12, done: 12 });

  const results = await text(`/${roster.id}/results.csv`);
  t.ok(results.startsWith('\ufeffName,'), 'Excel needs the byte order mark');
  t.equal(results.match(/,issued,,urn:uuid:[0-9a-f-]{36},http/g)?.length, 12);
  t.match(results, 'សុខ ដារ៉ា,Sok Dara,14/02/1996');

  const { rows } = await get(`/${roster.id}/rows`);
  const issued = async (row: { credential: string }) =>
    (await app.inject({ url: `/institutions/demo/credentials/${encodeURIComponent(row.credential)}`, headers })).json();
  const partial = await issued(rows[4]);
  const credential = partial.verifiableCredential ?? partial;
  t.match(credential.credentialSubject, {
    name: 'သီရိမောင်',
    recognitionRoute: 'recognition-of-prior-learning',
    partialRecognition: { missingUnit: ['CON712304', 'CON712305'] },
  });
  t.match(credential, {
    awardedDate: '2026-11-06T00:00:00Z',
    validFrom: '2026-11-22T09:00:00Z',
    validUntil: '2031-11-22T09:00:00Z',
  });
  const hashed = credential.credentialSubject.identifier.find(({ hashed }: { hashed: boolean }) => hashed);
  t.match(hashed, {
    identityType: 'ext:documentNumber',
    identityHash: /^sha256\$[0-9a-f]{64}$/,
    salt: /^[0-9a-f]{32}$/,
  });
  t.notMatch(JSON.stringify(credential), /MD118345/, 'the number itself is in no credential');

  const events = await text(`/${roster.id}/events`);
  t.match(events, /event: progress\ndata: \{"state":"done"/);
});

const spoilt = `Name,Date of birth,Student no,Recognised units,Result
Sok Dara,14/02/1996,1,,good
Sok Dara,14/02/1996,1,,good
Chan Sophea,31/02/1999,2,,good
,25/03/1997,3,,good
?????,21/05/1993,4,U9,good
Layla Hasan,02/06/2022,5,,=2+2
Kyaw Zin Oo,11/12/1994,6,"U1, U2",+855 12 345,extra
Somphone Vongsa,30/07/2000,7,,"@x ""y"", z"
`;

t.test('what is wrong is told by row and column; the good rows can go on and the others are not lost', async (t) => {
  const { context, upload, get, post, patch, text, untilDone } = await issuerWithMasonry(t);
  const uploaded = await upload(spoilt, '&approve=true');
  const { id, ...roster } = uploaded.json();
  t.match(roster, { state: 'preview', counts: { rows: 8, ready: 2, problem: 6 } }, 'not approved, because not clean');
  const { rows } = await get(`/${id}/rows?state=attention`);
  t.match(rows, [
    { row: 3, problems: [{ code: 'duplicate', detail: /row 2/ }] },
    { row: 4, problems: [{ code: 'no-such-day', column: 1, detail: /no such day/ }] },
    { row: 5, problems: [{ code: 'name-missing', column: 0 }] },
    {
      row: 6,
      problems: [
        { code: 'letters-lost', column: 0 },
        { code: 'not-a-unit', column: 3, detail: /“U9”/ },
      ],
    },
    { row: 7, problems: [{ code: 'born-too-late', column: 1 }] },
    { row: 8, problems: [{ code: 'too-many-values' }] },
  ]);
  t.match(
    roster.problems.find(({ code }: { code: string }) => code === 'no-such-day'),
    { count: 1, rows: [4], column: 1 },
  );

  const file = await text(`/${id}/problems.csv`);
  t.match(file.split('\r\n')[0], '\ufeffName,Date of birth,Student no,Recognised units,Result,Problem');
  t.match(file, /^Layla Hasan,02\/06\/2022,5,,'=2\+2,Date of birth: .*less than 10 years/m, 'a formula stays text');
  t.match(file, /'\+855 12 345,.*more values than there are columns.*,extra/);
  const again = (await upload(file)).json();
  t.match(again.columns.at(-1), { header: 'Problem', field: null });
  t.match(
    (await get(`/${again.id}/rows`)).rows.find(({ cells }: { cells: string[] }) => cells[0] === 'Layla Hasan').cells[4],
    '=2+2',
  );

  t.match((await patch(`/${id}/rows/4`, { cells: { 1: '28/02/1999' } })).json(), {
    row: 4,
    state: 'ready',
    problems: [],
  });
  t.match((await patch(`/${id}/rows/3`, { issueAnyway: true })).json(), { state: 'ready' });
  t.match((await patch(`/${id}/rows/2`, { cells: { 0: '' } })).json(), {
    state: 'problem',
    problems: [{ code: 'name-missing' }],
  });
  t.equal((await patch(`/${id}/rows/99`, {})).statusCode, 404);
  t.equal((await patch(`/${id}/rows/4`, { cells: { 9: 'x' } })).statusCode, 400);

  const approved = await post(`/${id}/approve`);
  t.match(approved, { statusCode: 202 }, approved.body);
  t.match(approved.json(), { state: 'issuing', counts: { waiting: 3, problem: 5 }, atWork: false });
  t.equal((await patch(`/${id}/rows/3`, { cells: { 0: 'x' } })).statusCode, 409, 'an approved row does not change');
  t.equal((await patch(`/${id}`, { nameOrder: 'family-first' })).statusCode, 409);
  const queue = await startQueue(context);
  t.teardown(() => queue.stop());
  t.match(await untilDone(id), { counts: { issued: 3, problem: 5 } });

  await patch(`/${id}/rows/2`, { cells: { 0: 'Sok Dara' } });
  const held = (await get(`/${id}/rows?state=attention`)).rows[0];
  t.match(held, { row: 2, state: 'issued-before', problems: [{ detail: /has this certificate already: urn:uuid/ }] });

  const second = (await upload(spoilt)).json();
  t.match(second, { counts: { 'issued-before': 2, ready: 0 }, sameFileAs: id });
  t.equal((await post(`/${second.id}/approve`)).statusCode, 409, 'nobody is left to be issued');
});

t.test('dates are asked about where nothing shows how to read them, and answers are remembered', async (t) => {
  const { upload, post, patch, get } = await issuerWithMasonry(t);
  const file = 'Trainee,Geboren,Completed\nSok Dara,03/04/1996,1 May 2569\nChan Sophea,05/06/1997,2 May 2569\n';
  const first = (await upload(file)).json();
  t.match(first.missing, [{ field: 'name' }]);
  t.equal((await post(`/${first.id}/approve`)).statusCode, 409);
  const columns = [
    { index: 0, field: 'name' },
    { index: 1, field: 'dateOfBirth' },
    { index: 2, field: 'awardedDate' },
  ];
  const matched = (await patch(`/${first.id}`, { columns })).json();
  t.match(matched, {
    missing: [],
    questions: [
      { column: 1, ask: 'order', detail: /03\/04\/1996 was read as 1996-04-03/ },
      { column: 2, ask: 'era', detail: /Buddhist/ },
    ],
    counts: { ready: 2 },
  });
  const refused = await post(`/${first.id}/approve`);
  t.match(refused.json(), { status: 409, errors: [{ pointer: '/columns/1/dates' }, { pointer: '/columns/2/dates' }] });
  const answered = await patch(`/${first.id}`, {
    columns: [
      { index: 1, dates: { order: 'month-first' } },
      { index: 2, dates: { era: 'buddhist' } },
    ],
  });
  t.match(answered.json(), {
    questions: [],
    columns: [{}, { examples: [{ value: '03/04/1996', date: '1996-03-04' }] }, { examples: [{ date: '2026-05-01' }] }],
  });
  t.equal((await post(`/${first.id}/approve`)).statusCode, 202);
  const second = (await upload(file.replaceAll('Sok', 'Som'))).json();
  t.match(second.columns, [
    { field: 'name', decidedBy: 'remembered' },
    { field: 'dateOfBirth', decidedBy: 'remembered' },
    { field: 'awardedDate' },
  ]);
  t.match((await patch(`/${second.id}`, { columns: [{ index: 0, field: 'unit:XX' }] })).json(), {
    status: 400,
    errors: [{ pointer: '/columns/0/field' }],
  });
  await patch(`/${second.id}`, { columns: [{ index: 2, field: null }] });
  t.match((await get(`/${second.id}`)).columns[2], { field: null, decidedBy: 'choice' });
});

t.test(
  'names in parts, marks by unit and values as spreadsheets mangle them are understood or asked back',
  async (t) => {
    const { upload, get } = await issuerWithMasonry(t);
    const file = `Last name;First name;Middle name;ID;Passport no;U1 Lay brick;U2 Plaster;Route;Valid until\r
Cruz;Juan;dela;1;P 552-718;C;C;RPL;2030-01-01\r
Santos;Maria;;2;123;C;NYC;work;2020-01-01\r
Reyes;Ana;;1.2E+11;;NYC;-;course;\r
Lim;Bo;;4;;maybe;C;magic;\r\n`;
    const { id } = (await upload(file)).json();
    t.match((await get(`/${id}/rows`)).rows, [
      { state: 'ready', problems: [] },
      {
        problems: [
          { code: 'number-too-short', column: 4 },
          { code: 'ends-before-it-starts', column: 8 },
        ],
      },
      { problems: [{ code: 'number-rounded', column: 3 }] },
      {
        problems: [
          { code: 'not-a-route', column: 7 },
          { code: 'not-a-unit-mark', column: 5 },
        ],
      },
    ]);
  },
);

t.test('issuing can be paused, and rows that were refused can be tried again', async (t) => {
  const { app, headers, context, upload, post, get, text, untilDone } = await issuerWithMasonry(t);
  const people = Array.from({ length: 120 }, (_, index) => `Person ${index},${index + 1000}`).join('\n');
  const { id } = (await upload(`Name,Student no\n${people}\n`, '&approve=true')).json();
  t.equal((await post(`/${id}/retry`)).statusCode, 409);
  t.match((await post(`/${id}/pause`)).json(), { state: 'paused' });
  t.equal((await post(`/${id}/approve`)).statusCode, 409);
  await app.inject({ method: 'POST', url: '/institutions/demo/achievements/masonry/withdraw', headers });
  const queue = await startQueue(context);
  t.teardown(() => queue.stop());
  await sleep(300);
  t.match(await get(`/${id}/progress`), { state: 'paused', done: 0 }, 'the queue leaves it alone');
  const watched = text(`/${id}/events`);
  t.match((await post(`/${id}/resume`)).json(), { state: 'issuing' });
  t.match(await untilDone(id), { counts: { failed: 120, issued: 0 } });
  const events = (await watched).split('event: progress').slice(1);
  t.ok(events.length >= 2);
  t.match(events.at(-1), '"state":"done"', 'events come until it is done');
  t.match((await get(`/${id}/rows?limit=1`)).rows, [
    { state: 'failed', problems: [{ code: 'refused', detail: /not awarded any more/ }] },
  ]);
  await app.inject({ method: 'POST', url: '/institutions/demo/achievements/masonry/resume', headers });
  t.equal((await post(`/${id}/retry`)).statusCode, 202);
  t.match(await untilDone(id), { counts: { failed: 0, issued: 120 } });
  t.equal((await post(`/${id}/pause`)).statusCode, 409);
});

t.test('a roster belongs to its institution, can be discarded, and forgets who is deleted', async (t) => {
  const issuer = await issuerWithMasonry(t);
  const { app, context, headers, upload, get, untilDone } = issuer;
  const queue = await startQueue(context);
  t.teardown(() => queue.stop());
  const { id } = (await upload('Name\nSok Dara\n', '&approve=true')).json();
  await untilDone(id);
  const other = await createInstitution(context, { id: 'other', names: { en: 'Other' } }, 'test');
  const strange = { authorization: `Bearer ${other.apiKey}` };
  t.equal((await app.inject({ url: `/institutions/other/rosters/${id}`, headers: strange })).statusCode, 404);
  t.equal(
    (await app.inject({ url: `/institutions/demo/rosters/${id}/results.csv`, headers: strange })).statusCode,
    404,
  );
  t.equal((await app.inject({ url: `/institutions/demo/rosters/${id}` })).statusCode, 401);

  const [{ credential }] = (await get(`/${id}/rows`)).rows;
  const forgotten = `/institutions/demo/credentials/${encodeURIComponent(credential)}`;
  await app.inject({ method: 'DELETE', url: forgotten, headers });
  t.match((await get(`/${id}/rows`)).rows, [{ cells: [] }]);
  t.match((await upload('Name\nSok Dara\n')).json(), { counts: { ready: 1 } }, 'nothing is left to know the person by');
  const discarded = await app.inject({ method: 'DELETE', url: `/institutions/demo/rosters/${id}`, headers });
  t.equal(discarded.statusCode, 204);
  t.match(await get(`/${id}`), { status: 404 });
  t.equal((await get('')).length, 1);
});

t.test('certificates are taken back by a file of their ids', async (t) => {
  const { app, headers, context, upload, text, untilDone } = await issuerWithMasonry(t);
  const queue = await startQueue(context);
  t.teardown(() => queue.stop());
  const { id } = (await upload('Name\nSok Dara\nChan Sophea\n', '&approve=true')).json();
  await untilDone(id);
  const results = await text(`/${id}/results.csv`);
  const send = async (payload: string | Buffer, query: string) =>
    (
      await app.inject({
        method: 'POST',
        url: `/institutions/demo/take-backs?action=revoke${query}`,
        headers: { ...headers, ...csv },
        payload,
      })
    ).json();
  t.match(await send(results, ''), { found: 2, applied: false, rows: [{ row: 2 }, { row: 3 }] });
  const utf16 = Buffer.from(
    `\ufeff${results.slice(1)}urn:uuid:unknown\r\n`.replace(/urn:uuid:unknown/, 'x,issued,,urn:uuid:unknown,'),
    'utf16le',
  );
  const applied = await send(utf16, '&apply=true&reason=issued-in-error');
  t.match(applied, {
    found: 2,
    applied: true,
    rows: [{ changed: true }, { changed: true }, { changed: false, detail: /none with this id/ }],
  });
  t.match(
    await send(applied.rows[0].id, '&apply=true'),
    { rows: [{ changed: false }] },
    'a bare list, and nothing left to change',
  );
  t.match(await send('Name\nSok\n', ''), { status: 400, title: 'There is no column of ids' });
  t.match(await send(results, '&reason=whim'), { status: 400, detail: /issued-in-error/ });
  t.match((await upload('Name\nSok Dara\n')).json(), { counts: { ready: 1 } }, 'who lost it may get it again');
});

t.test('files come as forms too, and what is no roster is refused by the route', async (t) => {
  const { app, headers } = await issuerWithMasonry(t);
  const url = '/institutions/demo/rosters?achievement=masonry';
  const form = (name: string, content: string) =>
    `--x\r\ncontent-disposition: form-data; name="${name}"; filename="classe 12 ឆ្នាំ.csv"\r\ncontent-type: text/csv\r\n\r\n${content}\r\n--x--\r\n`;
  const multipart = { ...headers, 'content-type': 'multipart/form-data; boundary=x' };
  const posted = await app.inject({
    method: 'POST',
    url,
    headers: multipart,
    payload: form('file', 'Name\nSok Dara\n'),
  });
  t.match(posted.json(), { counts: { ready: 1 }, fileName: 'classe 12 ឆ្នាំ.csv' });
  const refusals: [request: object, status: number, words: RegExp][] = [
    [{ headers: multipart, payload: '--x--\r\n' }, 400, /no file/],
    [{ headers: multipart, payload: 'no form' }, 400, /form cannot be read/],
    [{ headers: { ...headers, 'content-type': 'multipart/form-data' }, payload: '--x--' }, 400, /form cannot be read/],
    [{ headers: { ...headers, 'content-type': 'application/pdf' }, payload: '%PDF' }, 415, /media type/],
    [{ headers: { ...headers, ...csv }, payload: 'Name,name\nA,B\n' }, 400, /same name/],
    [{ headers: { ...headers, ...csv }, payload: 'Name\n' }, 400, /no people/],
    [{ headers: { ...headers, ...csv }, payload: 'Name\n"A' }, 400, /quoted value/],
    [{ headers: { ...headers, ...csv, 'content-length': '2147483648' } }, 413, /too large/],
    [{ url: `${url}x`, headers: { ...headers, ...csv }, payload: 'Name\nA\n' }, 404, /no such achievement/i],
    [{ url: `${url}&sheet=x&colour=red`, headers: { ...headers, ...csv }, payload: 'Name\nA\n' }, 400, /well formed/],
  ];
  for (const [request, status, words] of refusals) {
    const answer = await app.inject({ method: 'POST', url, ...request });
    t.match(answer.json(), { status, title: words }, String(words));
  }
  const stored = await app.inject({ url: '/institutions/demo/rosters', headers });
  t.equal(stored.json().length, 1, 'nothing is left of what was refused');

  const template = await app.inject({ url: '/institutions/demo/achievements/masonry/roster-template.csv', headers });
  t.match(template.body, /^\ufeffName,.*Recognised units/);
  const book = await app.inject({ url: '/institutions/demo/achievements/masonry/roster-template.xlsx', headers });
  const xlsx = { ...headers, 'content-type': 'application/octet-stream' };
  const empty = await app.inject({ method: 'POST', url, headers: xlsx, payload: book.rawPayload });
  t.match(empty.json(), { title: 'The file has no people in it' }, 'our own workbook is read');
  const filled = await app.inject({
    method: 'POST',
    url,
    headers: { ...headers, ...csv },
    payload: `${template.body}A,,,,,,,,,\r\n`,
  });
  t.match(
    filled.json().columns.map(({ field }: { field: string }) => field),
    [
      'name',
      'latinName',
      'dateOfBirth',
      'identifier',
      'documentNumber',
      'recognisedUnits',
      'route',
      'result',
      'awardedDate',
      'validUntil',
    ],
  );
});

t.test('a sender of 2 GB hears the refusal after the limit, and the service goes on', async (t) => {
  const { app, headers, apiKey } = await issuerWithMasonry(t);
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const socket = connect(Number(address.port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    `POST /institutions/demo/rosters?achievement=masonry HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${apiKey}\r\ncontent-type: text/csv\r\ntransfer-encoding: chunked\r\n\r\n`,
  );
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1024 * 1024, 'x'), Buffer.from('\r\n')]);
  let sent = 0;
  for (; sent < 2048 && !answer.includes('\r\n\r\n') && !socket.destroyed; sent += 1) {
    if (!socket.write(chunk))
      await Promise.race([new Promise((drained) => socket.once('drain', drained)), sleep(5_000)]);
  }
  t.match(answer, /^HTTP\/1.1 413 /);
  t.ok(sent < 100, `refused after ${sent} MB`);
  socket.destroy();
  t.equal((await app.inject({ url: '/institutions/demo/rosters', headers })).statusCode, 200);
});

t.test('a large roster is settled quickly where the database knows of other rosters alone', async (t) => {
  const { context, upload } = await issuerWithMasonry(t);
  const { pool } = context;
  const withRows = async (name: string, rows: number): Promise<string> => {
    const { id } = (await upload(`Name,Date of birth\n${name},1990-02-03\n`)).json();
    await pool.query(
      `insert into roster_row (roster_id, number, cells, holder_key)
       select $1::uuid, 10 + n, '{}', decode(md5($1::uuid::text || n / 2), 'hex') from generate_series(1, $2) as n`,
      [id, rows],
    );
    return id;
  };
  await withRows('Ana Cruz', 2_000);
  await pool.query('analyze roster_row');
  const id = await withRows('Ben Reyes', 20_000);
  const client = await pool.connect();
  try {
    // Each row held against each takes minutes.
    await client.query("set statement_timeout = '8s'");
    await settleRows(client, { id, institutionId: 'demo', achievement: 'masonry' }, context.clock());
  } finally {
    client.release(true);
  }
  // Of every two with one key the second is a duplicate; the first and the last of the series stand alone.
  t.match(await countRows(pool, id), { problem: 9_999, ready: 10_002 });
});
