import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Signer } from '@symbolon/securing/sign';
import { didKeySigner, sign, statusEntry } from '@symbolon/verification/testing';
import { digestOf } from '@symbolon/verification/worth';
import t, { type Test } from 'tap';
import { testVerifier } from '../testing.ts';

type Json = Record<string, unknown>;
const contexts = ['https://www.w3.org/ns/credentials/v2', 'https://w3id.org/symbolon/recognition/v1'];
const skillContexts = [
  'https://www.w3.org/ns/credentials/v2',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
  'https://w3id.org/symbolon/skills/v1',
];
let count = 0;
const newId = () => {
  count += 1;
  return `urn:uuid:00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
};

/** A ministry that the trust list names, a board and a centre that it does not, a body of the destination, a course. */
async function countries(t: Test) {
  const [ministry, board, centre, body, course, stranger] = Array.from({ length: 6 }, didKeySigner) as [
    Signer,
    Signer,
    Signer,
    Signer,
    Signer,
    Signer,
  ];
  const institution = (signer: Signer, name: string, more: Json) => ({
    did: signer.controller,
    names: { en: name },
    validFrom: '2020-01-01T00:00:00Z',
    ...more,
  });
  const list = join(t.testdir({}), 'list.json');
  writeFileSync(
    list,
    JSON.stringify({
      type: 'TrustList',
      id: 'https://operator.example/list',
      name: 'Test list',
      issued: '2026-11-01T00:00:00Z',
      nextUpdate: '2026-12-01T00:00:00Z',
      sequence: 1,
      institutions: [
        institution(ministry, 'Ministry of Labour', { country: 'KH', actions: ['recognize'] }),
        institution(body, 'Skills Board', { country: 'TH', actions: ['decide'] }),
        institution(course, 'Bridge School', { country: 'TH' }),
      ],
    }),
  );
  const verifier = await testVerifier(t, { TRUST_LIST: list, WORK_LIMIT_MS: '20000' });

  const accreditation = (by: Signer, of: Signer, name: string, action: string, more: Json = {}, status?: Json) =>
    sign(
      {
        '@context': contexts,
        id: newId(),
        type: ['VerifiableCredential', 'RecognizedEntityCredential'],
        issuer: { id: by.controller, type: 'RecognizedIssuer' },
        validFrom: '2025-01-01T00:00:00Z',
        ...(status ? { credentialStatus: status } : {}),
        credentialSubject: {
          id: of.controller,
          type: 'RecognizedEntity',
          legalName: name,
          recognizedTo: {
            type: 'RecognizedAction',
            action,
            scope: { type: 'RecognitionScope', occupation: ['isco-08:7212'], country: ['KH'] },
            ...more,
          },
        },
      },
      by,
    );
  const skill = (by: Signer, changes: Json = {}) =>
    sign(
      verifier.world.credential({
        '@context': skillContexts,
        id: newId(),
        issuer: { id: by.controller, type: ['Profile'], name: 'Whatever it calls itself' },
        credentialStatus: undefined,
        ...changes,
      }),
      by,
    );
  const decision = (by: Signer, of: Json, subject: Json = {}) =>
    sign(
      {
        '@context': contexts,
        id: newId(),
        type: ['VerifiableCredential', 'RecognitionDecisionCredential'],
        issuer: by.controller,
        validFrom: '2026-06-01T00:00:00Z',
        credentialSubject: {
          type: 'RecognitionDecision',
          recognizes: { id: of.id, type: 'RecognizedCredential', digestMultibase: digestOf(of) },
          jurisdiction: 'TH',
          purpose: 'employment',
          outcome: 'full',
          ...subject,
        },
      },
      by,
    );
  const place = { destination: 'TH', occupation: 'isco-08:7212' };
  const ask = (verifiableCredential: unknown, others: unknown[] = [], more: Json = {}) =>
    verifier.post('/recognition', { verifiableCredential, others, place, ...more });
  return { ministry, board, centre, body, course, stranger, accreditation, skill, decision, ask };
}

t.test('a centre that no list names is known by a chain that leads to one, and every level of it counts', async (t) => {
  const { ministry, board, centre, stranger, accreditation, skill, ask } = await countries(t);
  const toBoard = await accreditation(ministry, board, 'Construction Board', 'recognize');
  const toCentre = await accreditation(board, centre, 'Centre One', 'issue', { validUntil: '2027-01-01T00:00:00Z' });
  const welder = await skill(centre);
  t.match((await ask(welder)).body, { verdict: 'review', reason: 'issuer-unknown', others: [] });
  const known = await ask(welder, [toCentre, toBoard]);
  t.match(known.body, {
    verdict: 'accept',
    issuer: {
      known: true,
      names: { en: 'Centre One' },
      country: 'KH',
      source: 'Ministry of Labour',
      accreditation: [
        { by: { name: 'Construction Board' }, action: 'issue', validUntil: '2027-01-01T00:00:00Z' },
        { by: { name: 'Ministry of Labour' }, action: 'recognize' },
      ],
    },
    recognition: { outcome: 'unknown', because: [{ code: 'no-rule-known' }] },
  });
  const no = async (others: unknown[], why: string, credential: unknown = welder) =>
    t.match(
      (await ask(credential, others)).body,
      { verdict: 'review', reason: 'issuer-unknown', accreditation: { accredited: false, why } },
      why,
    );
  await no([toCentre], 'no-accreditation');
  await no([toCentre, { ...toBoard, validFrom: '2024-01-01T00:00:00Z' }], 'no-accreditation');
  await no([toCentre, await accreditation(stranger, board, 'Board', 'recognize')], 'no-accreditation');
  await no([toCentre, await accreditation(ministry, board, 'Board', 'issue')], 'other-action');
  const forMasons = { scope: { type: 'RecognitionScope', occupation: ['isco-08:7112'] } };
  await no([toCentre, await accreditation(ministry, board, 'Board', 'recognize', forMasons)], 'other-occupation');
  await no([toCentre, toBoard], 'not-at-that-time', await skill(centre, { validFrom: '2024-06-01T00:00:00Z' }));
  await no([await accreditation(centre, centre, 'Me', 'issue')], 'circular');
  // A list in the inner network, which is never asked.
  const unknownStatus = statusEntry('https://127.0.0.1:1/status-lists/board', 'revocation');
  await no([toCentre, await accreditation(ministry, board, 'Board', 'recognize', {}, unknownStatus)], 'status-unknown');
  t.notOk('recognition' in (await ask(welder, [toCentre])).body, 'what is in doubt is not said to be worth anything');
});

t.test('a decision counts for the credential that it names, by a body that may decide there', async (t) => {
  const { ministry, board, centre, body, course, stranger, accreditation, skill, decision, ask } = await countries(t);
  const chain = [
    await accreditation(ministry, board, 'Board', 'recognize'),
    await accreditation(board, centre, 'Centre', 'issue'),
  ];
  const welder = await skill(centre);
  const full = await ask(welder, [...chain, await decision(body, welder)]);
  t.match(full.body.recognition, {
    outcome: 'decided',
    decision: { outcome: 'full', decidedBy: { name: 'Skills Board' } },
  });
  const heard = async (of: unknown, code: string) =>
    t.match((await ask(welder, [...chain, of])).body.recognition, { outcome: 'unknown', because: [{ code }] }, code);
  await heard(await decision(stranger, welder), 'decision-not-competent');
  await heard(await decision(body, { ...welder, name: 'changed' }), 'decision-of-other-credential');
  await heard(await decision(body, welder, { outcome: 'withdrawn' }), 'decision-withdrawn');
  await heard({ ...(await decision(body, welder)), validFrom: '2026-05-01T00:00:00Z' }, 'no-rule-known');
  const elsewhere = await ask(welder, [...chain, await decision(body, welder, { jurisdiction: 'QA' })], {
    place: { destination: 'QA' },
  });
  t.match(elsewhere.body.recognition, { outcome: 'unknown', because: [{ code: 'decision-not-competent' }] });

  const condition = {
    type: 'DecisionCondition',
    measure: 'bridging-course',
    achievement: ['https://issuer.example/institutions/demo/achievements/smaw-nc-ii'],
    provider: [course.controller],
  };
  const conditional = await decision(body, welder, { outcome: 'conditional', condition: [condition] });
  t.match((await ask(welder, [...chain, conditional])).body.recognition, {
    outcome: 'decided',
    decision: { outcome: 'conditional' },
    because: [{ code: 'condition-open' }],
  });
  const bridge = await skill(course);
  const closed = await ask(welder, [...chain, conditional, bridge]);
  t.match(closed.body.recognition, {
    decision: { outcome: 'conditional', isClosed: true, conditions: [{ fulfilledBy: bridge.id }] },
  });
  const someoneElse = await skill(course, {
    credentialSubject: { ...(bridge.credentialSubject as Json), id: 'did:example:holder-2' },
  });
  const open = await ask(welder, [...chain, conditional, someoneElse]);
  t.notOk(open.body.recognition.decision.isClosed);
  t.ok(open.body.recognition.because.some(({ code }: { code: string }) => code === 'other-person'));
});

t.test('what is wrong is told, and a credential that must not be relied on is worth nothing', async (t) => {
  const { centre, skill, ask } = await countries(t);
  const welder = await skill(centre);
  const tampered = await ask({ ...welder, name: 'Master of everything' });
  t.match(tampered.body, { verdict: 'reject', reason: 'not-genuine' });
  t.notOk('recognition' in tampered.body);
  t.notOk('recognition' in (await ask(welder, [], { place: undefined })).body);
  t.match(await ask(welder, [], { place: { destination: 'Thailand', occupation: 'mason', purpose: 'fun' } }), {
    status: 400,
    body: {
      errors: [{ pointer: '/place/destination' }, { pointer: '/place/occupation' }, { pointer: '/place/purpose' }],
    },
  });
  t.equal((await ask(welder, [7])).status, 400);
  t.equal(
    (
      await ask(
        welder,
        Array.from({ length: 17 }, () => ({})),
      )
    ).status,
    400,
  );
  t.match((await ask(welder, [{}, 'x.y.z'])).body, { others: [{ verdict: 'reject' }, { verdict: 'reject' }] });
  t.equal((await ask(undefined)).status, 400);
});
