import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import * as reference from '@digitalbazaar/cborld';
import { contextDocument, credentialsContextUrl, vcBarcodesContextUrl } from '@symbolon/contexts';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareCredential, signDataIntegrity } from '@symbolon/securing/sign';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import qrcode from 'qrcode';
import t from 'tap';
import table from '../tables/5462349.json' with { type: 'json' };
import { decodeCborLd, encodeCborLd } from './cborld/cborld.ts';
import type { TypeTable } from './cborld/table.ts';
import { buildPaperCredential, decodePaper, encodePaper, PaperRefusal, paperUrl } from './index.ts';
import { packedSize } from './link.ts';
import { fromBase45 } from './packing/base45.ts';
import { deflate } from './packing/deflate.ts';
import { summaryDictionary as dictionary, occupationDictionary } from './packing/dictionary.ts';
import { fromDigits, toDigits } from './packing/digits.ts';
import { inflate } from './packing/inflate.ts';
import { referenceForWork, referenceProof, referenceWhole } from './reference.fixture.ts';
import { refusing } from './refusal.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const unhex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const signed = { ...buildPaperCredential(referenceWhole), proof: referenceProof };
const subject = referenceWhole.credentialSubject;
const withSubject = (members: object) =>
  buildPaperCredential({ ...referenceWhole, credentialSubject: { ...subject, ...members } });

const row = (targetType: string, targetCode: string) =>
  ({ type: ['Alignment'], targetName: 'x', targetUrl: 'https://x.example', targetType, targetCode }) as const;
const forWork = (...codes: string[]) =>
  withSubject({ achievement: { ...subject.achievement, alignment: codes.map((code) => row('ext:ISCO-08', code)) } });
const signedForWork = { ...buildPaperCredential(referenceForWork), proof: referenceProof };

const latin = (identityHash: string) => ({
  type: 'IdentityObject',
  hashed: false,
  identityHash,
  identityType: 'ext:latinName',
});

/** Every reader may refuse, but only by PaperRefusal. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof PaperRefusal) return error.code;
    throw error;
  }
  return 'read';
}

/** The public CBOR-LD library as a second opinion. */
const other = (types: TypeTable) => {
  const options = {
    typeTableLoader: () => new Map(Object.entries(types.types).map(([type, v]) => [type, new Map(Object.entries(v))])),
    documentLoader: (url: string) => ({ document: contextDocument(url) }),
  };
  return {
    encode: (jsonldDocument: object) => reference.encode({ jsonldDocument, registryEntryId: types.id, ...options }),
    decode: (cborldBytes: Uint8Array) => reference.decode({ cborldBytes, ...options }),
  };
};

