import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareCredential, type Signer, signDataIntegrity } from '@symbolon/securing/sign';
import { didKeySigner, methodOf, newSigner, sign, statusEntry } from '@symbolon/verification/testing';
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
const signedAt = new Date('2026-11-01T00:00:00Z');
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
  const decision = (by: Signer, of: Json, subject: Json = {}, validFrom = '2026-06-01T00:00:00Z') =>
    sign(
      {
        '@context': contexts,
        id: newId(),
        type: ['VerifiableCredential', 'RecognitionDecisionCredential'],
        issuer: by.controller,
        validFrom,
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
  return { verifier, ministry, board, centre, body, course, stranger, accreditation, skill, decision, ask };
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
    },
    accreditation: {
      accredited: true,
      anchor: { name: 'Ministry of Labour' },
      chain: [
        {
          by: { name: 'Construction Board' },
          action: 'issue',
          scope: { occupations: [{ code: '7212' }] },
          validUntil: '2027-01-01T00:00:00Z',
        },
        { by: { name: 'Ministry of Labour' }, action: 'recognize', validFrom: '2025-01-01T00:00:00Z' },
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

t.test(
  'a chain is found where each one publishes what it was recognised for, and a withdrawal has a day',
  async (t) => {
    const { verifier, ministry, stranger, accreditation, skill, decision } = await countries(t);
    const { world } = verifier;
    const serve = (path: string, body: unknown) =>
      world.routes.set(path, (_request, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      );
    /** An institution with an address of its own, whose DID document links to what it was recognised for. */
    const published = (name: string) => {
      const did = `did:web:127.0.0.1%3A${world.port}:institutions:${name}`;
      const signer = newSigner(did, 'key-1');
      const link = `/institutions/${name}/accreditations/presentation`;
      serve(`/institutions/${name}/did.json`, {
        '@context': ['https://www.w3.org/ns/did/v1'],
        id: did,
        verificationMethod: [methodOf(signer)],
        assertionMethod: [signer.verificationMethod],
        service: [
          { id: `${did}#linked`, type: 'LinkedVerifiablePresentation', serviceEndpoint: [`${world.origin}${link}`] },
        ],
      });
      const publish = (...verifiableCredential: unknown[]) =>
        serve(link, { '@context': contexts.slice(0, 1), type: ['VerifiablePresentation'], verifiableCredential });
      return { signer, publish };
    };
    const [board, centre] = [published('board'), published('centre')];
    const verify = async (verifiableCredential: unknown) =>
      (await verifier.post('/credentials/verify', { verifiableCredential })).body;
    const welder = await skill(centre.signer);
    t.match(await verify(welder), { verdict: 'review', reason: 'issuer-unknown', accreditation: undefined });

    // The world's own institution keeps the lists, so it is the one that accredits the board here.
    const [authority] = world.keys as [Signer];
    const toAuthority = await accreditation(ministry, authority, 'Quality Authority', 'recognize');
    const reference = `${world.origin}/accreditations/1/withdrawal`;
    const status = { ...statusEntry(world.base, 'revocation', 77), statusReference: reference };
    const toBoard = await accreditation(authority, board.signer, 'Board', 'recognize', {}, status);
    const toCentre = await accreditation(board.signer, centre.signer, 'Centre Two', 'issue');
    board.publish(toBoard, toAuthority);
    centre.publish(toCentre);
    world.clock.now += 61_000;
    const names = { issuer: { names: { en: 'Centre Two' }, source: 'Ministry of Labour' } };
    t.match(await verify(welder), { verdict: 'accept', ...names, accreditation: { chain: { length: 3 } } });
    const asked = world.requests.length;
    await verify(welder);
    t.equal(world.requests.length, asked, 'a chain that was found is not asked for again');

    // A bit is set, and no day is known: a doubt. The authority names the day: what was awarded before it stays true.
    const setBit = async (isSet: boolean, later: number) => {
      world.lists.revocation[77 >> 3] = isSet ? 0x80 >> (77 & 7) : 0;
      await world.publish('revocation');
      world.clock.now += later;
    };
    const doubted = { verdict: 'review', accreditation: { why: 'withdrawn-day-unknown' } };
    await setBit(true, 61_000);
    t.match(await verify(welder), doubted);
    // What is known of the chain's status is held from the second time on, when nothing has to be waited for, for a minute.
    for (const isReplaced of [false, true]) {
      await setBit(false, 61_000);
      for (let time = 0; time < 2; time++) t.match(await verify(welder), { verdict: 'accept' });
      await setBit(true, 5_000);
      const sameList = { credentialStatus: statusEntry(world.base, 'revocation', 78) };
      if (isReplaced) await verify(await skill(authority, sameList));
      t.match(await verify(welder), doubted, `it falls with its list, ${isReplaced ? 'replaced' : 'too old'}`);
    }
    const withdrawal = (by: Signer, day: string, of: Json = toBoard) =>
      decision(
        by,
        of,
        {
          jurisdiction: 'KH',
          purpose: 'further-learning',
          outcome: 'withdrawn',
          reason: [{ type: 'DecisionReason', ground: 'quality', explanation: 'No inspector <b>since May</b>' }],
        },
        day,
      );
    const asOf = async (document: Json) => {
      serve('/accreditations/1/withdrawal', document);
      world.clock.now += 61_000;
      return verify(welder);
    };
    const later = { withdrawnLater: '2026-06-01T00:00:00Z', withdrawnBecause: 'No inspector <b>since May</b>' };
    t.match(await asOf(await withdrawal(authority, '2026-06-01T00:00:00Z')), {
      verdict: 'accept',
      accreditation: { accredited: true, chain: [{ entity: { name: 'Centre Two' } }, later, {}] },
    });
    t.match(await asOf(await withdrawal(authority, '2026-02-01T00:00:00Z')), {
      accreditation: { why: 'withdrawn-before' },
    });
    const doubt = { verdict: 'review', accreditation: { why: 'withdrawn-day-unknown' } };
    t.match(await asOf(await withdrawal(stranger, '2026-06-01T00:00:00Z')), doubt, 'the word of its author alone');
    t.match(await asOf(await withdrawal(authority, '2026-06-01T00:00:00Z', { ...toBoard, name: 'x' })), doubt);
    t.match(await asOf({ ...(await withdrawal(authority, '2026-06-01T00:00:00Z')), name: 'changed' }), doubt);
    t.match(
      await asOf(await withdrawal(authority, '2027-06-01T00:00:00Z')),
      doubt,
      'a day to come, and the bit set today',
    );

    // Handed over with the certificate it counts as well, and the last that was known is used while a host is down.
    const stapled = [toCentre, toBoard, toAuthority, await withdrawal(authority, '2026-06-01T00:00:00Z')];
    const together = await verifier.post('/recognition', { verifiableCredential: welder, others: stapled });
    t.match(together.body, { verdict: 'accept', accreditation: { chain: [{}, later, {}] } });
    const presentation = { '@context': contexts.slice(0, 1), type: ['VerifiablePresentation'] };
    const third = published('third').signer;
    const other = await skill(third);
    const toThird = await accreditation(board.signer, third, 'Three', 'issue');
    const inOne = (...verifiableCredential: unknown[]) => verify({ ...presentation, verifiableCredential });
    t.match(await verify(other), { reason: 'issuer-unknown' });
    t.match(
      await inOne(other, toThird, ...stapled),
      { verdict: 'accept', credential: { id: other.id } },
      'stapled in one file',
    );
    t.match(await inOne(other, welder, toThird), { reason: 'not-a-credential' }, 'one certificate, not several');
    t.match(await inOne(other), { reason: 'not-a-credential' });
  },
);

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

t.test('what came along is judged with all that came along this time, and by all who signed it', async (t) => {
  const { ministry, board, centre, course, stranger, verifier, accreditation, skill, ask } = await countries(t);
  const chain = [
    await accreditation(ministry, board, 'Board', 'recognize'),
    await accreditation(board, centre, 'Centre', 'issue'),
  ];
  const welder = await skill(centre);
  // Its text has the word of an accreditation, so that it is looked at as one.
  const bridge = await skill(centre, { name: 'RecognizedEntityCredential' });
  t.match((await ask(welder, [bridge])).body.others, [{ verdict: 'review', reason: 'issuer-unknown' }]);
  t.match(
    (await ask(welder, [bridge, ...chain])).body.others[0],
    { verdict: 'accept' },
    'not what was said of it before',
  );
  const { '@context': _, type, ...rest } = verifier.world.credential({ id: newId(), credentialStatus: undefined });
  const document = {
    '@context': [...skillContexts, 'https://w3id.org/symbolon/joint/v1'],
    type: [...(type as string[]), 'JointCredential'],
    ...rest,
    name: 'RecognizedEntityCredential',
    issuer: { id: course.controller, type: ['Profile'], name: 'Bridge School' },
    awardingBody: [course, stranger].map(({ controller: id }) => ({ id, type: ['Profile'], name: id })),
  };
  const joint = await signDataIntegrity(await prepareCredential(document), [course, stranger], { created: signedAt });
  const twice = [await ask(welder, [joint]), await ask(welder, [joint])];
  for (const { body } of twice) t.match(body.others, [{ verdict: 'review', reason: 'issuer-unknown' }]);
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
