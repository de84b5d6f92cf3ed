import { readFile } from 'node:fs/promises';
import { schemas } from '@symbolon/contexts/schemas';
import t from 'tap';
import { Compile } from 'typebox/schema';
import { checkCredential, checkOpenBadge } from './check.ts';
import { writeCode } from './compiled/generate.ts';
import { compiledSchemas } from './compiled/schemas.ts';
import {
  isAchievementCredential,
  isCredentialV2,
  isSkillsCredential,
  isStatusList,
  isSummary,
} from './compiled/valid.generated.ts';
import { document } from './credential.fixture.ts';
import { compileSchema, type JsonSchema } from './schema.ts';

type Json = ReturnType<typeof document>;

const compiled = { isAchievementCredential, isCredentialV2, isSkillsCredential, isStatusList, isSummary };
const good = document();
const spoilt = (spoil: (credential: Json) => unknown): Json => {
  const credential = structuredClone(good);
  spoil(credential);
  return credential;
};
const pointers = (value: unknown) => checkCredential(value).map(({ pointer }) => pointer);

const multihash = 'uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw';

t.test('each problem has its place, its kind, and words that tell what to do', (t) => {
  const problems = checkCredential(
    spoilt((credential) => {
      delete credential.issuer;
      credential.validFrom = '2026-11-22';
      credential.credentialSubject.achievement.alignment = credential.credentialSubject.achievement.alignment[0];
      credential.credentialSubject.achievement.frameworkLevel.level = 2;
    }),
  );
  const say = (pointer: string) => problems.find((problem) => problem.pointer === pointer);
  t.match(say(''), { code: 'MALFORMED_VALUE_ERROR', detail: /Add the member "issuer"\. .*DID/ });
  t.match(say('/validFrom'), {
    type: 'https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR',
    detail: /2026-11-22T09:00:00Z/,
  });
  t.match(say('/credentialSubject/achievement/alignment'), {
    detail: /An array of Alignments, even where there is only one/,
  });
  t.match(say('/credentialSubject/achievement/frameworkLevel/level'), { detail: /code and so text/ });
  t.notMatch(JSON.stringify(problems), /สมชาย|SOMCHAI|1994-05-17/, 'the person’s data is not repeated');
  t.end();
});

