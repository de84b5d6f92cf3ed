import { type AchievementVersion, buildSkillsCredential, type SkillsCredentialInput } from '@symbolon/credential';
import { Problem } from '@symbolon/problem';
import t from 'tap';
import type { JsonObject } from '../../primitives/json.ts';
import { asserted, didKeySigner } from '../../testing/world.ts';
import { verifyDataIntegrity } from '../../verify/data-integrity.ts';
import { createProof, createProofs } from '../data-integrity.ts';
import { type PreparedCredential, prepareCredential } from '../prepare.ts';
import { credentialTemplates } from './templates.ts';

const achievement: AchievementVersion = {
  id: 'https://issuer.example/institutions/demo/achievements/masonry/versions/1',
  achievement: 'masonry',
  version: 1,
  name: { en: 'Masonry NC II', km: 'ជាងឥដ្ឋ កម្រិត NC II' },
  description: { en: 'Prepares masonry materials, lays brick and block for structures, and plasters walls.' },
  criteria: { en: 'All units of competency were assessed as competent by an accredited assessor.' },
  achievementType: 'Certificate',
  route: 'recognition-of-prior-learning',
  units: [
    { code: 'A1', title: { en: 'Lay bricks' } },
    { code: 'A2', title: { en: 'Plaster walls' } },
  ],
  occupations: [{ scheme: 'isco-08', code: '7112' }],
  level: { framework: 'ph-pqf', level: '2' },
  languages: ['en', 'km'],
};

const names = [
  'Maria Santos Reyes',
  'សុខ ដារ៉ា',
  'สมชาย ใจดี',
  'محمد عبد الله',
  'নুসরাত জাহান',
  '王小明',
  'O’Brien "the \\ mason"',
  'tab\tline\nbell\u0007 delete\u007f nul\u0000 separator\u2028',
  'astral \u{1F600} \u{20BB7}野家',
  'é e\u0301 \ufb01 \uffee',
  '_:c14n0 <https://a.example> "x"^^<y> .',
  ' ',
];

const pad = (number: number) => String(number).padStart(12, '0');

/** What differs from holder to holder, and now and then a member more or less. */
function input(number: number): SkillsCredentialInput {
  const name = names[number % names.length]!;
  const base = 'https://issuer.example/status-lists/demo';
  const list = Math.floor(number / 400);
  return {
    institution: { did: 'did:web:issuer.example:institutions:demo', name: 'Siem Reap Skills Centre' },
    achievement,
    holder: {
      name: `${name} ${number}`,
      ...(number % 2 ? { latinName: `Latin ${names[(number * 7) % names.length]}` } : {}),
      ...(number % 3 ? { dateOfBirth: `19${60 + (number % 40)}-02-14` } : {}),
      ...(number % 100 === 99 ? { id: `did:example:holder-${number}` } : {}),
    },
    award: {
      validFrom: `2026-${String(1 + (number % 12)).padStart(2, '0')}-01T00:00:00Z`,
      ...(number % 4 ? { validUntil: '2031-11-06T00:00:00Z' } : {}),
      ...(number % 5 ? {} : { recognisedUnits: [number % 10 ? 'A1' : 'A2'] }),
      ...(number % 7 ? {} : { result: `Passed, ${number} points` }),
    },
    credentialId: number % 6 ? `urn:uuid:8f6c1c3e-5a7d-4f5b-9d3e-${pad(number)}` : `https://issuer.example/c/${number}`,
    credentialStatus: ['revocation', 'suspension'].map((statusPurpose) => ({
      id: `${base}/${statusPurpose}/${list}#${number}`,
      type: 'BitstringStatusListEntry' as const,
      statusPurpose,
      statusListIndex: String(number),
      statusListCredential: `${base}/${statusPurpose}/${list}`,
    })),
  };
}

const whole = (number: number) => buildSkillsCredential(input(number)) as unknown as JsonObject;

