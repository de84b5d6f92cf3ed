import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { credentialsFromPdf, decodePaper, unbakePng, unbakeSvg } from '@symbolon/paper';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import decodeQR from 'qr/decode.js';
import t from 'tap';
import yauzl from 'yauzl';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { findInstitution } from '../institutions/store.ts';
import { toIssued } from '../issuance/issued.ts';
import { findCredentialByLink } from '../issuance/store.ts';
import { startQueue } from '../rosters/queue.ts';
import { masonry, testIssuer } from '../testing.ts';
import { certificateContent } from './content.ts';
import { layOut } from './layout.ts';

type Picture = { width: number; height: number; data: Uint8ClampedArray };
type Pdf = Awaited<ReturnType<typeof getDocument>['promise']>;

const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer as ArrayBuffer }, fireImmediately: true });

const MM = 72 / 25.4;
const verifier = 'https://check.example.org';

/** Eight scripts, and names that are long, or that try to be something else than text. */
const people = [
  { language: 'km', skill: 'កម្មករបៀតឥដ្ឋ', name: 'សុខ ចាន់ដារ៉ា', latinName: 'SOK CHANDARA' },
  {
    language: 'my',
    skill: 'အုတ်စီပညာ',
    name: 'မောင်မောင်ကျော်ဇင်ဦးထွန်းလင်းအောင်မြင့်မြတ်နိုင်ဝင်းထက်ကိုကို',
    latinName: 'MAUNG MAUNG KYAW ZIN OO',
  },
  {
    language: 'ar',
    skill: 'البناء بالطوب',
    name: 'محمد بن عبد الله الشمري',
    latinName: 'MOHAMMED BIN ABDULLAH ALSHAMMARI',
  },
  { language: 'th', skill: 'ช่างก่ออิฐ', name: 'สมชาย ทองคำศรีสุวรรณ', latinName: 'SOMCHAI THONGKHAMSRISUWAN' },
  { language: 'lo', skill: 'ຊ່າງກໍ່ອິດ', name: 'ສົມຊາຍ ຄຳມະນີວົງ', latinName: 'SOMXAY KHAMMANIVONG' },
  { language: 'hi', skill: 'राजमिस्त्री', name: 'अर्जुन कृष्ण श्रेष्ठ', latinName: 'ARJUN KRISHNA SHRESTHA' },
  { language: 'zh', skill: '砌砖', name: '王小明', latinName: 'WANG XIAOMING' },
  { language: 'ko', skill: '조적', name: '김민수 のぶ' },
  { language: 'fil', skill: 'Pagmamason', name: 'Maximiliane-Alexandrina Villanueva Fernández-Concepción Jr.II' },
  {
    language: 'en',
    skill: 'Masonry NC II',
    name: '#strong[x] $1$ \\u{41} *b* _i_ `r` <a> @b // c /* d */',
    latinName: '{}"[](\\',
  },
];

const issuer = await testIssuer(t, { VERIFIER_URL: verifier });

type Award = { pdf: Uint8Array; credential: string; paths: Record<'pdf' | 'qr' | 'svg' | 'png', string> };

async function award(key: string, holder: object, changes: object = {}, more: object = {}): Promise<Award> {
  const { app, headers } = issuer;
  const slug = `skill-${key}`;
  const achievement = `/institutions/demo/achievements/${slug}`;
  const put = await app.inject({ method: 'PUT', url: achievement, headers, payload: { ...masonry, ...changes } });
  if (put.statusCode >= 300) throw new Error(put.body);
  const payload = { holder, award: { validFrom: '2026-11-20T00:00:00Z', ...more } };
  const made = await app.inject({ method: 'POST', url: `${achievement}/credentials`, headers, payload });
  if (made.statusCode !== 201) throw new Error(made.body);
  const { verifiableCredential, links } = made.json();
  const pdf = new URL(links.certificate).pathname;
  const at = (name: string) => pdf.replace('certificate.pdf', name);
  const answer = await app.inject({ url: pdf });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return {
    pdf: new Uint8Array(answer.rawPayload),
    credential: JSON.stringify(verifiableCredential),
    paths: { pdf, qr: at('qr.svg'), svg: at('badge.svg'), png: at('badge.png') },
  };
}

const open = (pdf: Uint8Array): Promise<Pdf> => getDocument({ data: pdf.slice(), verbosity: 0 }).promise;

/** The text of a page as it is copied: one line for each place where the file ends one. */
async function copied(pdf: Pdf, page = 1): Promise<string[]> {
  const { items } = await (await pdf.getPage(page)).getTextContent({ disableNormalization: true });
  const lines = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  return lines.split('\n').map((line) => line.trim());
}