t.test('the published vector of VC Barcodes is read, base45 and CBOR-LD, and written the same', (t) => {
  const key = 'zDnaeWjKfs1ob9QcgasjYSPEMkwq31hmvSAWPVAgnrt1e9GKj';
  const key2 = 'zDnaeZSD9XcuULaS8qmgDUa6TMg2QjF9xABnZK42awDH3BEzj';
  const terms = [`did:key:${key}`, `did:key:${key}#${key}`, `did:key:${key2}`, `did:key:${key2}#${key2}`];
  const statusLists = 'https://sandbox.platform.veres.dev/statuses/z19rJ4oGrbFCqf3cNTVDHSbNd/status-lists';
  const utopia = { '@context': Object.fromEntries([...terms, statusLists].map((term) => [term, { '@id': term }])) };
  const contexts = (url: string) => (url === 'https://w3id.org/utopia/v2' ? utopia : contextDocument(url));
  const entry: TypeTable = {
    id: 100,
    types: {
      context: { [credentialsContextUrl]: 32768, [vcBarcodesContextUrl]: 32769, 'https://w3id.org/utopia/v2': 32770 },
      'https://w3id.org/security#cryptosuiteString': { 'ecdsa-rdfc-2019': 1, 'ecdsa-sd-2023': 2, 'ecdsa-xi-2023': 4 },
    },
  };
  const text =
    'VC1-R0OR*W3Y33V%K PG88G3A3B60A8G1534KG$-ENXKWQN053653Y53I53 539*K0XJ.TDYOQJ63P63L6337BPMFPCP7EH2R12YH%%EXU4$08E-D8D86F8E2HX:T8Z8/ 1TZEH.QBA03Q5W.I0N6FBF4E3:SOQU8. A3MSELNHFU0GCVVBP6LU9T%ES-3';
  const bytes = fromBase45(text.slice(5));
  t.equal(
    hex(bytes).toUpperCase(),
    'D9CB1D821864A50183198000198001198002189D82187618A418BAA1189C18A218BE18AE18C0A5189C186C18D20418DC18E218DE58417A9EC7F688F60CAA8C757592250B3F6D6E18419941F186E1ED4245770E687502D51D01CD2C2295E4338178A51A35C2F044A85598E15DB9AEF00261BC5C95A744E718E018B0',
  );
  const document = decodeCborLd(bytes, [entry], contexts);
  t.match(document, {
    type: ['VerifiableCredential', 'OpticalBarcodeCredential'],
    credentialSubject: { type: 'MachineReadableZone' },
    issuer: terms[2],
    proof: { cryptosuite: 'ecdsa-xi-2023', verificationMethod: terms[3] },
  });
  t.equal(hex(encodeCborLd(document, entry, contexts)), hex(bytes));
  t.equal(
    refusal(() => decodePaper(text)),
    'newer',
    'a table that only a test holds',
  );
  t.end();
});

t.test('CBOR-LD of ours and of the public library are the same bytes, both ways', async (t) => {
  const cborld = other(table);
  const { validUntil: _, ...unending } = referenceWhole;
  const { frameworkLevel: __, ...unlevelled } = subject.achievement;
  const documents = [
    signed,
    { ...buildPaperCredential(unending), proof: referenceProof },
    { ...withSubject({ achievement: unlevelled, recognitionRoute: 'course' }), proof: [referenceProof] },
    withSubject({ partialRecognition: {}, recognitionRoute: 'work', identifier: [] }),
    { ...signed, proof: { ...referenceProof, cryptosuite: 'ecdsa-rdfc-2019', created: '2026-11-20T03:04:05.678Z' } },
    {
      ...signed,
      issuer: 'did:web:localhost%3A4001:institutions:demo',
      summaryOf: 'http://localhost:4001/credentials/1',
    },
    { ...signed, issuer: 'did:key:z6MkqRYqQiSgvZQdnBytw86Qbs2ZWUkGv22od935YF4s8M7V', summaryOf: 'https://a.example/b' },
    { ...signed, validFrom: '2026-11-20T07:00:00+07:00' },
    ...['a', 'x'.repeat(300), 'ပြည်သူ့ဝန်ထမ်း', 'محمد بن عبد الله', '‮drowssap', '😀', 'course', '@id'].map((name) =>
      withSubject({ name }),
    ),
    signedForWork,
    forWork('7112', '7123', '7119', '712'),
    { ...signedForWork, proof: [referenceProof, { ...referenceProof, cryptosuite: 'ecdsa-rdfc-2019' }] },
  ];
  for (const document of documents) {
    const bytes = encodePaper(document);
    t.equal(hex(await cborld.encode(document)), hex(bytes));
    t.same(await cborld.decode(bytes), document);
    t.same(decodePaper(paperUrl(bytes, 'https://check.example.org')), document);
  }
});

