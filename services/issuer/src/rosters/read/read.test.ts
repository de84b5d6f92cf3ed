import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { countKnownHeaders } from '../match/fields.ts';
import { receiveFile } from '../receive.ts';
import { testFolder, workbook, zipOf } from '../testing.ts';
import { openTable } from './open.ts';
import type { TableRow } from './table.ts';

type Options = Partial<Parameters<typeof openTable>[1]>;

async function read(path: string, options: Options = {}) {
  const { facts, header, rows } = await openTable(path, { looksLikeHeader: countKnownHeaders, ...options });
  const all: TableRow[] = [];
  for await (const row of rows) all.push(row);
  return { facts, header, rows: all, cells: all.map(({ cells }) => cells) };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

const khmer = 'ឈ្មោះ,Result\r\nសុខ ដារ៉ា,ល្អ\r\n';

t.test('text is read in the encoding that it has, and it is said how that was found out', async (t) => {
  const write = await testFolder(t);
  const expected = [['សុខ ដារ៉ា', 'ល្អ']];
  const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();
  const files: [name: string, content: Buffer, encoding: string, reason: RegExp][] = [
    ['plain', Buffer.from(khmer), 'utf-8', /well-formed UTF-8/],
    ['mark', Buffer.from(`\ufeff${khmer}`), 'utf-8', /byte order mark/],
    ['little', Buffer.from(`\ufeff${khmer}`, 'utf16le'), 'utf-16le', /byte order mark/],
    ['big', swapped(`\ufeff${khmer}`), 'utf-16be', /byte order mark/],
    ['little without mark', Buffer.from(khmer, 'utf16le'), 'utf-16le', /zero bytes/],
    ['big without mark', swapped(khmer), 'utf-16be', /zero bytes/],
  ];
  for (const [name, content, encoding, reason] of files) {
    const table = await read(await write(name, content));
    t.same(table.cells, expected, name);
    t.match(table.facts.encoding, { name: encoding, reason });
  }
  const french = Buffer.from(`Nom;Prénom\n${'Dupont;Luc\n'.repeat(9_000)}Lefèvre;Zoé\n`, 'latin1');
  const table = await read(await write('french', french));
  t.same(table.cells.at(-1), ['Lefèvre', 'Zoé'], 'an é in the last row is enough');
  t.match(table.facts.encoding, { name: 'windows-1252', reason: /is not UTF-8/ });

  const thai = Buffer.from([...Buffer.from('name,result\n'), 0xaa, 0xd7, 0xe8, 0xcd, 0x2c, 0xb4, 0xd5, 0x0a]);
  const guessed = await read(await write('thai', thai), { languages: ['th'] });
  t.same(guessed.cells, [['ชื่อ', 'ดี']]);
  t.match(guessed.facts.encoding, { name: 'windows-874', reason: /institution's language/ });
  t.same((await read(await write('thai', thai), { encoding: 'windows-874' })).cells, [['ชื่อ', 'ดี']]);
});

t.test('delimiters, quotes, line breaks and titles are taken as spreadsheets write them', async (t) => {
  const write = await testFolder(t);
  const cells = async (text: string) => (await read(await write('file', text))).cells;
  t.same(await cells('Name,Result\n"Sok, Dara","said ""yes""\nand left"\n'), [['Sok, Dara', 'said "yes"\nand left']]);
  t.same(await cells('Name;Result;Grade\nA;1,5;2\nB;2,5;3\n'), [
    ['A', '1,5', '2'],
    ['B', '2,5', '3'],
  ]);
  t.same(await cells('Name\tResult\nA, B\tgood\n'), [['A, B', 'good']]);
  t.same(await cells('sep=|\nName|Result\nA|B\n'), [['A', 'B']]);
  t.same(await cells('Name\nSok Dara\n\nChan\n'), [['Sok Dara'], ['Chan']]);
  t.same(await cells('Name,Result\nSok "Bob" Dara,5\n'), [['Sok "Bob" Dara', '5']]);
  t.same(
    await cells("Name,Result\n'=cmd,'-5\n"),
    [['=cmd', '-5']],
    'the mark that our own files put before a formula goes',
  );

  const titled = await read(
    await write(
      'titled',
      'Graduates of batch 12,,\n,,\nName,Date of birth,Result\nA,1 May 1990,\n,,\nB,2 May 1990,x\n',
    ),
  );
  t.equal(titled.header.number, 3);
  t.same(
    titled.rows.map(({ number }) => number),
    [4, 6],
    'rows have the numbers that the spreadsheet shows',
  );
  t.match(titled.facts.notes, [/found in row 3/]);
  const cut = await read(await write('cut', 'Name,Date of birth,Result\nA,1 May 1990,good\nB,2 M'));
  t.match(cut.rows, [{ number: 2 }, { number: 3, cut: true }]);
  t.notOk((await read(await write('whole', 'Name,Result\nA,x\nB,y'))).rows[1]?.cut);
});

const styles =
  '<numFmts><numFmt numFmtId="170" formatCode="[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"/><numFmt numFmtId="171" formatCode="00000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>';
const strings =
  '<si><t>Name</t></si><si><r><t>សុខ</t></r><r><t xml:space="preserve"> ដារ៉ា</t></r><rPh sb="0" eb="1"><t>phonetic</t></rPh></si><si><t>a_x000A_b_xD800_</t></si>';

t.test('a workbook gives text: dates as days, formulas as their stored results, long numbers whole', async (t) => {
  const write = await testFolder(t);
  const xml = `<row r="1"><c t="s"><v>0</v></c><c t="inlineStr"><is><t>Born</t></is></c><c t="str"><v>Student number</v></c><c r="D1" t="inlineStr"><is><t>More</t></is></c></row>
    <row r="3" hidden="1"><c r="A3" t="s"><v>1</v></c><c r="B3" s="1"><v>45385</v></c><c r="C3"><v>1.23456789012E11</v></c></row>
    <row><c r="A4" t="str"><f>1+1</f><v>=HYPERLINK("http://evil.example")</v></c><c r="B4" s="2"><v>35000.75</v></c><c r="C4" s="3"><v>42</v></c><c r="D4" t="b"><v>1</v></c></row>
    <row r="5"><c r="A5" t="e"><v>#REF!</v></c><c r="D5" t="s"><v>2</v></c></row>`;
  const path = await write('book', await zipOf(workbook([{ name: 'Roster', xml }], { strings, styles })));
  const { facts, rows } = await read(path);
  t.match(facts, { format: 'xlsx', sheet: 'Roster', sheets: ['Roster'], notes: [/1 row is hidden/] });
  t.same(rows, [
    { number: 3, cells: ['សុខ ដារ៉ា', '2024-04-03', '123456789012', ''] },
    { number: 4, cells: ['=HYPERLINK("http://evil.example")', '1995-10-28', '00042', 'TRUE'] },
    { number: 5, cells: ['#REF!', '', '', 'a\nb\ufffd'] },
  ]);
  const dated =
    '<row><c t="inlineStr"><is><t>Name</t></is></c><c t="inlineStr"><is><t>Born</t></is></c></row><row><c t="inlineStr"><is><t>A</t></is></c><c s="1"><v>43923</v></c></row>';
  const mac = await read(
    await write('mac', await zipOf(workbook([{ name: 'S', xml: dated }], { styles, date1904: true }))),
  );
  t.same(mac.cells, [['A', '2024-04-03']], 'the 1904 date system');
});

t.test('the sheet that looks like a roster is taken, or the one that is named', async (t) => {
  const write = await testFolder(t);
  const row = (...texts: string[]) =>
    `<row>${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
  const sheets = [
    { name: 'Notes', xml: row('How to fill this in') + row('Type it') },
    { name: 'Old', state: 'hidden', xml: row('Name', 'Result', 'Route') + row('X', 'y', 'z') },
    { name: 'People', xml: row('Name', 'Result') + row('A', 'good') },
  ];
  const path = await write('book', await zipOf(workbook(sheets)));
  t.match(await read(path), { facts: { sheet: 'People', sheets: ['Notes', 'People'] }, cells: [['A', 'good']] });
  t.same((await read(path, { sheet: 'Notes' })).cells, [['Type it']]);
  t.match(await refusal(read(path, { sheet: 'Old' })), { status: 400, detail: /“Notes”, “People”/ });
});

t.test('what is no roster, or not a whole one, is refused with what to do', async (t) => {
  const write = await testFolder(t);
  const good = await zipOf(
    workbook([{ name: 'S', xml: '<row><c t="inlineStr"><is><t>Name</t></is></c></row>'.repeat(200) }]),
  );
  const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)]);
  const sheet = (xml: string) => zipOf(workbook([{ name: 'S', xml }]));
  const files: [name: string, content: string | Buffer, status: number, words: RegExp][] = [
    ['empty', '', 400, /empty/],
    ['only spaces', ' \n , \n', 400, /empty/],
    ['half a quoted value', 'Name,Result\nA,"he said', 400, /ends inside a quoted value/],
    ['half a workbook', good.subarray(0, good.length - 100), 400, /damaged/],
    [
      'a broken workbook',
      Buffer.concat([good.subarray(0, 60), Buffer.from('xxxxxxxx'), good.subarray(68)]),
      400,
      /damaged/,
    ],
    [
      'another archive',
      await zipOf({ 'word/document.xml': '<x/>', '_rels/.rels': '<Relationships/>' }),
      415,
      /not an XLSX workbook/,
    ],
    ['a locked workbook', Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]), 415, /password/],
    ['an old workbook', compound, 415, /\.xls/],
    ['a PDF', '%PDF-1.7\n', 415, /PDF/],
    ['a web page', '<html><table>', 415, /web page/],
    ['bytes', Buffer.from([0, 1, 0, 0, 2, 0, 3, 3, 0, 0]), 415, /not a text file/],
    ['a million columns', `Name,Result\n${'x,'.repeat(1_000_000)}\n`, 413, /too long|too many columns/i],
    ['201 columns', `${Array.from({ length: 201 }, (_, index) => `c${index}`).join(',')}\n`, 413, /too many columns/],
    ['a long cell', `Name\n${'x'.repeat(2_001)}\n`, 413, /too long/],
    ['too many rows', `Name\n${'x\n'.repeat(100_001)}`, 413, /too many rows/],
    [
      'a far column',
      await sheet('<row><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="XFD1"><v>1</v></c></row>'),
      413,
      /too many columns/,
    ],
    [
      'a million columns in a workbook',
      await sheet(`<row>${'<c><v>1</v></c>'.repeat(1_000_000)}</row>`),
      413,
      /too many columns/,
    ],
    [
      'an endless cell',
      await sheet(`<row><c t="str"><v>${'x'.repeat(3_000_000)}</v></c></row>`),
      413,
      /too large inside/,
    ],
    [
      'a document type',
      await sheet('').then(() =>
        zipOf({
          ...workbook([{ name: 'S', xml: '' }]),
          'xl/sharedStrings.xml': '<!DOCTYPE x [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>',
        }),
      ),
      400,
      /damaged/,
    ],
    [
      'XML cut short',
      await sheet('<row><c>').then(() =>
        zipOf({
          ...workbook([{ name: 'S', xml: '' }]),
          'xl/worksheets/sheet0.xml': '<worksheet><sheetData><row><c t="str"><v>Na',
        }),
      ),
      400,
      /damaged/,
    ],
  ];
  for (const [name, content, status, words] of files) {
    const started = performance.now();
    const error = await refusal(read(await write('file', content)));
    t.match(error, { name: 'Problem', status, title: words }, name);
    t.ok(performance.now() - started < 30_000, `${name}: soon`);
  }
});

t.test('a small file that grows when unpacked is refused before it does', async (t) => {
  const write = await testFolder(t);
  const parts = workbook([{ name: 'S', xml: '' }]);
  const honest = await zipOf({ ...parts, 'xl/worksheets/sheet0.xml': Buffer.alloc(300 * 1024 * 1024, 32) });
  t.ok(honest.length < 1024 * 1024);
  const started = performance.now();
  t.match(await refusal(read(await write('bomb', honest))), { status: 413, title: /too large inside/ });
  t.ok(performance.now() - started < 5_000);
  // The directory says that the part is small, and it is not.
  const lying = await zipOf({
    ...parts,
    'xl/worksheets/sheet0.xml': `<worksheet><sheetData>${' '.repeat(20)}</sheetData></worksheet>`,
  });
  const at = lying.lastIndexOf(Buffer.from('PK\x01\x02'));
  lying.writeUInt32LE(5, at + 24);
  t.match(await refusal(read(await write('lie', lying))), { name: 'Problem', status: 400 });
});

t.test('a sender is stopped at the limit, and nothing is left on disk', async (t) => {
  // A folder for temporary files of its own: other tests make theirs at the same time.
  const own = mkdtempSync(join(tmpdir(), 'symbolon-read-'));
  t.teardown(() => rmSync(own, { recursive: true, force: true }));
  const restore = { TMPDIR: process.env.TMPDIR, TEMP: process.env.TEMP };
  for (const name of ['TMPDIR', 'TEMP'] as const) process.env[name] = own;
  t.teardown(() => {
    for (const [name, value] of Object.entries(restore)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  t.equal(tmpdir(), own);
  let sent = 0;
  async function* endless() {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (; sent < 2048; sent += 1) yield chunk;
  }
  const body = Readable.from(endless(), { objectMode: false });
  t.match(await refusal(receiveFile(body, 'big.csv', async () => {})), { status: 413, title: /too large/ });
  t.ok(sent <= 66, `stopped after ${sent} MB of 2 GB`);
  async function* broken() {
    yield Buffer.from('Name\n');
    throw new Error('aborted');
  }
  t.match(await refusal(receiveFile(Readable.from(broken()), 'half.csv', async () => {})), {
    status: 400,
    title: /cut short/,
  });
  const named = await receiveFile(
    Readable.from([Buffer.from('x')]),
    '../../C:\\a\u202eb.csv',
    async ({ name }) => name,
  );
  t.equal(named, 'ab.csv');
  t.same(readdirSync(own), [], 'nothing is left of what was refused');
});

t.test('100,000 rows are read with flat memory', async (t) => {
  const write = await testFolder(t);
  const line = (index: number) =>
    `សុខ ដារ៉ា ${index},Sok Dara,14/02/1996,MAS-${index},N0048${index},,RPL,Competent,06/11/2026\n`;
  const csv = await write(
    'large.csv',
    `Name,Latin name,DOB,Student no,Passport,Units,Route,Result,Date of award\n${Array.from({ length: 100_000 }, (_, index) => line(index)).join('')}`,
  );
  const row = (index: number) =>
    `<row r="${index + 2}"><c r="A${index + 2}" t="inlineStr"><is><t>សុខ ដារ៉ា ${index}</t></is></c><c r="B${index + 2}"><v>45385</v></c></row>`;
  const head = '<row r="1"><c t="inlineStr"><is><t>Name</t></is></c><c t="inlineStr"><is><t>DOB</t></is></c></row>';
  const xlsx = await write(
    'large.xlsx',
    await zipOf(
      workbook([{ name: 'S', xml: head + Array.from({ length: 20_000 }, (_, index) => row(index)).join('') }]),
    ),
  );
  // Linux lets a child's maxRSS begin with what its parent had; VmHWM is its own.
  const script = `
    import { readFileSync } from 'node:fs';
    import { openTable } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)};
    let count = 0;
    const table = await openTable(process.argv[1], { looksLikeHeader: () => 0 });
    for await (const row of table.rows) count += 1;
    const own = process.platform === 'linux' && /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
    console.log(JSON.stringify({ count, megabytes: (own || process.resourceUsage().maxRSS) / 1024 }));`;
  for (const [path, rows] of [
    [csv, 100_000],
    [xlsx, 20_000],
  ] as const) {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, path], {
      encoding: 'utf8',
    });
    const { count, megabytes } = JSON.parse(stdout || `{"error":${JSON.stringify(stderr)}}`);
    t.equal(count, rows);
    t.ok(megabytes < 200, `${rows} rows of ${path.endsWith('csv') ? 'CSV' : 'XLSX'} took ${Math.round(megabytes)} MB`);
    t.comment(`${rows} rows: ${Math.round(megabytes)} MB`);
  }
});
