import t from 'tap';
import { document } from './credential.fixture.ts';
import { holderName, readSkill } from './read.ts';

t.test('what a credential of ours says is read in the language asked for', async (t) => {
  const credential = document();
  const english = readSkill(credential, ['en']);
  t.match(english, {
    holder: { name: 'สมชาย ใจดี', latinName: 'SOMCHAI JAIDEE', dateOfBirth: '1994-05-17', identifier: '65-0117' },
    achievement: { name: 'Masonry NC II', description: /Lays bricks/, criteria: /two assessors/, language: 'th' },
    level: { framework: 'ph-pqf', level: '2' },
    route: 'course',
    units: [
      { code: 'CON712303', name: 'Lay brick/block for structure', recognised: true },
      { code: 'CON712304', recognised: true },
      { code: 'RCC/9 ก', name: 'ความปลอดภัย', recognised: true },
    ],
    occupations: [
      { framework: 'ISCO-08', code: '7112' },
      { framework: 'ESCO', code: '7112.1' },
    ],
    result: '82',
    issuer: { id: 'did:web:issuer.example:institutions:rcc', name: 'Rayong Construction College' },
    validFrom: '2026-11-22T00:00:00Z',
    validUntil: '2029-11-22T00:00:00Z',
  });
  t.match(english.holder.documentNumberHash, { salt: 'c2FsdA', identityHash: /^sha256\$/ });
  t.notOk('partial' in english);
  t.match(readSkill(credential, ['th', 'en']).achievement, { name: 'ช่างก่ออิฐ ระดับ 2', criteria: 'สอบภาคปฏิบัติ' });
  t.equal(readSkill(credential, ['km']).achievement.name, 'ช่างก่ออิฐ ระดับ 2', 'without the language, as it was written');
  t.equal(readSkill(credential, ['km', 'en']).achievement.name, 'Masonry NC II');
});

t.test('the small credential of a QR code is read by the same words', async (t) => {
  const paper = {
    type: ['VerifiableCredential', 'SkillsCredentialSummary'],
    issuer: 'did:web:issuer.example',
    validFrom: '2026-11-22T00:00:00Z',
    summaryOf: 'urn:uuid:8f6c1c3e-5a7d-4f5b-9d3e-2b1a0c9d8e7f',
    credentialSubject: {
      type: ['RecognisedSkillSubject'],
      name: 'សុខ ចាន់ដារ៉ា',
      latinName: 'SOK CHANDARA',
      recognitionRoute: 'work',
      partialRecognition: { type: 'PartialRecognition' },
      achievement: {
        id: 'https://i.example/a/1',
        type: ['SkillsAchievement', 'OccupationalAchievement'],
        name: 'Masonry',
        occupation: ['isco-08:7112', 'esco:7112.1', 'mason', 7112],
        frameworkLevel: { framework: 'in-nsqf', level: '4', edition: '2023' },
      },
    },
  };
  t.match(readSkill(paper), {
    holder: { name: 'សុខ ចាន់ដារ៉ា', latinName: 'SOK CHANDARA' },
    achievement: { name: 'Masonry' },
    level: { framework: 'in-nsqf', level: '4', edition: '2023' },
    route: 'work',
    occupations: { 0: { framework: 'ISCO-08', code: '7112' }, 1: { framework: 'ESCO', code: '7112.1' }, length: 2 },
    partial: { recognisedUnit: [], missingUnit: [] },
    issuer: { id: 'did:web:issuer.example' },
    summaryOf: /^urn:uuid:/,
  });
});