t.test('what comes back from a code verifies like any credential; one letter changed does not', async (t) => {
  for (const algorithm of ['Ed25519', 'P-256'] as const) {
    const key = generateKey(algorithm);
    const controller = referenceWhole.issuer.id;
    const verificationMethod = `${controller}#key-1`;
    const signer = signerFromKey({ verificationMethod, controller, privateKey: key.privateKey });
    const prepared = await prepareCredential(buildPaperCredential(referenceForWork));
    const secured = await signDataIntegrity(prepared, [signer], { created: new Date('2026-11-20T03:04:05.678Z') });
    const url = paperUrl(encodePaper(secured), 'https://check.example.org');
    t.ok(qrcode.create(url, { errorCorrectionLevel: 'M' }).version <= 13);

    const options = {
      verificationMethod: async () => ({ found: true as const, id: verificationMethod, controller, publicKey: key }),
      purpose: 'assertionMethod' as const,
      now: new Date('2026-12-01T00:00:00Z'),
    };
    const document = decodePaper(url) as typeof secured;
    const { verified, proofs } = await verifyDataIntegrity(document, options);
    t.ok(verified, JSON.stringify(proofs));
    for (const [from, to] of [
      ['Masonry NC II', 'Masonry NC III'],
      ['isco-08:7112', 'isco-08:7113'],
    ] as const) {
      const changed = JSON.parse(JSON.stringify(document).replace(from, to));
      t.notOk((await verifyDataIntegrity(changed, options)).verified, to);
    }
  }
});

t.test('the table, the dictionaries and the printed forms never change', async (t) => {
  const file = await readFile(new URL('../tables/5462349.json', import.meta.url));
  t.equal(sha256(file), '520ed775d558ee3d1fee6072b4ab440481430b68decb843ae121fe1e5afb38d5');
  t.equal(sha256(dictionary.bytes), 'e3ab7de69d15db25b76888fe1f535fae2d3e13237c9f437b7e910b975985c3fc');
  t.equal(sha256(occupationDictionary.bytes), '3cc1a862d1ecda8624c04e157e678a89c5f84078bd342af26bea5dc09a383980');
  for (const packing of [1, 2]) {
    const vectors = JSON.parse(await readFile(new URL(`../vectors/paper-${packing}.json`, import.meta.url), 'utf8'));
    for (const { credential, cborld, url } of vectors) {
      t.equal(fromDigits(url.slice(url.indexOf('#') + 1))[0], packing);
      t.equal(hex(encodePaper(credential)), cborld);
      t.equal(paperUrl(unhex(cborld), 'https://check.example.org/'), url);
      t.same(decodePaper(url), credential);
    }
  }
});

