import t from 'tap';
import { readAccreditations } from './accreditation.ts';
import { readDecision } from './decision.ts';
import { readWithdrawal } from './withdrawal.ts';

const accreditation = (action: object = {}, scope: object | undefined = {}) => ({
  id: 'urn:uuid:1',
  type: ['VerifiableCredential', 'RecognizedEntityCredential'],
  issuer: { id: 'did:web:board', type: 'RecognizedIssuer' },
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: [
    {
      id: 'did:web:centre',
      type: 'RecognizedEntity',
      name: 'Centre',
      recognizedTo: {
        type: 'RecognizedAction',
        action: 'issue',
        ...(scope ? { scope: { type: 'RecognitionScope', ...scope } } : {}),
        ...action,
      },
    },
  ],
});
const actionsOf = (document: object) => readAccreditations(document as never)[0]?.recognizedTo ?? [];

t.test('an accreditation is read whole', async (t) => {
  const scope = {
    occupation: ['isco-08:7112', 'esco:7112.1'],
    achievement: 'https://centre/a',
    framework: 'kh-vqf',
    highestLevel: '2',
    country: 'KH',
    recognitionRoute: ['course'],
  };
  const document = accreditation({ recognizedBy: 'did:web:board', validUntil: '2027-01-01T00:00:00Z' }, scope);
  t.strictSame(readAccreditations(document), [
    {
      id: 'urn:uuid:1',
      issuer: 'did:web:board',
      entity: { did: 'did:web:centre', name: 'Centre' },
      recognizedTo: [
        {
          action: 'issue',
          scope: {
            occupations: [
              { scheme: 'isco-08', code: '7112' },
              { scheme: 'esco', code: '7112.1' },
            ],
            achievements: ['https://centre/a'],
            countries: ['KH'],
            routes: ['course'],
            highestLevel: { framework: 'kh-vqf', level: '2' },
          },
          validUntil: '2027-01-01T00:00:00Z',
        },
      ],
      validFrom: '2026-01-01T00:00:00Z',
    },
  ]);
  t.strictSame(actionsOf(accreditation({}, undefined)), [{ action: 'issue', scope: {} }]);
  t.strictSame(readAccreditations({ ...document, type: ['VerifiableCredential'] }), []);
});

t.test('what cannot be read gives no right: a limit is never taken for none', async (t) => {
  const none = (action: object, scope?: object) =>
    t.strictSame(actionsOf(accreditation(action, scope)), [], JSON.stringify([action, scope]));
  none({ action: 'everything' });
  none({ action: ['issue'] });
  none({ type: 'Action' });
  none({ recognizedBy: 'did:web:ministry' });
  none({ outputValidation: { id: 'https://x/schema.json', type: 'JsonSchema' } });
  none({ scope: 'masonry' });
  none({ scope: [] });
  none({}, { type: 'Scope' });
  none({}, { gender: 'any' });
  for (const occupation of ['7112', 'isco-08:mason', ['isco-08:7112', 7112], { code: '7112' }, 'isco-08:'])
    none({}, { occupation });
  none({}, { achievement: [null] });
  none({}, { country: 855 });
  none({}, { recognitionRoute: ['luck'] });
  none({}, { framework: 'kh-vqf' });
  none({}, { highestLevel: '2' });
  none({}, { framework: 'kh-vqf', highestLevel: 2 });
  t.equal(actionsOf(accreditation({ validUntil: 2027 }))[0]?.validUntil, '0001-01-01T00:00:00Z');
  t.equal(actionsOf(accreditation({ validFrom: {} }))[0]?.validFrom, 'unreadable');
  t.strictSame(readAccreditations({ type: 'RecognizedEntityCredential', issuer: [], credentialSubject: 'x' }), []);
});

const decision = (subject: object = {}, more: object = {}) => ({
  id: 'urn:uuid:9',
  type: ['VerifiableCredential', 'RecognitionDecisionCredential'],
  issuer: { id: 'did:web:board', name: 'Board' },
  validFrom: '2026-06-01T00:00:00Z',
  credentialSubject: {
    type: 'RecognitionDecision',
    recognizes: { id: 'urn:uuid:1', type: 'RecognizedCredential', digestMultibase: 'uEiA1' },
    jurisdiction: 'TH',
    purpose: 'employment',
    outcome: 'full',
    ...subject,
  },
  ...more,
});

