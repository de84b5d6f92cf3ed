import type { Check, IssuerResult, Reason, StatusResult, Verdict } from '@symbolon/verification';
import type { Checked, Outcome } from '../../../services/verifier/web/src/check/outcome.ts';

const at = '2026-11-22T14:10:00+07:00';

const identity = (identityType: string, identityHash: string) => ({
  type: 'IdentityObject',
  hashed: false,
  identityHash,
  identityType,
});

const unit = (number: number, name: string) => ({
  id: `urn:unit:${number}`,
  type: ['ResultDescription'],
  name,
  resultType: 'Status',
  unitCode: `WLD-30${number}`,
});

const subject = {
  type: ['AchievementSubject', 'RecognisedSkillSubject'],
  name: 'សុខ ដារ៉ា',
  identifier: [
    identity('ext:latinName', 'SOK DARA'),
    identity('ext:dateOfBirth', '1999-04-13'),
    {
      type: 'IdentityObject',
      hashed: true,
      // SHA-256 of "N1234567salt"
      identityHash: 'sha256$b366a3e1c0e9d7ef5bfa6dfe1b7e4a0a',
      identityType: 'ext:documentNumber',
      salt: 'salt',
    },
  ],
  recognitionRoute: 'recognition-of-prior-learning',
  result: [1, 2].map((number) => ({ type: ['Result'], resultDescription: `urn:unit:${number}`, status: 'Completed' })),
  achievement: {
    id: 'https://issuer.example/institutions/demo/achievements/smaw/versions/1',
    type: ['Achievement', 'SkillsAchievement'],
    inLanguage: 'en',
    name: 'Shielded metal arc welding',
    nameByLanguage: { km: 'ការផ្សារអាកដោយដៃ', th: 'การเชื่อมอาร์กด้วยมือ', ar: 'اللحام القوسي بالقطب المغلف' },
    description: 'Welds plates and pipes by hand to a written procedure.',
    frameworkLevel: { type: 'FrameworkLevel', framework: 'ph-pqf', level: '2' },
    resultDescription: [
      unit(1, 'Prepare joints'),
      unit(2, 'Weld plates, flat position'),
      unit(3, 'Weld plates, vertical position'),
    ],
    alignment: [
      {
        type: ['Alignment'],
        targetName: 'Welders and flame cutters',
        targetUrl: 'http://data.europa.eu/esco/isco/C7212',
        targetCode: '7212',
        targetType: 'ext:ISCO-08',
      },
    ],
  },
};

const document = {
  id: 'https://issuer.example/institutions/demo/credentials/0193-5f1c-77aa',
  issuer: { id: 'did:web:issuer.example:institutions:demo', name: 'Siem Reap Skills Centre' },
  validFrom: '2026-07-01T00:00:00+07:00',
  validUntil: '2029-06-30T23:59:59+07:00',
  awardedDate: '2026-06-28T00:00:00+07:00',
  credentialSubject: subject,
};

const issuer: IssuerResult = {
  known: true,
  did: 'did:web:issuer.example:institutions:demo',
  names: { en: 'Siem Reap Skills Centre', km: 'មជ្ឈមណ្ឌលជំនាញសៀមរាប', ar: 'مركز سيام ريب للمهارات' },
  country: 'KH',
  domain: 'issuer.example',
  contact: { telephone: '+855 63 123 456', email: 'registry@issuer.example', url: 'https://issuer.example/' },
  inScope: true,
  source: 'Ministry of Labour, trust list',
};

const stranger: IssuerResult = {
  known: false,
  did: 'did:web:skills-of-siemreap.example',
  domain: 'skills-of-siemreap.example',
  callsItself: 'Siem Reap Skills Centre',
};

const fresh: StatusResult = { statusPurpose: 'revocation', set: false, freshness: 'fresh', checkedAt: at };

const checks = (
  ['parse', 'proof', 'controller', 'data-model', 'validity', 'status', 'issuer', 'recognition'] as const
).map((check): Check => ({ check, outcome: 'passed', code: 'ok' }));