t.test('the reference certificate is a code of version 13 or less at level M', (t) => {
  const bytes = encodePaper(signed);
  const urls = ['https://check.example.org', 'https://verify.skills-recognition.example.org/'];
  for (const url of urls)
    for (const each of [bytes, encodePaper(signedForWork)])
      t.ok(qrcode.create(paperUrl(each, url), { errorCorrectionLevel: 'M' }).version <= 13);
  t.ok(packedSize(signedForWork) <= 240, 'to say for which work it is costs a few bytes');
  t.match(paperUrl(bytes, urls[0]!), /^HTTPS:\/\/CHECK\.EXAMPLE\.ORG\/#[1-9]\d+$/);
  t.match(paperUrl(bytes, 'http://localhost:4002/check'), /^http:\/\/localhost:4002\/check#\d+$/);
  t.end();
});

t.test('names of 60 letters in any script fit a code of version 16', (t) => {
  for (const letter of ['ខ្ញុំ', 'မြို့', 'ที่', 'ກໍ່', 'हिन्', 'محم', 'Añ']) {
    const name = letter.repeat(60).slice(0, 60);
    const latinName = 'MAXIMILIANE-ALEXANDRINA VON UND ZU HOHENLOHE-WALDENBURG-SCHI'.slice(0, 60);
    const alignment = ['7112', '7123', '7119', '7212'].map((code) => row('ext:ISCO-08', code));
    const achievement = { ...subject.achievement, alignment };
    const paper = withSubject({ name, identifier: [latin(latinName)], achievement });
    const url = paperUrl(encodePaper({ ...paper, proof: referenceProof }), 'https://check.example.org');
    t.ok(qrcode.create(url, { errorCorrectionLevel: 'M' }).version <= 16, letter);
    t.equal(paper.credentialSubject.name, name, 'the name itself is always whole');
  }
  t.end();
});

t.test('a paper credential holds what an employer asks and nothing more', (t) => {
  t.same(buildPaperCredential(referenceWhole).credentialStatus, {
    type: 'TerseBitstringStatusListEntry',
    terseStatusListBaseUrl: 'https://skills.siemreap.edu.kh/status-lists/srtc',
    terseStatusListIndex: 94567,
  });
  const personal = withSubject({
    identifier: [{ type: 'IdentityObject', hashed: false, identityHash: '1990-01-01', identityType: 'dateOfBirth' }],
    partialRecognition: { type: 'PartialRecognition', recognisedUnit: ['a'], missingUnit: ['b'] },
  });
  t.notMatch(JSON.stringify(personal), /1990|missingUnit/);
  t.same(personal.credentialSubject.partialRecognition, { type: 'PartialRecognition' });
  t.equal(personal.credentialSubject.achievement.name, 'Masonry NC II');

  const { achievement } = forWork('7112', '7123').credentialSubject;
  t.same(achievement.occupation, ['isco-08:7112', 'isco-08:7123'], 'and for which work it is');
  t.same(achievement.type, ['SkillsAchievement', 'OccupationalAchievement']);
  t.same(withSubject({ achievement: { ...subject.achievement, alignment: [row('ext:ESCO', '7112.1')] } }), {
    ...forWork('7112'),
    credentialSubject: {
      ...forWork('7112').credentialSubject,
      achievement: { ...forWork('7112').credentialSubject.achievement, occupation: ['esco:7112.1'] },
    },
  });
  for (const none of [forWork(), forWork('1', '2', '3', '4', '5'), forWork('mason')]) {
    t.same(none['@context'], signed['@context']);
    t.notOk('occupation' in none.credentialSubject.achievement);
  }

  const entries = [referenceWhole.credentialStatus!].flat();
  const elsewhere = (change: object) => ({
    ...referenceWhole,
    credentialStatus: [entries[0]!, { ...entries[1]!, ...change }],
  });
  t.throws(() => buildPaperCredential(elsewhere({ statusListIndex: '4' })), TypeError);
  t.throws(() => buildPaperCredential(elsewhere({ statusListCredential: 'https://a.example/suspension' })), TypeError);
  t.equal(
    buildPaperCredential({
      ...referenceWhole,
      credentialStatus: { ...entries[0]!, statusListCredential: 'https://a.example/s/revocation/3' },
    }).credentialStatus!.terseStatusListIndex,
    3 * 131_072 + 94_567,
  );
  t.end();
});

t.test('packing is raw DEFLATE that zlib unpacks', (t) => {
  const inputs = [new Uint8Array(0), Uint8Array.of(0), new Uint8Array(3000), encodePaper(signed)];
  for (let i = 0; i < 60; i++) {
    const noise = randomBytes(i * 3);
    inputs.push(Buffer.concat([noise, dictionary.bytes.subarray(i * 50, i * 50 + i), noise, noise.subarray(i)]));
  }
  for (const input of inputs) {
    const packed = deflate(input, dictionary);
    t.equal(hex(inflateRawSync(packed, { dictionary: dictionary.bytes })), hex(input));
    t.equal(hex(inflate(packed, dictionary.bytes, 4096)), hex(input));
    t.equal(hex(fromDigits(toDigits(Uint8Array.of(1, ...packed)))), `01${hex(packed)}`);
  }
  const byZlib = deflateRawSync(inputs[3]!, { dictionary: dictionary.bytes, level: 9, strategy: constants.Z_FIXED });
  t.same([...inflate(byZlib, dictionary.bytes, 4096)], [...inputs[3]!]);
  t.ok(deflate(inputs[3]!, dictionary).length <= byZlib.length);
  t.end();
});

t.test('the link, its part after # and text around it are read; other codes are not certificates', (t) => {
  const url = paperUrl(encodePaper(signed), 'https://check.example.org');
  for (const text of [url, ` ${url}\r\n`, url.slice(url.indexOf('#')), url.slice(url.indexOf('#') + 1)]) {
    t.same(decodePaper(text), signed);
  }
  const others = [
    '',
    '#',
    'https://a.example/',
    'WIFI:S:cafe;P:12345678;;',
    '4006381333931',
    `${url}x`,
    'VC1-',
    '0'.repeat(99),
  ];
  for (const text of others)
    t.equal(
      refusal(() => decodePaper(text)),
      'not-a-certificate',
      text,
    );
  t.equal(
    refusal(() => decodePaper(`#${toDigits(Uint8Array.of(3, ...randomBytes(40)))}`)),
    'newer',
  );
  t.equal(
    refusal(() => decodePaper(`#${'9'.repeat(9000)}`)),
    'too-large',
  );
  t.end();
});

t.test('hostile codes are refused in bounded time, by a refusal and nothing else', (t) => {
  const link = (bytes: Uint8Array) => `#${toDigits(Uint8Array.of(1, ...deflate(bytes, dictionary)))}`;
  const good = encodePaper(signed);
  const start = performance.now();
  for (let i = 0; i < 1500; i++) {
    const bytes = Uint8Array.from(good);
    for (let n = 0; n <= i % 4; n++) bytes[Math.floor(Math.random() * bytes.length)] = Math.floor(Math.random() * 256);
    refusal(() => decodePaper(link(bytes)));
    refusal(() => decodePaper(link(good.subarray(0, i % good.length))));
    refusal(() => decodePaper(`#${toDigits(Uint8Array.of(1 + (i % 2), ...randomBytes(1 + (i % 300))))}`));
    refusal(() => decodePaper(`VC1-R${toDigits(Uint8Array.of(1, ...randomBytes(40)))}`));
  }
  t.ok(performance.now() - start < 20_000);

  const tag = 'd9cb1d821a0053594d';
  const code = (cbor: string) => refusal(() => refusing('', () => decodeCborLd(unhex(cbor), [table], contextDocument)));
  t.equal(code(`${tag}${'81'.repeat(50)}00`), 'too-large', 'nested lists');
  t.equal(code(`${tag}a1616199ffff${'00'.repeat(2000)}`), 'too-large', 'many values');
  t.equal(code(`${tag}a161615a7fffffff00`), 'damaged', 'a length beyond the end');
  t.equal(code(`${tag}a2616101616102`), 'damaged', 'a member twice');
  t.equal(code(`${tag}a1695f5f70726f746f5f5fa0`), 'damaged', 'a member named __proto__');
  t.equal(code(`${tag}a16161fb7ff0000000000000`), 'damaged', 'a float');
  t.equal(code(`${tag}a1616162c328`), 'damaged', 'text that is not UTF-8');
  t.equal(code(`${tag}a1616100ff`), 'damaged', 'bytes after the end');
  t.equal(
    code(`${tag}a10078${'19'}${'68747470733a2f2f6576696c2e6578616d706c652f636f6e74'}`),
    'newer',
    'a foreign context',
  );
  t.equal(code(`${tag}a100a0`), 'newer', 'a context written out');
  t.equal(code(`${tag}a1189d00`), 'damaged', 'a term number without context');
  t.equal(code('d9cb1d821a0053594ea0'), 'newer', 'another table');
  t.equal(code('83010203'), 'not-a-certificate', 'CBOR without a tag');
  const bomb = deflateRawSync(new Uint8Array(200_000), { strategy: constants.Z_FIXED });
  t.equal(
    refusal(() => decodePaper(toDigits(Uint8Array.of(1, ...bomb)))),
    'too-large',
    'a small code that means much',
  );
  t.end();
});

t.test('what CBOR-LD cannot carry unchanged is not printed', (t) => {
  t.throws(() => encodePaper({ ...signed, unknownMember: 1 }), TypeError);
  t.throws(() => encodePaper({ ...signed, '@context': [{ a: 'https://a.example/' }] }), TypeError);
  t.throws(() => encodePaper({ ...signed, name: 1.5 }), TypeError);
  t.end();
});