t.test('arrays and texts that were swapped are named at their place', (t) => {
  const cases: [string, (credential: Json) => unknown][] = [
    ['/@context', (c) => (c['@context'] = c['@context'][0])],
    ['/@context/0', (c) => c['@context'].reverse()],
    ['/type', (c) => (c.type = 'OpenBadgeCredential')],
    ['/type', (c) => (c.type = ['OpenBadgeCredential'])],
    ['/id', (c) => (c.id = 'not a url')],
    ['/id', (c) => (c.id = null)],
    ['/issuer', (c) => (c.issuer = ['did:web:a.example'])],
    ['/issuer/id', (c) => (c.issuer.id = 7)],
    ['/issuer/type', (c) => (c.issuer.type = 'Profile')],
    ['/credentialSubject', (c) => (c.credentialSubject = [])],
    ['/credentialSubject', (c) => (c.credentialSubject = 'did:example:1')],
    ['/credentialStatus', (c) => (c.credentialStatus = 'revoked')],
    ['/credentialStatus/0', (c) => (c.credentialStatus = [{ id: 'urn:x' }])],
    ['/credentialSchema', (c) => (c.credentialSchema = { id: 'https://a.example/s', type: 'JsonSchema' })],
    ['/relatedResource/0', (c) => (c.relatedResource = ['https://a.example/r'])],
    ['/relatedResource', (c) => (c.relatedResource = { digestSRI: 'sha256-x' })],
    ['/relatedResource/0', (c) => (c.relatedResource = [{ id: 'https://a.example/r' }])],
    ['/relatedResource', (c) => (c.relatedResource = [1, 2].map(() => ({ id: 'urn:r', digestMultibase: multihash })))],
    ['/relatedResource/digestSRI', (c) => (c.relatedResource = { id: 'urn:r', digestSRI: 'md5-x' })],
    // Base64url of some text, as it stands in the test suite of VCDM 2.0.
    [
      '/relatedResource/0/digestMultibase',
      (c) => (c.relatedResource = [{ id: 'urn:r', digestMultibase: 'uZTQ0MjM1NiAgcmVwb3J0cw' }]),
    ],
    ['/relatedResource/digestMultibase', (c) => (c.relatedResource = { id: 'urn:r', digestMultibase: 'm' })],
    ['/credentialSubject/type', (c) => (c.credentialSubject.type = 'AchievementSubject')],
    ['/credentialSubject/recognitionRoute', (c) => (c.credentialSubject.recognitionRoute = ['course'])],
    ['/credentialSubject/name', (c) => (c.credentialSubject.name = { '@value': 'x' })],
    ['/credentialSubject/identifier/0/hashed', (c) => (c.credentialSubject.identifier[0].hashed = 'false')],
    ['/credentialSubject/identifier/0/id', (c) => (c.credentialSubject.identifier[0].id = 'urn:x')],
    ['/credentialSubject/achievement', (c) => (c.credentialSubject.achievement = [c.credentialSubject.achievement])],
    ['/credentialSubject/achievement/criteria', (c) => (c.credentialSubject.achievement.criteria = 'Weld.')],
    [
      '/credentialSubject/achievement/achievementType',
      (c) => (c.credentialSubject.achievement.achievementType = 'Skill'),
    ],
    [
      '/credentialSubject/achievement/nameByLanguage/no language',
      (c) => (c.credentialSubject.achievement.nameByLanguage = { 'no language': 'x' }),
    ],
    [
      '/credentialSubject/achievement/alignment/0/targetCode',
      (c) => (c.credentialSubject.achievement.alignment[0].targetCode = 2),
    ],
    ['/credentialSubject/result/0/status', (c) => (c.credentialSubject.result[0].status = 'done')],
    ['/proof', (c) => (c.proof = { type: 'DataIntegrityProof' })],
    ['/name', (c) => (c.name = [{ '@value': 'x', '@language': 'th' }])],
    ['/replaces', (c) => (c.replaces = { id: 'urn:x' })],
  ];
  for (const [pointer, spoil] of cases)
    t.ok(pointers(spoilt(spoil)).includes(pointer), `${pointer} ${pointers(spoilt(spoil))}`);
  t.end();
});

t.test('contexts are known URLs at the top and nowhere else, and a known word has no second spelling', (t) => {
  const unknown = spoilt((credential) => credential['@context'].push('https://example.org/context'));
  t.match(checkCredential(unknown), [{ code: 'UNSUPPORTED', pointer: '/@context/3' }]);
  t.strictSame(checkCredential(unknown, { allowedContexts: new Set(unknown['@context']) }), []);
  const related = { id: 'https://a.example/r', digestSRI: 'sha256-x', mediaType: 'application/json' };
  for (const relatedResource of [related, [related, { id: 'urn:r', digestMultibase: multihash }]])
    t.strictSame(pointers({ ...document(), relatedResource }), []);
  const cases: [string, (credential: Json) => unknown][] = [
    ['/@context/3', (c) => c['@context'].push({ name: 'https://schema.org/alternateName' })],
    ['/credentialSubject/@context', (c) => (c.credentialSubject['@context'] = c['@context'][0])],
    [
      '/credentialSubject/@context',
      (c) =>
        Object.assign(c.credentialSubject, {
          type: ['VerifiableCredential'],
          '@context': ['https://w3id.org/security/multikey/v1'],
        }),
    ],
    ['/credentialSubject/achievement/@id', (c) => (c.credentialSubject.achievement['@id'] = 'urn:x')],
    ['/@graph', (c) => (c['@graph'] = [])],
    ['/credentialSubject/@reverse', (c) => (c.credentialSubject['@reverse'] = {})],
  ];
  for (const [pointer, spoil] of cases) t.ok(pointers(spoilt(spoil)).includes(pointer), pointer);
  const endorsed = spoilt((credential) => {
    credential.endorsement = [
      { '@context': credential['@context'].slice(0, 2), type: ['VerifiableCredential', 'EndorsementCredential'] },
    ];
  });
  t.strictSame(checkCredential(endorsed), [], 'an embedded credential may repeat the contexts');
  t.end();
});

