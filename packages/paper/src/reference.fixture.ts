import type { UnsignedCredential } from '@symbolon/credential';

/**
 * The reference certificate of the measurements in docs/adr/0007: a Cambodian mason whose skill was recognised by a
 * Philippine standard, issued by a did:web institution, for three years.
 */
export const referenceWhole: UnsignedCredential = {
  '@context': [
    'https://www.w3.org/ns/credentials/v2',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    'https://w3id.org/symbolon/skills/v1',
  ],
  id: 'urn:uuid:8f6c1c3e-5a7d-4f5b-9d3e-2b1a0c9d8e7f',
  type: ['VerifiableCredential', 'OpenBadgeCredential', 'SkillsCredential'],
  name: 'Masonry NC II',
  issuer: {
    id: 'did:web:skills.siemreap.edu.kh:institutions:srtc',
    type: ['Profile'],
    name: 'Siem Reap Training Centre',
  },
  validFrom: '2026-11-20T00:00:00Z',
  validUntil: '2029-11-20T00:00:00Z',
  credentialStatus: ['revocation', 'suspension'].map((statusPurpose) => ({
    type: 'BitstringStatusListEntry',
    statusPurpose,
    statusListIndex: '94567',
    statusListCredential: `https://skills.siemreap.edu.kh/status-lists/srtc/${statusPurpose}/0`,
  })),
  credentialSchema: [{ id: 'https://w3id.org/symbolon/schemas/v1/skills-credential.json', type: 'JsonSchema' }],
  credentialSubject: {
    type: ['AchievementSubject', 'RecognisedSkillSubject'],
    name: 'សុខ ចាន់ដារ៉ា',
    identifier: [
      { type: 'IdentityObject', hashed: false, identityHash: 'សុខ ចាន់ដារ៉ា', identityType: 'name' },
      { type: 'IdentityObject', hashed: false, identityHash: 'SOK CHANDARA', identityType: 'ext:latinName' },
      { type: 'IdentityObject', hashed: false, identityHash: '1994-05-17', identityType: 'ext:dateOfBirth' },
    ],
    recognitionRoute: 'recognition-of-prior-learning',
    achievement: {
      id: 'https://skills.siemreap.edu.kh/institutions/srtc/achievements/masonry-nc-ii/1',
      type: ['Achievement', 'SkillsAchievement'],
      version: '1',
      achievementType: 'Certificate',
      inLanguage: 'km',
      name: 'កម្មករបៀតឥដ្ឋ',
      nameByLanguage: { km: 'កម្មករបៀតឥដ្ឋ', en: 'Masonry NC II' },
      description: 'Lays bricks and blocks.',
      criteria: { narrative: 'Assessed at work.' },
      frameworkLevel: { type: 'FrameworkLevel', framework: 'ph-pqf', level: '2', edition: '2012' },
    },
  },
};

/** The same, for the work of a bricklayer: what is issued since codes name occupations (docs/adr/0023). */
export const referenceForWork: UnsignedCredential = {
  ...referenceWhole,
  credentialSubject: {
    ...referenceWhole.credentialSubject,
    achievement: {
      ...referenceWhole.credentialSubject.achievement,
      alignment: [
        {
          type: ['Alignment'],
          targetName: 'Bricklayers and related workers',
          targetUrl: 'http://data.europa.eu/esco/isco/C7112',
          targetFramework: 'ISCO-08',
          targetCode: '7112',
          targetType: 'ext:ISCO-08',
        },
      ],
    },
  },
};

/** A proof of the usual shape and size. It signs nothing; what is signed for real is tested with the securing package. */
export const referenceProof = {
  type: 'DataIntegrityProof',
  cryptosuite: 'eddsa-rdfc-2022',
  created: '2026-11-20T03:04:05Z',
  verificationMethod: 'did:web:skills.siemreap.edu.kh:institutions:srtc#key-1',
  proofPurpose: 'assertionMethod',
  proofValue: 'z5Wqzd5yxTtTQ9hgyLyhkKEtpW1xkoaLgPLVZMkyZWUDCdqAfo6B7Sdb6jv8JaWGqFRtAKHZPFpLpuXeLSnYFz6ed',
};