t.test('a decision is read whole, or not at all', async (t) => {
  t.strictSame(readDecision(decision()), {
    id: 'urn:uuid:9',
    recognizes: { id: 'urn:uuid:1', digests: ['uEiA1'] },
    jurisdiction: 'TH',
    purpose: 'employment',
    outcome: 'full',
    decidedBy: { did: 'did:web:board', name: 'Board' },
    decidedAt: '2026-06-01T00:00:00Z',
  });
  const condition = { type: 'DecisionCondition', measure: 'bridging-course', achievement: ['https://bridge/a'] };
  t.match(
    readDecision(
      decision(
        {
          outcome: 'conditional',
          condition,
          occupation: 'isco-08:7112',
          missingUnit: 'U3',
          reason: [{ type: 'DecisionReason', ground: 'learning outcomes', explanation: '<script>' }, {}],
          recognizedAs: { type: 'RecognizedQualification', name: 'Helper', level: '1' },
          appeal: { type: 'Appeal', body: 'Court', until: '2026-08-01T00:00:00Z' },
        },
        { validUntil: '2030-01-01T00:00:00Z' },
      ),
    ),
    {
      conditions: [{ type: 'bridging-course', achievements: ['https://bridge/a'] }],
      missingUnits: ['U3'],
      reasons: [{ ground: 'learning outcomes', explanation: '<script>' }],
      recognizedAs: { name: 'Helper', level: '1' },
      appeal: { body: 'Court' },
      validUntil: '2030-01-01T00:00:00Z',
    },
  );
  const none = (subject: object, more?: object) =>
    t.equal(readDecision(decision(subject, more) as never), undefined, JSON.stringify([subject, more]));
  none({ outcome: 'yes' });
  none({ outcome: 'conditional' });
  none({ outcome: 'conditional', condition: { type: 'DecisionCondition' } });
  none({ outcome: 'conditional', condition: { ...condition, achievement: [1] } });
  none({ recognizes: 'urn:uuid:1' });
  none({ recognizes: { id: 'urn:uuid:1' } });
  none({ purpose: 'fun' });
  none({ occupation: 'mason' });
  none({ missingUnit: [{}] });
  none({ type: 'Decision' });
  none({}, { id: undefined });
  none({}, { type: ['VerifiableCredential'] });
  none({}, { credentialSubject: [{}] });
  t.equal(readDecision(decision({}, { validUntil: 7 }) as never)?.validUntil, 'unreadable', 'which is never in force');
});

t.test('a withdrawal is read whole, or not at all', async (t) => {
  const withdrawn = (subject: object = {}, more: object = {}) => decision({ outcome: 'withdrawn', ...subject }, more);
  const reason = [{ type: 'DecisionReason', ground: 'quality', explanation: '<img src=x>' }];
  t.strictSame(readWithdrawal(withdrawn({ reason })), {
    of: { id: 'urn:uuid:1', digests: ['uEiA1'] },
    by: 'did:web:board',
    at: '2026-06-01T00:00:00Z',
    because: '<img src=x>',
  });
  t.notOk(
    'because' in readWithdrawal(withdrawn({ reason: [{ explanation: 'x'.repeat(2_000) }] }))!,
    'nobody reads so much',
  );
  for (const none of [
    decision(),
    withdrawn({ recognizes: { id: 'urn:uuid:1' } }),
    withdrawn({ recognizes: { digestMultibase: 'uEiA1' } }),
    withdrawn({ type: 'Decision' }),
    withdrawn({}, { validFrom: undefined }),
    withdrawn({}, { issuer: {} }),
    withdrawn({}, { type: ['VerifiableCredential'] }),
    withdrawn({}, { credentialSubject: 'x' }),
  ])
    t.equal(readWithdrawal(none as never), undefined);
});