t.test('a day that does not exist and an end before the beginning are refused', (t) => {
  for (const date of [
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T00:60:00Z',
    '2026-11-22T00:00:00+15:00',
    '2026-11-22T00:00:00',
    '2026-11-22t00:00:00z',
    '20261122T000000Z',
  ])
    t.strictSame(pointers(spoilt((credential) => (credential.validFrom = date))), ['/validFrom'], date);
  for (const date of ['2028-02-29T23:59:59.999Z', '2026-11-22T00:00:00+14:00'])
    t.strictSame(pointers(spoilt((credential) => (credential.validFrom = date))), [], date);
  t.match(checkCredential(spoilt((credential) => (credential.validUntil = '2026-11-21T23:59:59Z'))), [
    { code: 'RANGE_ERROR', pointer: '/validUntil' },
  ]);
  t.end();
});

t.test('VCDM 1.1 has its own rules, and Open Badges can be asked apart', (t) => {
  const old = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiableCredential'],
    issuer: 'https://school.example',
    issuanceDate: '2010-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:1' },
  };
  t.strictSame(checkCredential(old), []);
  t.match(checkCredential({ ...old, issuanceDate: undefined, expirationDate: '2010-02-31T00:00:00Z' }), [
    { pointer: '/issuanceDate' },
    { pointer: '/expirationDate' },
  ]);
  t.match(checkCredential({ ...old, expirationDate: '2009-01-01T00:00:00Z' }), [{ code: 'RANGE_ERROR' }]);
  const badge = spoilt((credential) => {
    credential.type = ['VerifiableCredential', 'OpenBadgeCredential'];
    credential.proof = { type: 'DataIntegrityProof' };
    delete credential.credentialSubject.identifier;
  });
  t.strictSame(checkCredential(badge, { openBadges: false }), []);
  t.match(checkOpenBadge(badge), [
    { pointer: '/credentialSubject', detail: /Say who the holder is/ },
    { pointer: '/proof' },
  ]);
  // What is decided quickly, as the schema decides it.
  const schema = compileSchema(schemas['achievement-credential.json']);
  const lone = { ...good, proof: { type: 'DataIntegrityProof' } };
  const said = [{ pointer: '/proof', detail: 'An array of proofs, even where there is only one.' }];
  t.strictSame(schema(lone), said);
  for (let count = 0; count < 2; count++) t.match(checkOpenBadge(lone), said);
  t.equal(checkOpenBadge(lone).length, 1);
  t.strictSame(
    checkOpenBadge({ ...lone, proof: {} }).map(({ pointer }) => pointer),
    schema({ ...lone, proof: {} }).map(({ pointer }) => pointer),
    'a proof that would be wrong in an array too',
  );
  t.strictSame(checkOpenBadge(old), []);
  t.end();
});

