import type { JsonObject } from '../primitives/json.ts';

/** A skills credential of real size (3 kB), with an id at every node, for tests. */
export function sampleCredential(issuer: string, changes: JsonObject = {}): JsonObject {
  const achievement = 'https://issuer.example/institutions/demo/achievements/smaw-nc-ii/1';
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      'https://w3id.org/symbolon/skills/v1',
    ],
    id: 'https://issuer.example/institutions/demo/credentials/6f1c9ad2',
    type: ['VerifiableCredential', 'OpenBadgeCredential', 'SkillsCredential'],
    name: 'Shielded Metal Arc Welding NC II',
    issuer: { id: issuer, type: ['Profile'], name: 'Demo Training Centre', url: 'https://issuer.example/' },
    validFrom: '2026-03-01T00:00:00Z',
    validUntil: '2031-03-01T00:00:00Z',
    credentialSubject: {
      id: 'did:example:holder-1',
      type: ['AchievementSubject', 'RecognisedSkillSubject'],
      name: 'Maria Santos Reyes',
      identifier: [
        {
          type: 'IdentityObject',
          hashed: false,
          identityHash: 'Maria Santos Reyes',
          identityType: 'name',
        },
      ],
      recognitionRoute: 'recognition-of-prior-learning',
      achievement: {
        id: achievement,
        type: ['Achievement', 'SkillsAchievement'],
        achievementType: 'Certificate',
        name: 'Shielded Metal Arc Welding NC II',
        description: 'Welds carbon steel plates and pipes in all positions by the shielded metal arc process.',
        criteria: {
          id: `${achievement}/criteria`,
          narrative: 'Assessed by demonstration, observation and oral questioning.',
        },
        inLanguage: 'en',
        alignment: [
          alignment('isco-08/7212', 'Welders and flame cutters', 'ISCO-08', '7212'),
          alignment('ph-pqf/2', 'PQF level 2', 'Philippine Qualifications Framework', '2'),
          alignment('aqrf/2', 'AQRF level 2', 'ASEAN Qualifications Reference Framework', '2'),
        ],
      },
    },
    evidence: [
      {
        id: 'https://issuer.example/institutions/demo/evidence/6f1c9ad2',
        type: ['Evidence'],
        name: 'Assessment report',
        description: 'Four test pieces, inspected visually and by bend test.',
        narrative: 'The candidate welded four pieces in positions 1G to 4G.',
      },
    ],
    credentialStatus: {
      id: 'https://issuer.example/status-lists/demo/revocation/1#94567',
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '94567',
      statusListCredential: 'https://issuer.example/status-lists/demo/revocation/1',
    },
    ...changes,
  };
}

const alignment = (path: string, targetName: string, targetFramework: string, targetCode: string) => ({
  id: `https://issuer.example/alignments/${path}`,
  type: ['Alignment'],
  targetName,
  targetUrl: `https://issuer.example/frameworks/${path}`,
  targetFramework,
  targetCode,
});