type Changes = { document?: Record<string, unknown>; issuer?: IssuerResult; status?: StatusResult };

function state(reason: Reason, verdict: Verdict, changes: Changes = {}): Checked {
  return {
    kind: 'checked',
    at,
    given: { text: '', form: 'document' },
    document: { ...document, ...changes.document },
    result: {
      verified: true,
      verdict,
      reason,
      checks,
      problemDetails: [],
      warnings: [],
      status: [changes.status ?? fresh],
      issuer: changes.issuer ?? issuer,
    },
  };
}

const partial = { type: 'PartialRecognition', recognisedUnit: ['WLD-301', 'WLD-302'], missingUnit: ['WLD-303'] };

/** One example of each state that the page can show. */
export const states = {
  good: state('good', 'accept'),
  partial: state('partial', 'accept', { document: { credentialSubject: { ...subject, partialRecognition: partial } } }),
  'partial-paper': state('partial', 'accept', {
    document: {
      credentialSubject: {
        ...subject,
        achievement: { name: subject.achievement.name },
        partialRecognition: { type: 'PartialRecognition' },
      },
    },
  }),
  'not-yet-valid': state('not-yet-valid', 'review', { document: { validFrom: '2027-03-01T00:00:00+07:00' } }),
  expired: state('expired', 'review', {
    document: { validFrom: '2023-07-01T00:00:00+07:00', validUntil: '2026-06-30T23:59:59+07:00' },
  }),
  suspended: state('suspended', 'review', { status: { ...fresh, statusPurpose: 'suspension', set: true } }),
  'issuer-unknown': state('issuer-unknown', 'review', { issuer: stranger }),
  'issuer-unknown-key': state('issuer-unknown', 'review', {
    issuer: {
      known: false,
      did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      callsItself: 'مركز سيام ريب للمهارات',
    },
  }),
  'expired-stranger': state('expired', 'review', {
    issuer: stranger,
    document: { validFrom: '2023-07-01T00:00:00+07:00', validUntil: '2026-06-30T23:59:59+07:00' },
  }),
  'revoked-stranger': state('revoked', 'reject', { issuer: stranger, status: { ...fresh, set: true } }),
  'issuer-out-of-scope': state('issuer-out-of-scope', 'review'),
  'status-stale': state('status-stale', 'review', {
    status: { ...fresh, freshness: 'stale', checkedAt: '2026-11-20T14:10:00+07:00' },
  }),
  'status-unknown': state('status-unknown', 'review', {
    status: { statusPurpose: 'revocation', freshness: 'unknown' },
  }),
  'issuer-key-unknown': state('issuer-key-unknown', 'review', { issuer: stranger }),
  unsupported: state('unsupported', 'review', { issuer: stranger }),
  revoked: state('revoked', 'reject', { status: { ...fresh, set: true } }),
  superseded: state('superseded', 'reject', { status: { ...fresh, set: true } }),
  malformed: state('malformed', 'reject'),
  'not-genuine': state('not-genuine', 'reject', { issuer: stranger }),
  'no-proof': state('no-proof', 'reject', { issuer: stranger }),
  'foreign-note': { ...state('good', 'accept'), foreignHost: 'check.symbo1on.example' },
  foreign: { kind: 'foreign', host: 'check.symbo1on.example' },
  'not-ours': {
    kind: 'not-ours',
    source: 'code',
    text: 'WIFI:S:Canteen guest network;T:WPA;P:welcome-to-the-canteen-2026;;',
  },
  'too-old': { kind: 'too-old' },
  damaged: { kind: 'damaged' },
  'no-code': { kind: 'no-code' },
  'no-certificate-in-pdf': { kind: 'no-certificate-in-pdf' },
  'unknown-file': { kind: 'unknown-file' },
  'large-file': { kind: 'large-file', limit: 20_000_000 },
  'clock-wrong': { kind: 'clock-wrong' },
  fault: { kind: 'fault', code: 'check-failed' },
} satisfies Record<string, Outcome>;