t.test('a status list and the small credential of a QR code have schemas of their own', (t) => {
  const list = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: 'did:web:a.example',
    credentialSubject: { type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList: 'uH4sI', ttl: 3000 },
  };
  t.strictSame(checkCredential(list), []);
  const { credentialSubject } = list;
  t.strictSame(pointers({ ...list, credentialSubject: { ...credentialSubject, encodedList: 'H4sI', ttl: '3000' } }), [
    '/credentialSubject/encodedList',
    '/credentialSubject/ttl',
  ]);
  t.strictSame(pointers({ ...list, credentialSubject: [credentialSubject] }), ['/credentialSubject']);
  const paper = {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://w3id.org/vc-barcodes/v1',
      'https://w3id.org/symbolon/skills/v1',
    ],
    type: ['VerifiableCredential', 'SkillsCredentialSummary'],
    issuer: 'did:web:a.example',
    validFrom: '2026-11-22T00:00:00Z',
    summaryOf: 'urn:uuid:1',
    credentialStatus: {
      type: 'TerseBitstringStatusListEntry',
      terseStatusListBaseUrl: 'https://a.example/s',
      terseStatusListIndex: 7,
    },
    credentialSubject: {
      type: ['RecognisedSkillSubject'],
      name: 'x',
      recognitionRoute: 'work',
      partialRecognition: { type: 'PartialRecognition' },
      achievement: { id: 'https://a.example/1', type: ['SkillsAchievement'], name: 'y' },
    },
  };
  t.strictSame(checkCredential(paper), []);
  t.strictSame(pointers({ ...paper, summaryOf: ['urn:uuid:1'] }), ['/summaryOf']);
  t.end();
});

t.test('hostile documents get an answer, and a short one', (t) => {
  for (const value of [undefined, null, 0, 'x', [], [[]], () => 1])
    t.match(checkCredential(value), [{ code: 'PARSING_ERROR' }]);
  const proto = JSON.parse(JSON.stringify(document()).replace('"name"', '"__proto__":{"issuer":"x"},"name"'));
  t.ok(pointers(proto).includes('/__proto__'));
  const inherited = Object.assign(Object.create({ issuer: 'did:web:a.example' }), document());
  delete inherited.issuer;
  t.ok(
    checkCredential(inherited).some(({ detail }) => /"issuer"/.test(detail ?? '')),
    'inherited members do not count',
  );
  t.strictSame(pointers(spoilt((credential) => Object.assign(credential, { constructor: { toString: 1 } }))), []);
  let deep: unknown = 'x';
  for (let depth = 0; depth < 100_000; depth++) deep = { deep };
  t.strictSame(pointers(spoilt((credential) => (credential.evidence = [{ type: ['Evidence'], deep }]))), []);
  const wide = spoilt(
    (credential) => (credential.credentialSubject.identifier = Array.from({ length: 50_000 }, () => 7)),
  );
  const start = process.hrtime.bigint();
  t.ok(checkCredential(wide).length <= 80);
  t.ok(Number(process.hrtime.bigint() - start) < 2e9, 'in time');
  const odd = [null, 0, false, '', [], {}, [[]], [null], 'constructor', ['VerifiableCredential'], { '@value': {} }];
  const visit = (value: unknown, path: string[]): string[][] =>
    typeof value === 'object' && value !== null
      ? [path, ...Object.entries(value).flatMap(([name, inner]) => visit(inner, [...path, name]))]
      : [path];
  for (const path of visit(document(), []).slice(1))
    for (const value of odd)
      checkCredential(
        spoilt((credential) => {
          const last = path.at(-1) as string;
          path.slice(0, -1).reduce((node, name) => node[name], credential)[last] = value;
        }),
      );
  t.pass('no value at any place made it throw');
  t.end();
});