/** A part of the first page as an office printer and a camera would see it. */
async function picture(pdf: Pdf, scale: number, [x, y, width, height]: number[], oneBit = false): Promise<Picture> {
  const page = await pdf.getPage(1);
  const viewport = page.getViewport({
    scale: (300 / 72) * scale,
    offsetX: -x! * MM * (300 / 72) * scale,
    offsetY: -y! * MM * (300 / 72) * scale,
  });
  const [w, h] = [width! * MM, height! * MM].map((length) => Math.round((length * 300 * scale) / 72)) as [
    number,
    number,
  ];
  const factory = pdf.canvasFactory as {
    create(w: number, h: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D };
  };
  const { canvas, context } = factory.create(w, h);
  await page.render({ canvas, canvasContext: context, viewport, background: 'white' }).promise;
  const { data } = context.getImageData(0, 0, w, h);
  if (oneBit) for (let at = 0; at < data.length; at += 4) data.fill(data[at]! < 128 ? 0 : 255, at, at + 3);
  return { width: w, height: h, data };
}

function pixels(image: Awaited<ReturnType<typeof loadImage>>): Picture {
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

async function bothRead(image: Picture): Promise<[string | undefined, string | undefined]> {
  const [byZxing] = await readBarcodes(image as ImageData, { formats: ['QRCode'] });
  let byQr: string | undefined;
  try {
    byQr = decodeQR(image);
  } catch {}
  return [byZxing?.text, byQr];
}

t.test(
  'certificates in eight scripts: the code is read from the picture, and copied text is what was written',
  async (t) => {
    const awards: Award[] = [];
    for (const [index, { language, skill, name, latinName }] of people.entries()) {
      const own = { [language]: skill };
      const changes = { name: { ...own, en: 'Masonry NC II' }, description: own, criteria: own, languages: [language] };
      const holder = { name, dateOfBirth: '1994-05-17', ...(latinName ? { latinName } : {}) };
      awards.push(await award(String(index), holder, changes));
    }

    // All that is asked of the service comes first: the pictures below keep this process from answering.
    const [{ paths, credential, pdf }] = awards as [Award];
    const svg = (await issuer.app.inject({ url: paths.svg })).body;
    t.equal(unbakeSvg(svg), credential);
    t.match(svg, '<title>Skill certificate: Masonry NC II, សុខ ចាន់ដារ៉ា</title>');
    const png = (await issuer.app.inject({ url: paths.png })).rawPayload;
    t.equal(unbakePng(png), credential);
    const badge = pixels(await loadImage(png));
    t.match(badge, { width: 960, height: 1280 });
    t.match(
      decodePaper((await bothRead(badge))[0]!),
      { summaryOf: JSON.parse(credential).id },
      'the badge shows the code',
    );
    const qr = await issuer.app.inject({ url: paths.qr });
    t.equal(qr.headers['content-type'], 'image/svg+xml');
    t.match(qr.headers['content-security-policy'], 'sandbox');
    t.same((await issuer.app.inject({ url: paths.pdf })).rawPayload, Buffer.from(pdf), 'the same file every time');

    for (const [index, { language, skill, name, latinName }] of people.entries()) {
      const { pdf, credential } = awards[index]!;
      t.equal(
        (await credentialsFromPdf(pdf))[0],
        credential,
        'the attached file is the signed credential, byte for byte',
      );

      const file = await open(pdf);
      t.equal(file.numPages, 1);
      const { info } = await file.getMetadata();
      t.match(info, { Title: 'Skill certificate: Masonry NC II', Language: language });
      const lines = await copied(file);
      t.ok(lines.includes(name), `${language}: the name is copied as it was written`);
      if (latinName) t.ok(lines.includes(latinName));
      t.ok(lines.includes(skill));
      t.ok(lines.some((line) => line.includes('check.example.org')));

      // The field of the code stands at the side where reading starts.
      const field = language === 'ar' ? [130, 145, 70, 60] : [10, 145, 70, 60];
      for (const scale of index === 0 ? [1, 0.96, 0.9] : [0.96]) {
        for (const oneBit of index === 0 ? [false, true] : [index % 2 === 0]) {
          const [byZxing, byQr] = await bothRead(await picture(file, scale, field, oneBit));
          t.equal(byZxing, byQr, `${language}: both decoders at ${scale}${oneBit ? ', black and white' : ''}`);
          t.match(byZxing, /^HTTPS:\/\/CHECK\.EXAMPLE\.ORG\/#\d+$/);
          t.match(decodePaper(byZxing!), { credentialSubject: { name }, summaryOf: JSON.parse(credential).id });
        }
      }
    }
  },
);

t.test('the code has modules of 0.508 mm, its white border, and keeps clear of edges and folds', async (t) => {
  const { pdf } = await award('a', { name: 'សុខ ចាន់ដារ៉ា', latinName: 'SOK CHANDARA' });
  const image = await picture(await open(pdf), 1, [0, 0, 210, 297]);
  const dark = (x: number, y: number) => image.data[(y * image.width + x) * 4]! < 128;
  const dots = (mm: number) => Math.round((mm / 25.4) * 300);
  // The finder mark at the upper start corner: seven modules wide.
  const y = dots(152.5 + 4 * 0.508) + 2;
  let left = dots(20);
  while (!dark(left, y)) left += 1;
  let finder = 0;
  while (dark(left + finder, y)) finder += 1;
  t.equal(Math.round(finder / 7), 6, 'a module is six dots at 300 dpi');
  t.ok(left >= dots(25), 'it lies 25 mm from the edge');
  const [code] = await readBarcodes(image as ImageData, { formats: ['QRCode'] });
  const modules = Math.round((code!.position.topRight.x - code!.position.topLeft.x) / 6);
  const right = left + modules * 6 - 1;
  const bottom = y - 2 + modules * 6;
  t.ok(bottom < dots(198 - 4), 'it ends above the fold of a letter');
  t.ok(right < dots(105 - 4), 'and before the fold down the middle');
  const border = [];
  for (let x = left - 24; x <= right + 22; x++) border.push(dark(x, y - 12), dark(x, bottom + 12));
  for (let row = y - 24; row <= bottom + 22; row++) border.push(dark(left - 12, row), dark(right + 12, row));
  t.notOk(border.includes(true), 'four modules around it are white');
});

t.test('marks that turn text around, control characters and many units do no harm', async (t) => {
  const units = Array.from({ length: 24 }, (_, index) => ({
    code: `CON-${index}`,
    title: { en: `Lay bricks, part ${index}`, ar: 'رصف الطوب' },
  }));
  const changes = {
    units,
    languages: ['ar', 'en'],
    name: { ar: 'البناء', en: 'Masonry' },
    description: { ar: 'بناء' },
    criteria: { ar: 'بناء' },
  };
  const made = await award('units', { name: 'Ann\u202etrebla\u2066 Bob\u200f' }, changes, {
    recognisedUnits: ['CON-0', 'CON-1'],
  }).catch((error: Error) => error);
  if (made instanceof Error) {
    t.match(made.message, /"status":4\d\d/, 'such a name is refused before anything is signed');
    return;
  }
  const file = await open(made.pdf);
  t.ok(file.numPages > 1);
  const first = (await copied(file)).join('\n');
  t.notMatch(first, /[\u202e\u2066]/);
  t.match(first, /Anntrebla Bob|Ann trebla Bob/);
  t.match(first, 'Part of this skill is recognised');
  const last = (await copied(file, file.numPages)).join('\n');
  t.match(last, 'Lay bricks, part 23');
});

t.test(
  'a letter that no font has leaves the Latin name, or a mark in its place; the rest of the roster is printed',
  async (t) => {
    // A surname of Japan outside the plane that fonts cover, and a picture.
    const rare = await copied(await open((await award('rare', { name: '𠮷田 太郎', latinName: 'YOSHIDA TARO' })).pdf));
    t.ok(rare.includes('YOSHIDA TARO'));
    t.notMatch(rare.join(), /[𠮷\ufffd]/u);
    const picture = await copied(await open((await award('picture', { name: 'Dara 😀' })).pdf));
    t.ok(picture.includes('Dara \ufffd'), 'and the signed data have it as it was written');
    const mixed = await copied(await open((await award('mixed', { name: 'محمد Smith الشمري' })).pdf));
    t.match(mixed.join('\n'), /محمد\s*Smith\s*الشمري/, 'two directions in one name, the words in their order');
  },
);

t.test(
  'a certificate can be read aloud: PDF/A-3a and PDF/UA-1, with headings, a table and words for the code',
  async (t) => {
    const units = [{ code: 'CON-1', title: { km: 'បៀត', en: 'Lay bricks' } }];
    const made = await award('aloud', { name: 'សុខ ចាន់ដារ៉ា' }, { units }, { awardedDate: '2026-11-06T00:00:00Z' });
    const file = await open(made.pdf);
    const metadata = ((await file.getMetadata()).metadata as { getRaw(): string }).getRaw();
    t.match(metadata, '<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
    t.match(metadata, /xmlns:pdfuaid=.*<pdfaSchema:prefix>pdfuaid<.*<pdfuaid:part>1<\/pdfuaid:part>/s);
    t.equal((await file.getViewerPreferences())!.get('DisplayDocTitle'), true);
    const tree = JSON.stringify(await (await file.getPage(1)).getStructTree());
    for (const role of ['"H1"', '"H2"', '"Table"', '"TH"']) t.match(tree, role);
    t.match(tree, /"role":"Figure".*"alt":"QR code to check this certificate at check.example.org, number [\w-]+"/);
    const text = (await copied(file)).join('\n');
    t.match(
      text,
      /6 November 2026[\s\S]*20 November 2026/,
      'where it begins on another day than it was issued, both are said',
    );

    const { pool, config } = issuer.context;
    const row = (await findCredentialByLink(pool, made.paths.pdf.split('/')[2]!))!;
    const institution = (await findInstitution(pool, row.institutionId))!;
    const content = certificateContent(toIssued(row)!, institution, config.verifierUrl);
    const strict = await layOut({ form: 'certificate', certificates: [content], made: 0 }, 'ua-1');
    t.ok(strict.length > 0, 'Typst finds nothing that PDF/UA-1 forbids');
  },
);

t.test('only whoever has the link has the certificate, and only what was awarded has one', async (t) => {
  const { app, headers, institution } = issuer;
  const nobody = await app.inject({ url: `/credentials/${'x'.repeat(24)}/certificate.pdf` });
  t.equal(nobody.statusCode, 404);
  t.equal((await app.inject({ url: '/credentials/short/certificate.pdf' })).statusCode, 400);
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    issuer: institution.did,
    credentialSubject: { id: 'did:example:subject' },
  };
  const url = '/institutions/demo/credentials/issue';
  const { id } = (await app.inject({ method: 'POST', url, headers, payload: { credential } })).json()
    .verifiableCredential;
  const { rows } = await issuer.context.pool.query<{ link: string }>('select link from credential where id = $1', [id]);
  for (const name of ['certificate.pdf', 'qr.svg', 'badge.svg', 'badge.png']) {
    const answer = await app.inject({ url: `/credentials/${rows[0]!.link}/${name}` });
    t.equal(answer.statusCode, 404, name);
    t.match(answer.json(), { title: 'This credential has no certificate to print' });
  }
});

t.test('the certificates of a roster come as one file to print or as a ZIP file', async (t) => {
  const { app, headers, context } = issuer;
  const example = (name: string) => readFile(new URL(`../../examples/${name}`, import.meta.url), 'utf8');
  const achievement = JSON.parse(await example('masonry-nc-ii.json'));
  await app.inject({ method: 'PUT', url: '/institutions/demo/achievements/masonry', headers, payload: achievement });
  const queue = await startQueue(context);
  t.teardown(() => queue.stop());
  const uploaded = await app.inject({
    method: 'POST',
    url: '/institutions/demo/rosters?achievement=masonry&approve=true&fileName=masonry.csv',
    headers: { ...headers, 'content-type': 'text/csv' },
    payload: await example('masonry-roster.csv'),
  });
  const roster = `/institutions/demo/rosters/${uploaded.json().id}`;
  for (let tries = 0; tries < 300; tries++) {
    const { state } = (await app.inject({ url: roster, headers })).json();
    if (state === 'done') break;
    await sleep(100);
  }

  const together = await app.inject({ url: `${roster}/certificates.pdf`, headers });
  t.equal(together.statusCode, 200);
  const file = await open(new Uint8Array(together.rawPayload));
  t.ok(file.numPages >= 12, 'a page or more for each of twelve people');
  t.equal([...(await file.getAttachments())!.keys()].length, 12, 'each with its credential');

  const zip = await app.inject({ url: `${roster}/certificates.zip`, headers });
  t.equal(zip.headers['content-type'], 'application/zip');
  const entries = await unzipped(zip.rawPayload);
  t.equal(entries.length, 12);
  t.match(entries[0]!.name, /^00001-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}\.pdf$/);
  for (const { content } of entries) t.match(JSON.parse((await credentialsFromPdf(content))[0]), { type: Array });

  t.equal((await app.inject({ url: `${roster}/certificates.zip` })).statusCode, 401, 'not for everybody');
});

function unzipped(zip: Buffer): Promise<{ name: string; content: Buffer }[]> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(zip, { lazyEntries: true }, (error, archive) => {
      if (error) return reject(error);
      const entries: { name: string; content: Buffer }[] = [];
      archive.on('entry', (entry) => {
        archive.openReadStream(entry, async (failed, stream) => {
          if (failed) return reject(failed);
          entries.push({ name: entry.fileName, content: await buffer(stream) });
          archive.readEntry();
        });
      });
      archive.on('end', () => resolve(entries));
      archive.on('error', reject);
      archive.readEntry();
    });
  });
}
