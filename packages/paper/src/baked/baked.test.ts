import { crc32, deflateSync } from 'node:zlib';
import t from 'tap';
import { bakePng, bakeSvg, credentialsFromPdf, PaperRefusal, unbakePng, unbakeSvg } from '../index.ts';

const json = '{"name":"ខ្មែរ & <b>]]>\\"","proof":{}}';
const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln';
// The smallest picture: one grey pixel.
const png = Uint8Array.from(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64'),
);
const svg = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>';

async function refusal(read: () => unknown): Promise<string> {
  try {
    await read();
  } catch (error) {
    if (error instanceof PaperRefusal) return error.code;
    throw error;
  }
  return 'read';
}

t.test('a credential comes out of a PNG as it was baked in, by a chunk that other readers know', async (t) => {
  for (const credential of [json, jwt]) {
    const baked = bakePng(png, credential);
    t.equal(unbakePng(baked), credential);
    const chunk = Buffer.from(baked.subarray(33, 33 + 12 + 24 + Buffer.byteLength(credential)));
    t.equal(chunk.subarray(4, 28).toString(), 'iTXtopenbadgecredential\0');
    t.equal(chunk.readUInt32BE(chunk.length - 4), crc32(chunk.subarray(4, -4)));
    t.same(baked.subarray(0, 33), png.subarray(0, 33));
    t.same(baked.subarray(33 + chunk.length), png.subarray(33));
  }
  t.equal(await refusal(() => unbakePng(png)), 'not-a-certificate');
  t.equal(await refusal(() => unbakePng(new Uint8Array(9))), 'not-a-certificate');
  const compressed = bakePng(png, jwt);
  compressed[33 + 8 + 20] = 1;
  t.equal(await refusal(() => unbakePng(compressed)), 'damaged');
  for (let cut = 0; cut < 90; cut++) await refusal(() => unbakePng(bakePng(png, jwt).subarray(0, cut)));
});

t.test('a credential comes out of an SVG as it was baked in', async (t) => {
  for (const credential of [json, jwt]) {
    const baked = bakeSvg(svg, credential);
    t.equal(unbakeSvg(baked), credential);
    t.match(baked, '<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" xmlns="http://www.w3.org/2000/svg"');
  }
  t.match(bakeSvg(svg, jwt), `<openbadges:credential verify="${jwt}">`);
  const foreign = svg.replace('<svg', '<svg xmlns:ob="https://purl.imsglobal.org/ob/v3p0"');
  t.equal(unbakeSvg(foreign.replace('<path', `<ob:credential verify='${jwt}'/><path`)), jwt);
  t.equal(unbakeSvg(foreign.replace('<path', '<ob:credential>{&quot;a&quot;:1}</ob:credential><path')), '{"a":1}');
  t.equal(await refusal(() => unbakeSvg(svg)), 'not-a-certificate');
  t.equal(await refusal(() => unbakeSvg(bakeSvg(svg, json).slice(0, 200))), 'damaged');
  t.equal(
    await refusal(() => unbakeSvg('<openbadges:credential>&#99999999;&#x110000;</openbadges:credential>')),
    'damaged',
  );
});

t.test('an attached credential is found in a PDF whatever stands around it, within limits', async (t) => {
  const pdf = (head: string, data: Uint8Array, type = 'application#2Fvc') =>
    Buffer.concat([
      Buffer.from(
        `%PDF-1.7\n1 0 obj\n<<\n /Length ${data.length}\n ${head} /Type /EmbeddedFile\n /Subtype /${type}\n>>\nstream\n`,
      ),
      data,
      Buffer.from('\nendstream\nendobj\n%%EOF'),
    ]);
  t.strictSame(await credentialsFromPdf(pdf('', Buffer.from(json))), [json]);
  t.strictSame(await credentialsFromPdf(pdf('/Filter /FlateDecode', deflateSync(jwt), 'application#2Fvc#2Bjwt')), [
    jwt,
  ]);
  const three = Buffer.concat([json, jwt, json].map((text) => pdf('', Buffer.from(text))));
  t.strictSame(await credentialsFromPdf(three), [json, jwt, json], 'the certificates of a roster, in their order');
  t.equal(await refusal(() => credentialsFromPdf(pdf('', Buffer.from(json), 'text#2Fplain'))), 'not-a-certificate');
  t.equal(await refusal(() => credentialsFromPdf(Buffer.from('%PDF-1.7\n/EmbeddedFile'))), 'not-a-certificate');
  t.equal(await refusal(() => credentialsFromPdf(Buffer.from('GIF89a'))), 'not-a-certificate');
  t.equal(await refusal(() => credentialsFromPdf(pdf('', Buffer.from(json)).subarray(0, 100))), 'damaged');
  t.equal(await refusal(() => credentialsFromPdf(pdf('/Filter /FlateDecode', Buffer.from(json)))), 'damaged');
  const bomb = deflateSync(Buffer.alloc(50_000_000));
  t.equal(await refusal(() => credentialsFromPdf(pdf('/Filter /FlateDecode', bomb))), 'too-large');
  const large = pdf('/Filter /FlateDecode', deflateSync(Buffer.alloc(1_000_000)));
  t.equal(await refusal(() => credentialsFromPdf(Buffer.concat(Array(20).fill(large)))), 'too-large', 'all together');
  const many = Buffer.from(`%PDF-1.7\n${'/EmbeddedFile '.repeat(200_000)}`);
  const start = performance.now();
  t.equal(await refusal(() => credentialsFromPdf(many)), 'not-a-certificate');
  t.ok(performance.now() - start < 2000);
});