t.test('our schemas mean to our checker what they mean to another implementation of JSON Schema', (t) => {
  const sources: Json[] = [document(), { ...document(), proof: [{ type: 'DataIntegrityProof' }] }];
  const odd = [null, 7, 'x', [], ['x'], {}, { id: 'urn:x', type: 'x' }, 'did:web:a.example', true];
  const variants = sources.flatMap((source) => {
    const places = (value: unknown, path: string[]): string[][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...places(inner, [...path, name])])
        : [];
    return places(source, []).flatMap((path, index) =>
      ['delete' as const, odd[index % odd.length], odd[(index + 4) % odd.length]].map((value) => {
        const copy = structuredClone(source);
        const parent = path.slice(0, -1).reduce((node, name) => node[name], copy);
        if (value === 'delete' && Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
        else if (value === 'delete') delete parent[path.at(-1) as string];
        else parent[path.at(-1) as string] = value;
        return copy;
      }),
    );
  });
  let refused = 0;
  const codeOf = new Map<object, (value: unknown) => boolean>(
    Object.entries(compiledSchemas).map(([name, schema]) => [schema, compiled[name as keyof typeof compiled]]),
  );
  for (const [name, schema] of Object.entries(schemas)) {
    const check = compileSchema(schema as JsonSchema);
    const theirs = Compile(schema as never);
    const code = codeOf.get(schema);
    for (const variant of [...sources, ...variants]) {
      const passes = check(variant).length === 0;
      if (!passes) refused++;
      if (code && passes !== code(variant)) t.fail(`${name}, compiled: ${JSON.stringify(check(variant))}`);
      if (passes !== theirs.Check(variant)) t.fail(`${name}: ${JSON.stringify(check(variant))}`);
    }
  }
  t.ok(refused > 200 && variants.length > 300, `${variants.length} variants, ${refused} refusals alike`);
  t.throws(() => compileSchema({ $id: 'x', if: {} }), /keyword if is not known/);
  t.throws(() => writeCode({ name: { if: {} } }), /keyword if is not known/);
  t.throws(() => compileSchema({ $id: 'x', $ref: '#/$defs/none' }), /nothing is defined/);
  t.end();
});

t.test(
  'the compiled schemas are those of today, and what they let pass has no problem that words would name',
  async (t) => {
    const file = new URL('./compiled/valid.generated.ts', import.meta.url);
    t.equal(await readFile(file, 'utf8'), writeCode(compiledSchemas), 'node packages/credential/src/compiled/write.ts');
    const dates = [
      '2026-02-28',
      '2026-02-29',
      '2028-02-29',
      '2026-04-31',
      '2026-12-31',
      '2026-00-10',
      '2026-13-01',
      '20x6-01-01',
    ];
    const times = [
      'T00:00:00Z',
      'T23:59:59Z',
      'T24:00:00Z',
      'T12:60:00Z',
      'T12:00:60Z',
      'T12:00:00.5Z',
      'T12:00:00+15:00',
    ];
    for (const date of dates) {
      for (const time of times) {
        const text = date + time;
        const isReal =
          !Number.isNaN(Date.parse(text)) &&
          new Date(text).getUTCDate() === Number(date.slice(8)) &&
          !/T24|\+15/.test(text);
        const found = pointers(
          spoilt((credential) => Object.assign(credential, { validFrom: text, validUntil: undefined })),
        );
        t.equal(!found.includes('/validFrom'), isReal, text);
      }
    }
    const order = [
      '2026-01-02T00:00:00Z',
      '2026-01-02T00:00:00.5Z',
      '2026-01-02T01:00:00+02:00',
      '2026-01-01T23:30:00Z',
    ];
    for (const validFrom of order)
      for (const validUntil of order) {
        const found = pointers(spoilt((credential) => Object.assign(credential, { validFrom, validUntil })));
        t.equal(
          found.includes('/validUntil'),
          Date.parse(validUntil) < Date.parse(validFrom),
          `${validFrom} ${validUntil}`,
        );
      }
  },
);

t.test('nothing in the schemas is code: no words but the keywords, every rule said in plain words', async (t) => {
  for (const [name, schema] of Object.entries(schemas)) {
    t.match(schema, {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `https://w3id.org/symbolon/schemas/v1/${name}`,
      title: String,
    });
    const file = new URL(import.meta.resolve(`@symbolon/contexts/schemas/${name}`));
    t.strictSame(JSON.parse(await readFile(file, 'utf8')), schema);
  }
});