t.test('foreign credentials are read: texts in many languages, EQF levels, VCDM 1.1, learner records', async (t) => {
  const foreign = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    issuer: {
      id: 'https://school.example',
      name: [
        { '@value': 'École', '@language': 'fr' },
        { '@value': 'School', '@language': 'en-GB' },
      ],
    },
    issuanceDate: '2010-01-01T00:00:00Z',
    expirationDate: '2030-01-01T00:00:00Z',
    credentialSubject: [
      {
        id: 'did:example:1',
        givenName: { en: 'Ada' },
        familyName: 'Lovelace',
        achievement: {
          name: { fr: 'Soudage', en: 'Welding' },
          criteria: { narrative: 'Weld.' },
          alignment: {
            targetName: 'EQF level 4',
            targetCode: '4',
            targetType: 'ext:EQF',
            targetUrl: 'http://data.europa.eu/snb/eqf/4',
          },
          resultDescription: [{ id: 'r1', resultType: 'LetterGrade', name: 'Grade' }],
        },
        result: { value: 'A' },
      },
    ],
  };
  t.match(readSkill(foreign, ['en']), {
    holder: { id: 'did:example:1', name: 'Ada Lovelace' },
    achievement: { name: 'Welding', criteria: 'Weld.' },
    level: { framework: 'EQF', level: '4', name: 'EQF level 4' },
    units: [],
    result: 'A',
    issuer: { name: 'School' },
    validFrom: '2010-01-01T00:00:00Z',
    validUntil: '2030-01-01T00:00:00Z',
  });
  const record = {
    name: 'Transcript',
    credentialSubject: {
      type: ['ClrSubject'],
      identifier: [{ identityType: 'name', hashed: false, identityHash: 'Grace' }],
      verifiableCredential: [
        { credentialSubject: { achievement: { name: 'Cooking' } } },
        { credentialSubject: { achievement: { name: 'Baking' } } },
      ],
    },
  };
  t.match(readSkill(record), {
    holder: { name: 'Grace' },
    achievement: { name: 'Cooking' },
    otherAchievements: ['Baking'],
  });
  t.equal(readSkill({ name: 'Badge', credentialSubject: {} }).achievement.name, 'Badge');
});

t.test('a hashed name is no name, and inherited members are none of the document’s', async (t) => {
  const hashed = {
    credentialSubject: { identifier: [{ identityType: 'name', hashed: true, identityHash: 'sha256$00' }] },
  };
  t.equal(holderName(hashed), undefined);
  const inherited = { credentialSubject: Object.create({ name: 'Mallory' }) };
  t.equal(holderName(inherited), undefined);
  t.equal(holderName({ credentialSubject: { name: { constructor: 1, toString: [] } } }), undefined);
  t.equal(
    readSkill(
      JSON.parse(
        '{"credentialSubject":{"recognitionRoute":"constructor","achievement":{"nameByLanguage":{"__proto__":{"en":"x"}},"name":"N"}}}',
      ),
    ).achievement.name,
    'N',
  );
});

t.test('whatever the shape, reading never throws and never gives anything but text', async (t) => {
  const odd = [
    null,
    0,
    true,
    '',
    [],
    {},
    [[]],
    [null],
    { '@value': 1 },
    { id: {} },
    { name: [[{}]] },
    'x',
    ['x', 1, null],
  ];
  const members = ['issuer', 'name', 'validFrom', 'validUntil', 'credentialSubject', 'replaces', 'summaryOf'];
  const inner = [
    'id',
    'name',
    'identifier',
    'result',
    'achievement',
    'partialRecognition',
    'verifiableCredential',
    'recognitionRoute',
  ];
  const deepest = [
    'name',
    'criteria',
    'alignment',
    'resultDescription',
    'frameworkLevel',
    'nameByLanguage',
    'inLanguage',
  ];
  for (const value of odd) {
    const spoilt = [
      ...members.map((member) => ({ ...document(), [member]: value })),
      ...inner.map((member) => ({
        ...document(),
        credentialSubject: { ...document().credentialSubject, [member]: value },
      })),
      ...deepest.map((member) => {
        const credential = document();
        credential.credentialSubject.achievement[member] = value;
        return credential;
      }),
    ];
    for (const credential of spoilt) {
      const { holder, achievement, issuer, level } = readSkill(credential, ['en', '']);
      for (const text of [
        ...Object.values({ ...holder, documentNumberHash: 'x' }),
        ...Object.values(achievement),
        ...Object.values(issuer),
        ...Object.values(level ?? {}),
      ])
        if (typeof text !== 'string') t.fail(`${JSON.stringify(value)} came out as ${typeof text}`);
    }
  }
  t.pass();
});
