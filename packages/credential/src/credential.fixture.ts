import { buildSkillsCredential, type SkillsCredentialInput } from './build.ts';
import type { AchievementVersion } from './types.ts';

/** A masonry certificate of a Thai institution, with units of a known qualification and one of its own. */
export const masonry: AchievementVersion = {
  id: 'https://issuer.example/institutions/rcc/achievements/masonry/1',
  achievement: 'masonry',
  version: 1,
  name: { th: 'ช่างก่ออิฐ ระดับ 2', en: 'Masonry NC II' },
  description: { th: 'งานก่ออิฐ', en: 'Lays bricks and blocks and plasters walls.' },
  criteria: { th: 'สอบภาคปฏิบัติ', en: 'Assessed at work by two assessors.' },
  achievementType: 'Certificate',
  route: 'course',
  units: [
    {
      qualification: 'ph-tesda-masonry-nc-ii',
      code: 'CON712303',
      title: { th: 'ก่ออิฐ', en: 'Lay brick/block for structure' },
    },
    { qualification: 'ph-tesda-masonry-nc-ii', code: 'CON712304', title: { th: 'ฉาบผนัง', en: 'Plaster wall surface' } },
    { code: 'RCC/9 ก', title: { th: 'ความปลอดภัย' } },
  ],
  occupations: [
    { scheme: 'isco-08', code: '7112' },
    { scheme: 'esco', code: '7112.1' },
  ],
  field: '0732',
  level: { framework: 'ph-pqf', level: '2' },
  languages: ['th', 'en'],
};

export const somchai: SkillsCredentialInput = {
  institution: {
    did: 'did:web:issuer.example:institutions:rcc',
    name: 'Rayong Construction College',
    email: 'registrar@issuer.example',
    telephone: '+66 38 000 000',
  },
  achievement: masonry,
  holder: {
    name: 'สมชาย ใจดี',
    latinName: 'SOMCHAI JAIDEE',
    dateOfBirth: '1994-05-17',
    identifier: '65-0117',
    documentNumberHash: { salt: 'c2FsdA', identityHash: `sha256$${'0f'.repeat(32)}` },
  },
  award: {
    validFrom: '2026-11-22T00:00:00Z',
    validUntil: '2029-11-22T00:00:00Z',
    awardedDate: '2026-11-20T00:00:00+07:00',
    result: '82',
  },
  credentialId: 'urn:uuid:8f6c1c3e-5a7d-4f5b-9d3e-2b1a0c9d8e7f',
  credentialStatus: ['revocation', 'suspension'].map((statusPurpose) => ({
    type: 'BitstringStatusListEntry',
    statusPurpose,
    statusListIndex: '94567',
    statusListCredential: `https://issuer.example/status-lists/rcc/${statusPurpose}/0`,
  })),
};

// biome-ignore lint/suspicious/noExplicitAny: tests reach into it and spoil it
type Spoilable = Record<string, any>;

/** The credential of `somchai` with some members replaced, as a plain JSON document that a test may spoil. */
export function document(
  change: (input: SkillsCredentialInput) => SkillsCredentialInput = (input) => input,
): Spoilable {
  return JSON.parse(JSON.stringify(buildSkillsCredential(change(somchai))));
}