/** A credential as a QR code holds it: no ids of its own, a number for its place. */
const small = (number: number): JsonObject => ({
  '@context': [
    'https://www.w3.org/ns/credentials/v2',
    'https://w3id.org/vc-barcodes/v1',
    'https://w3id.org/symbolon/skills/v1',
    'https://w3id.org/symbolon/occupation/v1',
  ],
  type: ['VerifiableCredential', 'SkillsCredentialSummary'],
  issuer: 'did:web:issuer.example:institutions:demo',
  validFrom: '2026-11-06T00:00:00Z',
  summaryOf: `urn:uuid:8f6c1c3e-5a7d-4f5b-9d3e-${pad(number)}`,
  credentialStatus: {
    type: 'TerseBitstringStatusListEntry',
    terseStatusListBaseUrl: 'https://issuer.example/status-lists/demo',
    terseStatusListIndex: number,
  },
  credentialSubject: {
    type: ['RecognisedSkillSubject'],
    name: `${names[number % names.length]} ${number}`,
    recognitionRoute: 'work',
    achievement: {
      id: achievement.id,
      type: ['SkillsAchievement', 'OccupationalAchievement'],
      name: 'Masonry NC II',
      occupation: ['isco-08:7112'],
      frameworkLevel: { type: 'FrameworkLevel', framework: 'ph-pqf', level: '2' },
    },
  },
});

const hex = async (prepared: PreparedCredential) => Buffer.from(await prepared.hash('SHA-256')).toString('hex');

t.test('of 1,000 credentials each has from a template, byte for byte, what the ordinary way gives', async (t) => {
  const templates = credentialTemplates();
  const counted = { whole: 0, small: 0 };
  for (const [kind, make] of Object.entries({ whole, small })) {
    for (let number = 1; number <= 500; number++) {
      const document = make(number);
      const given = templates.prepare(document, kind);
      if (!(given instanceof Promise)) counted[kind as 'whole']++;
      const [prepared, ordinary] = [await given, await prepareCredential(document)];
      if (prepared.text !== JSON.stringify(document)) t.fail(`the text of ${kind} ${number}`);
      if ((await hex(prepared)) !== (await hex(ordinary))) t.fail(`the canonical form of ${kind} ${number}`);
      if (number % 100 === 0) t.same(await prepared.hash('SHA-384'), await ordinary.hash('SHA-384'));
    }
  }
  t.ok(counted.small > 450, `${counted.small} of 500 small ones came from a template`);
  t.ok(counted.whole > 200, `${counted.whole} of 500 whole ones, whose members come and go`);
});

t.test('those that come at the same moment teach no less than those that come in turn', async (t) => {
  const templates = credentialTemplates();
  for (const first of [1, 21, 41])
    await Promise.all(Array.from({ length: 20 }, (_, index) => templates.prepare(small(first + index), 'small')));
  t.notOk(templates.prepare(small(99), 'small') instanceof Promise);
});

t.test('a proof over a credential from a template holds, by each kind of key, and not over another', async (t) => {
  const templates = credentialTemplates();
  const document = (number: number, issuer: string) => ({ ...small(number), issuer });
  for (const algorithm of ['Ed25519', 'P-256', 'P-384'] as const) {
    const signer = didKeySigner(algorithm);
    for (const number of [1, 2]) await templates.prepare(document(number, signer.controller), algorithm);
    const prepared = await templates.prepare(document(3, signer.controller), algorithm);
    const proof = await createProof(prepared, signer, { created: asserted.now });
    const text = `${prepared.text.slice(0, -1)},"proof":${JSON.stringify(proof)}}`;
    t.ok((await verifyDataIntegrity(text, asserted)).verified, algorithm);
    t.notOk((await verifyDataIntegrity(text.replace(' 3"', ' 4"'), asserted)).verified, `${algorithm}, changed`);
    const [again, other] = await createProofs(
      [prepared, await templates.prepare(document(4, signer.controller), algorithm)],
      signer,
      { created: asserted.now },
    );
    if (algorithm === 'Ed25519') t.same(again, proof);
    t.not(again!.proofValue, other!.proofValue);
  }
});

