import { loadContextDocument } from '@symbolon/contexts';
import { skillsSchemaUrl } from '@symbolon/contexts/schemas';
import { Problem } from '@symbolon/problem';
import jsonld from 'jsonld';
import t from 'tap';
import { checkAchievement } from './achievement.ts';
import { buildSkillsCredential } from './build.ts';
import { checkCredential } from './check.ts';
import { document, masonry, somchai } from './credential.fixture.ts';
import { readSkill } from './read.ts';

const quads = (credential: object): Promise<string> =>
  jsonld.canonize(credential, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    safe: true,
    documentLoader: async (url: string) => ({ documentUrl: url, document: await loadContextDocument(url) }),
  });

t.test('a credential that is built passes its own check and every member of it is signed (safe mode)', async (t) => {
  t.strictSame(checkCredential(document()), []);
  const signed = await quads(document());
  for (const text of ['สมชาย ใจดี', 'SOMCHAI JAIDEE', '1994-05-17', '65-0117', 'ช่างก่ออิฐ ระดับ 2', 'Masonry NC II', '82'])
    t.match(signed, text);
  t.match(signed, '<https://w3id.org/symbolon/skills#course>');
  t.strictSame(document().credentialSchema, [{ id: skillsSchemaUrl, type: 'JsonSchema' }]);
  const blank = new Set(signed.match(/_:c14n\d+/g));
  // The subject, five identity objects, the criteria and two status entries: each costs time in canonicalisation.
  t.equal(blank.size, 9);
});

t.test('alignments are rows of the data files, with the level, the field and the occupations', async (t) => {
  const { alignment, frameworkLevel, fieldOfStudy, resultDescription } = document().credentialSubject.achievement;
  t.strictSame(
    alignment.map(({ targetFramework, targetCode }: Record<string, string>) => [targetFramework, targetCode]),
    [
      ['Philippine Qualifications Framework', '2'],
      ['ISCED-F 2013', '0732'],
      ['ISCO-08', '7112'],
      ['ESCO', '7112.1'],
    ],
  );
  t.match(frameworkLevel, { type: 'FrameworkLevel', framework: 'ph-pqf', level: '2' });
  t.equal(fieldOfStudy, 'Building and civil engineering');
  t.match(resultDescription[1].alignment[0], { targetCode: 'CON712304', targetName: 'Plaster wall surface' });
  t.notOk('alignment' in resultDescription[2], 'a unit of the institution’s own is aligned with nothing');
  t.equal(resultDescription[2].id, `${masonry.id}#unit-RCC%2F9%20%E0%B8%81`);
});

t.test(
  'fewer units than the achievement has make a partial recognition; the missing ones have no result',
  async (t) => {
    const award = { ...somchai.award, recognisedUnits: ['CON712304'], route: 'recognition-of-prior-learning' as const };
    const credential = document((input) => ({ ...input, award }));
    t.strictSame(checkCredential(credential), []);
    const { partialRecognition, result, recognitionRoute } = credential.credentialSubject;
    t.match(partialRecognition, { recognisedUnit: ['CON712304'], missingUnit: ['CON712303', 'RCC/9 ก'] });
    t.equal(recognitionRoute, 'recognition-of-prior-learning');
    t.strictSame(
      result.map(({ status, value }: Record<string, string>) => status ?? value),
      ['Completed', '82'],
    );
    t.notMatch(JSON.stringify(credential), /Failed|InProgress/, '"not yet competent" is never published');
    t.match(readSkill(credential).units, [{ recognised: false }, { recognised: true }, { recognised: false }]);
    const all = document((input) => ({
      ...input,
      award: { ...award, recognisedUnits: masonry.units.map(({ code }) => code).reverse() },
    }));
    t.notOk('partialRecognition' in all.credentialSubject);
  },
);

t.test('only what is said is in the document: no empty arrays, no members without a value', async (t) => {
  const bare = document(({ institution: { did }, credentialId }) => ({
    institution: { did, name: 'College' },
    credentialId,
    achievement: {
      ...masonry,
      name: { en: 'Masonry' },
      description: { en: 'x' },
      criteria: { en: 'y' },
      languages: ['en'],
      units: [],
      occupations: [],
      level: undefined as never,
      field: undefined as never,
    },
    holder: { name: 'Dara' },
    award: { validFrom: '2026-11-22T00:00:00Z' },
  }));
  t.strictSame(checkCredential(bare), []);
  t.strictSame(Object.keys(bare.credentialSubject), ['type', 'name', 'identifier', 'recognitionRoute', 'achievement']);
  t.notMatch(JSON.stringify(bare), /\[\]|null|ByLanguage/);
  await quads(bare);
});

t.test(
  'an achievement whose codes are not known is refused with a pointer to each, and so is an unknown unit',
  async (t) => {
    const wrong = {
      ...masonry,
      name: { en: 'Only English' },
      level: { framework: 'th-nqf', level: '2' },
      field: '7777',
      occupations: [{ scheme: 'isco-08' as const, code: '7999' }],
      units: [
        { qualification: 'ph-tesda-masonry-nc-ii', code: 'XX', title: { th: 'x' } },
        { code: 'XX', title: { th: 'y' } },
      ],
    };
    t.strictSame(
      checkAchievement(wrong).map(({ pointer }) => pointer),
      ['/name', '/level', '/field', '/occupations/0', '/units/0', '/units/1/code'],
    );
    t.match(checkAchievement({ ...masonry, languages: [] }), [{ pointer: '/languages' }]);
    t.match(checkAchievement({ ...masonry, level: { framework: 'in-nsqf', level: '4' } }), [
      { pointer: '/level', detail: /edition/ },
    ]);
    const refused = (input: typeof somchai) => {
      try {
        buildSkillsCredential(input);
      } catch (error) {
        return error instanceof Problem ? [error.status, error.errors?.map(({ pointer }) => pointer)] : error;
      }
      return undefined;
    };
    t.match(refused({ ...somchai, achievement: wrong }), [400, ['/achievement/name', '/achievement/level']]);
    t.strictSame(refused({ ...somchai, award: { ...somchai.award, recognisedUnits: ['CON712303', 'nope'] } }), [
      400,
      ['/award/recognisedUnits/1'],
    ]);
    t.strictSame(refused({ ...somchai, award: { ...somchai.award, recognisedUnits: [] } }), [
      400,
      ['/award/recognisedUnits'],
    ]);
  },
);