t.test('what the ordinary way refuses is refused in the same words, however much it is like the others', async (t) => {
  const templates = credentialTemplates();
  for (const number of [1, 13, 25, 37]) await templates.prepare(whole(number), 'whole');
  t.notOk(templates.prepare(whole(49 - 12 + 24), 'whole') instanceof Promise, 'there is a template');
  type Spoil = (document: ReturnType<typeof parsed>) => unknown;
  // biome-ignore lint/suspicious/noExplicitAny: documents are spoilt at will
  const parsed = (): any => structuredClone(whole(61));
  const spoilt: [name: string, spoil: Spoil][] = [
    ['a day that does not exist', (c) => (c.validFrom = '2026-02-30T00:00:00Z')],
    ['no time zone', (c) => (c.validFrom = '2026-02-03')],
    ['an end before the beginning', (c) => (c.validUntil = '2001-01-01T00:00:00Z')],
    ['no name', (c) => (c.credentialSubject.name = '')],
    ['half a character', (c) => (c.credentialSubject.name = 'x\ud800')],
    ['a name that is a number', (c) => (c.credentialSubject.name = 7)],
    ['a member that is undefined', (c) => (c.credentialSubject.name = undefined)],
    ['an id that is no URL', (c) => (c.id = 'no url')],
    ['an id with a space', (c) => (c.id = 'urn:uuid:a b')],
    ['an id that is a keyword', (c) => (c.id = '@type')],
    ['the id of the document again', (c) => (c.credentialStatus[0].id = c.id)],
    ['a proof', (c) => (c.proof = {})],
    ['a word that no context defines', (c) => (c.zzz = 'x')],
    ['a word in place of another', (c) => (c.credentialSubject.recognitionRoute = 'luck')],
    ['another context', (c) => (c['@context'][2] = 'https://a.example/context')],
    ['another type', (c) => (c.type[0] = 'Credential')],
    ['a status that is no object', (c) => (c.credentialStatus[1] = 'x')],
    ['too much', (c) => (c.credentialSubject.name = 'x'.repeat(300_000))],
  ];
  for (const [name, spoil] of spoilt) {
    const document = parsed();
    spoil(document);
    const answer = async (prepare: () => unknown) => {
      try {
        return await prepare();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { title: error.message, errors: error.errors };
      }
    };
    const expected = await answer(() => prepareCredential(document));
    t.notOk(expected instanceof Object && 'document' in expected, name);
    t.strictSame(await answer(() => templates.prepare(document, 'whole')), expected, name);
  }
});

t.test('values that would move, join or double the statements take the ordinary way', async (t) => {
  const templates = credentialTemplates({ maximum: 3 });
  const listed = (number: number, more: JsonObject = {}): JsonObject => ({
    ...small(number),
    summaryOf: `urn:x:${number}`,
    name: [{ '@value': 'x', '@language': 'en' }],
    ...more,
  });
  // Language values have keywords for members; they are never learnt, and are right all the same.
  const twoTexts = (a: string, b: string, id = 'urn:x:1'): JsonObject => {
    const document = whole(1);
    const subject = document.credentialSubject as JsonObject & { achievement: JsonObject };
    const { achievement } = subject;
    return {
      ...document,
      id,
      evidence: [
        { id: 'urn:x:e', type: ['Evidence'], name: a, genre: b },
        { id: 'urn:x:f', type: ['Evidence'], name: b },
      ],
      credentialSubject: { ...subject, achievement: { ...achievement, tag: [a, b, 'm'] } },
    };
  };
  const documents = [
    listed(1),
    listed(2),
    listed(3),
    twoTexts('a', 'z'),
    twoTexts('b', 'y'),
    twoTexts('c', 'x'),
    twoTexts('z', 'a'),
    twoTexts('m', 'n'),
    twoTexts('q', 'q'),
    twoTexts('\u{1F600}', '\uffee'),
    twoTexts('n', 'o', 'urn:x:e'),
    twoTexts('n', 'o', 'urn:x:2'),
    twoTexts('n', 'o', 'aaa:x:2'),
  ];
  for (const [index, document] of documents.entries()) {
    const answer = async (prepare: () => PreparedCredential | Promise<PreparedCredential>) => {
      try {
        return await hex(await prepare());
      } catch (error) {
        return (error as Problem).message;
      }
    };
    const ordinary = await answer(() => prepareCredential(document));
    t.equal(
      await answer(() => templates.prepare(document, index < 3 ? 'language' : 'texts')),
      ordinary,
      `document ${index}`,
    );
  }
});
