import { credentialsFromPdf } from '@symbolon/paper';
import { readDecision } from '@symbolon/recognition';
import { digestOf, trustRegistry, verifyCredential } from '@symbolon/verification';
import { didKeySigner, sign } from '@symbolon/verification/testing';
import t from 'tap';
import { keepAchievement } from '../achievements/achievements.ts';
import type { AchievementInput } from '../achievements/check.ts';
import { createInstitution } from '../institutions/create.ts';
import { masonry, type TestIssuer, testIssuer } from '../testing.ts';
import { verifyingWorld } from './world.ts';

type Json = Record<string, unknown>;
const contexts = ['https://www.w3.org/ns/credentials/v2', 'https://w3id.org/symbolon/recognition/v1'];
let count = 0;

/** An accreditation as an authority elsewhere signs it. */
const accredit = (by: ReturnType<typeof didKeySigner>, did: string, scope: Json, more: Json = {}, action = 'issue') => {
  count += 1;
  return sign(
    {
      '@context': contexts,
      id: `urn:uuid:00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
      type: ['VerifiableCredential', 'RecognizedEntityCredential'],
      issuer: { id: by.controller, type: 'RecognizedIssuer' },
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: {
        id: did,
        type: 'RecognizedEntity',
        legalName: 'Demo Skills Centre',
        recognizedTo: { type: 'RecognizedAction', action, scope: { type: 'RecognitionScope', ...scope } },
      },
      ...more,
    },
    by,
  );
};

const caller = ({ app, headers }: Pick<TestIssuer, 'app' | 'headers'>, institution = 'demo') => {
  const send = async (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: unknown) => {
    const url = `/institutions/${institution}${path}`;
    const reply = await app.inject({
      method,
      url,
      headers,
      ...(payload === undefined ? {} : { payload: payload as Json }),
    });
    return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
  };
  return {
    get: (path: string) => send('GET', path),
    post: (path: string, body: unknown = {}) => send('POST', path, body),
    drop: (path: string) => send('DELETE', path),
    award: (slug: string, award: Json = {}) =>
      send('POST', `/achievements/${slug}/credentials`, {
        holder: { name: 'Sok Dara' },
        award: { validFrom: '2026-11-01T00:00:00Z', ...award },
      }),
  };
};

t.test('an institution issues within what it was accredited for, once that is on file', async (t) => {
  const issuer = await testIssuer(t);
  const { context, institution, app } = issuer;
  const demo = caller(issuer);
  const keep = (slug: string, changes: Partial<AchievementInput> = {}) =>
    keepAchievement(context, institution, slug, { ...masonry, ...changes }, 'test');
  await keep('masonry');
  await keep('welding', { occupations: [{ scheme: 'isco-08', code: '7212' }] });
  await keep('master', { level: { framework: 'ph-pqf', level: '5' } });
  await keep('apprentice', { route: 'course' });
  t.equal((await demo.award('welding')).status, 201, 'who has none on file issues as before');

  const [board, ministry, stranger] = [didKeySigner(), didKeySigner(), didKeySigner()];
  const scope = {
    occupation: ['isco-08:71'],
    framework: 'ph-pqf',
    highestLevel: '3',
    recognitionRoute: ['recognition-of-prior-learning'],
  };
  const own = await accredit(board, institution.did, scope, { validUntil: '2026-12-31T00:00:00Z' });
  const above = await accredit(ministry, board.controller, { occupation: ['isco-08:7112'] }, {}, 'recognize');

  // What is not genuine, of somebody else, or not understood, is not put on file.
  const refused = async (document: unknown, detail: RegExp) =>
    t.match(await demo.post('/accreditations', { verifiableCredential: [document] }), {
      status: 422,
      body: { errors: [{ pointer: '/0', detail }] },
    });
  await refused({ ...own, validUntil: '2036-12-31T00:00:00Z' }, /not genuine/);
  await refused(await accredit(board, stranger.controller, scope), /neither of this institution/);
  await refused(above, /neither of this institution/);
  await refused(await accredit(board, institution.did, { gender: 'any' }).catch(() => ({})), /not genuine/);
  await refused(await accredit(board, institution.did, scope, {}, 'rule'), /unknown word/);
  await refused(await accredit(board, institution.did, scope, { validUntil: '2026-10-01T00:00:00Z' }), /has ended/);
  await refused('x.y.z', /not genuine/);
  t.equal((await demo.post('/accreditations', { verifiableCredential: [] })).status, 400);
  t.match(await demo.get('/accreditations'), { status: 200, body: { length: 0 } });

  const held = await demo.post('/accreditations', { verifiableCredential: [above, own] });
  t.match(held, { status: 201, body: [{ id: above.id }, { id: own.id, validUntil: '2026-12-31T00:00:00Z' }] });
  const awardedWithin = await demo.award('masonry');
  t.equal(awardedWithin.status, 201);
  const inside = awardedWithin.body.verifiableCredential;
  const before = issuer.signatures();
  const outside = async (slug: string, limit: string, award?: Json) =>
    t.match(
      await demo.award(slug, award),
      { status: 403, body: { type: `urn:symbolon:problem:${limit}` } },
      `${slug}: ${limit}`,
    );
  await outside('welding', 'accreditation-occupation');
  await outside('master', 'accreditation-level');
  await outside('masonry', 'accreditation-route', { route: 'work' });
  await outside('masonry', 'accreditation-period', { validFrom: '2025-11-01T00:00:00Z' });
  // A roster says so before anything is approved.
  const roster = await app.inject({
    method: 'POST',
    url: '/institutions/demo/rosters?achievement=welding&fileName=list.csv',
    headers: { ...issuer.headers, 'content-type': 'text/csv' },
    payload: 'Name\nSok Dara\n',
  });
  t.match(roster.json().problems, [{ code: 'refused', detail: /not accredited for this occupation/, rows: [2] }]);
  const own2 = (await demo.post('/credentials/issue', { credential: await handWritten(institution.did) })).body;
  t.match(own2, { type: 'urn:symbolon:problem:accreditation-occupation' }, 'a document of the caller’s own too');
  const dressed = (await demo.post('/credentials/issue', { credential: await dressedUp(institution.did) })).body;
  t.match(dressed, { type: 'urn:symbolon:problem:accreditation-occupation' }, 'with the type of a withdrawal as well');
  // However it is laid out: each subject and each achievement in it counts.
  const { id: _, proof, credentialStatus, ...within } = inside as Json;
  const { achievement, ...subject } = within.credentialSubject as Json;
  const { id: unnamed, alignment, ...other } = achievement as Json;
  const own3 = async (changes: Json) =>
    (await demo.post('/credentials/issue', { credential: { ...within, ...changes } })).body;
  for (const [name, credentialSubject] of Object.entries({
    'no id': { ...subject, achievement: other },
    'a list of one': [{ ...subject, achievement: other }],
    'the second subject': [within.credentialSubject, { ...subject, achievement: { ...other, id: unnamed } }],
    'the second achievement': { ...subject, achievement: [achievement, other] },
    'a name alone': { ...subject, achievement: unnamed },
  })) {
    const answer = await own3({ type: ['VerifiableCredential'], credentialSubject });
    t.match(answer, { type: 'urn:symbolon:problem:accreditation-occupation' }, name);
  }
  const { id: anyId, credentialSubject: withdrawn } = await dressedUp(institution.did);
  const { achievement: __, identifier, ...undecided } = withdrawn as Json;
  const decision = { ...undecided, type: 'RecognitionDecision', outcome: 'full' };
  for (const credentialSubject of [decision, [decision], { ...decision, recognizes: unnamed }]) {
    const credential = {
      '@context': contexts,
      id: anyId,
      type: ['VerifiableCredential', 'RecognitionDecisionCredential'],
      issuer: institution.did,
      validFrom: '2026-11-01T00:00:00Z',
      credentialSubject,
    };
    const { body } = await demo.post('/credentials/issue', { credential });
    t.match(body, { type: 'urn:symbolon:problem:not-accredited' }, 'a decision, also one that cannot be read');
  }
  t.equal(issuer.signatures(), before, 'no key was used');
  issuer.setTime('2027-01-02T00:00:00Z');
  await outside('masonry', 'accreditation-period');
  issuer.setTime('2026-11-22T09:00:00Z');

  // Stapled to a certificate for whoever checks it without network: in its file, and where a presentation is asked for.
  const { body: awarded } = await demo.award('masonry');
  const pdf = await app.inject(new URL(awarded.links.certificate).pathname);
  const attached = await credentialsFromPdf(pdf.rawPayload);
  t.match(
    attached.map((each) => JSON.parse(each)),
    [{ id: awarded.id }, { verifiableCredential: [{ id: own.id }, {}] }],
  );
  const link = new URL(awarded.links.certificate).pathname.replace('/certificate.pdf', '');
  const together = await app.inject({ url: link, headers: { accept: 'application/vp' } });
  t.equal(together.headers['content-type'], 'application/vp');
  t.match(together.json().verifiableCredential, [{ id: awarded.id }, { id: own.id }, { id: above.id }]);

  // The world finds the chain through the DID document.
  const didDocument = (await app.inject('/institutions/demo/did.json')).json();
  const [service] = didDocument.service;
  t.match(service, { type: 'LinkedVerifiablePresentation', serviceEndpoint: [/presentation$/] });
  const published = await app.inject(new URL(service.serviceEndpoint[0]).pathname);
  t.match(published.json(), {
    type: ['VerifiablePresentation'],
    verifiableCredential: [{ id: own.id }, { id: above.id }],
  });
  t.equal(published.headers['access-control-allow-origin'], '*', 'a checking page of others may read it');

  t.equal((await demo.drop(`/accreditations/${own.id}`)).status, 204);
  t.match(await demo.get('/accreditations'), { body: { length: 0 } }, 'what led to it alone went along');
  t.equal((await demo.drop(`/accreditations/${own.id}`)).status, 404);
  t.equal((await demo.award('welding')).status, 201);
  t.notOk('service' in (await app.inject('/institutions/demo/did.json')).json());
});

t.test('an installation may ask every institution for an accreditation', async (t) => {
  const issuer = await testIssuer(t, { REQUIRE_ACCREDITATION: '1' });
  await keepAchievement(issuer.context, issuer.institution, 'masonry', masonry, 'test');
  t.match(await caller(issuer).award('masonry'), {
    status: 403,
    body: { type: 'urn:symbolon:problem:not-accredited' },
  });
});

async function handWritten(did: string): Promise<Json> {
  return {
    '@context': [contexts[0], 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'Anything',
    issuer: { id: did, type: ['Profile'], name: 'Demo' },
    validFrom: '2026-11-01T00:00:00Z',
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier: [],
      achievement: {
        id: 'https://elsewhere.example/a',
        type: ['Achievement'],
        name: 'Anything',
        description: 'x',
        criteria: { narrative: 'x' },
      },
    },
  };
}

/** An award that says that it is a withdrawal too, for which no accreditation is needed. */
async function dressedUp(did: string): Promise<Json> {
  const { '@context': own, type, credentialSubject, ...rest } = await handWritten(did);
  return {
    '@context': [...(own as string[]), contexts[1]],
    type: [...(type as string[]), 'RecognitionDecisionCredential'],
    ...rest,
    id: 'urn:uuid:00000000-0000-4000-8000-000000009999',
    credentialSubject: {
      ...(credentialSubject as Json),
      type: ['AchievementSubject', 'RecognitionDecision'],
      recognizes: { id: 'urn:uuid:1', type: 'RecognizedCredential', digestMultibase: 'uEiA1' },
      jurisdiction: 'KH',
      purpose: 'employment',
      outcome: 'withdrawn',
    },
  };
}

t.test('an authority accredits, decides and withdraws, and what was awarded before stays true', async (t) => {
  const issuer = await testIssuer(t);
  const { context, institution, app } = issuer;
  await keepAchievement(context, institution, 'masonry', masonry, 'test');
  const join = async (id: string, en: string) => {
    const { institution: made, apiKey } = await createInstitution(
      context,
      { id, names: { en }, country: 'KH' },
      'test',
    );
    return { ...made, ...caller({ app, headers: { authorization: `Bearer ${apiKey}` } }, id) };
  };
  const [ministry, board] = [await join('ministry', 'Ministry of Labour'), await join('board', 'Construction Board')];
  const demo = caller(issuer);
  const accreditBody = (id: string, name: string, action: string, scope: Json, more: Json = {}) => ({
    entity: { id, name },
    recognizedTo: [{ action, scope }],
    validFrom: '2026-01-01T00:00:00Z',
    ...more,
  });
  const construction = { occupation: ['isco-08:71'], framework: 'ph-pqf', highestLevel: '3' };
  const mason = { occupation: ['isco-08:7112'], framework: 'ph-pqf', highestLevel: '2' };
  const give = '/recognitions/accreditations';
  const toBoard = await ministry.post(give, accreditBody(board.did, 'Construction Board', 'recognize', construction));
  t.equal(toBoard.status, 201);
  t.equal(
    (await board.post('/accreditations', { verifiableCredential: [toBoard.body.verifiableCredential] })).status,
    201,
  );

  // Who was accredited accredits within that, and within all of it.
  const beyond = async (scope: Json, limit: string) =>
    t.match(await board.post(give, accreditBody(institution.did, 'Demo', 'issue', scope)), {
      status: 403,
      body: { type: `urn:symbolon:problem:accreditation-${limit}` },
    });
  await beyond({ ...mason, occupation: ['isco-08:7212'] }, 'occupation');
  await beyond({ ...mason, occupation: ['isco-08:7112', 'isco-08:7212'] }, 'occupation');
  await beyond({ framework: 'ph-pqf', highestLevel: '2' }, 'occupation');
  await beyond({ ...mason, highestLevel: '4' }, 'level');
  await beyond({ occupation: ['isco-08:7112'] }, 'level');
  // Nor by a document of its own, in which the second one is given more.
  const entity = (id: string, occupation: string) => ({
    id,
    type: 'RecognizedEntity',
    recognizedTo: {
      type: 'RecognizedAction',
      action: 'issue',
      scope: { type: 'RecognitionScope', ...mason, occupation: [occupation] },
    },
  });
  const several = {
    '@context': contexts,
    type: ['VerifiableCredential', 'RecognizedEntityCredential'],
    issuer: board.did,
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: [entity(institution.did, 'isco-08:7112'), entity('did:web:other.example', 'isco-08:7212')],
  };
  t.match((await board.post('/credentials/issue', { credential: several })).body, {
    type: 'urn:symbolon:problem:accreditation-occupation',
  });
  const wrong = async (changes: Json, pointer: string) =>
    t.match(await board.post(give, { ...accreditBody(institution.did, 'Demo', 'issue', mason), ...changes }), {
      status: 400,
      body: { errors: [{ pointer }] },
    });
  const right = (scope: Json) => ({ recognizedTo: [{ action: 'issue', scope }] });
  await wrong({ entity: { id: board.did, name: 'Board' } }, '/entity/id');
  await wrong({ validUntil: '2025-01-01T00:00:00Z' }, '/validUntil');
  await wrong(right({ occupation: ['mason'] }), '/recognizedTo/0/scope/occupation/0');
  await wrong(right({ framework: 'ph-pqf' }), '/recognizedTo/0/scope');
  await wrong(right({ framework: 'ph-pqf', highestLevel: '99' }), '/recognizedTo/0/scope/highestLevel');

  const key = {
    ...accreditBody(institution.did, 'Demo Skills Centre', 'issue', mason, { validUntil: '2030-01-01T00:00:00Z' }),
  };
  const toDemo = (await board.post(give, key)).body;
  t.equal((await demo.post('/accreditations', { verifiableCredential: [toDemo.verifiableCredential] })).status, 201);
  const certificate = (await demo.award('masonry')).body.verifiableCredential;

  // A verifier that knows the ministry alone finds the way up from the certificate.
  const known = (did: string, name: string, more: object) => ({
    did,
    names: { en: name },
    country: 'KH',
    validFrom: '2020-01-01T00:00:00Z',
    ...more,
  });
  const trust = trustRegistry([
    {
      type: 'TrustList',
      id: 'https://operator.example/list',
      name: 'List',
      issued: '2026-11-01T00:00:00Z',
      nextUpdate: '2026-12-01T00:00:00Z',
      sequence: 1,
      institutions: [known(ministry.did, 'Ministry of Labour', { actions: ['recognize'] })],
    },
  ]);
  const verify = () => verifyCredential(certificate, {}, { ...verifyingWorld(context), trust });
  t.match(await verify(), {
    verdict: 'accept',
    issuer: { names: { en: 'Demo Skills Centre' }, source: 'Ministry of Labour' },
    accreditation: {
      accredited: true,
      chain: [
        { by: { name: 'Construction Board' }, validUntil: '2030-01-01T00:00:00Z' },
        { by: { name: 'Ministry of Labour' }, scope: { occupations: [{ code: '71' }] } },
      ],
    },
  });

  // Withdrawn from a day on: the certificate is older and stays true, and the centre issues no more.
  const { pathname } = new URL(toDemo.links.withdrawal);
  const toWithdraw = pathname.replace('/institutions/board', '');
  t.equal((await app.inject(pathname)).statusCode, 404, 'nothing was withdrawn yet');
  t.equal((await demo.post(toWithdraw)).status, 404, 'it is the board’s to withdraw');
  t.equal((await board.post(toWithdraw, { validFrom: '2026-12-24T00:00:00Z' })).status, 400, 'not for a day to come');
  const day = { validFrom: '2026-11-10T00:00:00Z', reason: 'No inspector since <May>' };
  t.match(await board.post(toWithdraw, day), {
    status: 200,
    body: { withdrawnFrom: '2026-11-10T00:00:00.000Z', revoked: String },
  });
  t.match(await board.post(toWithdraw, { ...day, validFrom: '2026-11-01T00:00:00Z' }), {
    body: { withdrawnFrom: '2026-11-10T00:00:00.000Z' },
  });
  issuer.setTime('2026-11-22T09:05:00Z');
  const later = { withdrawnLater: '2026-11-10T00:00:00Z', withdrawnBecause: day.reason };
  t.match(await verify(), { verdict: 'accept', accreditation: { accredited: true, chain: [later, {}] } });
  t.equal((await demo.award('masonry')).status, 201, 'what was last known holds until it is asked for again');
  t.match((await demo.post('/accreditations/renew')).body, [{ withdrawn: { at: '2026-11-10T00:00:00Z' } }]);
  t.match(await demo.award('masonry'), { status: 403, body: { type: 'urn:symbolon:problem:accreditation-withdrawn' } });
  t.match(await board.get('/recognitions'), { body: [{ name: 'Demo Skills Centre', kind: 'accreditation' }] });

  // A decision names the certificate by id and digest, of what was handed over and found genuine.
  const decision = {
    verifiableCredential: [certificate],
    jurisdiction: 'KH',
    purpose: 'employment',
    outcome: 'partial',
    occupation: 'isco-08:7112',
    recognizedUnit: ['U1'],
    missingUnit: ['U2'],
    reason: [{ ground: 'learning-outcomes', explanation: 'No plastering' }],
    validFrom: '2026-11-20T00:00:00Z',
  };
  const decide = (changes: Json = {}) => ministry.post('/recognitions/decisions', { ...decision, ...changes });
  const decided = await decide();
  t.match(readDecision(decided.body.verifiableCredential), {
    outcome: 'partial',
    missingUnits: ['U2'],
    recognizes: { id: certificate.id, digests: [digestOf(certificate)] },
  });
  t.match(await decide({ verifiableCredential: [{ ...certificate, name: 'Master' }] }), { status: 422 });
  t.match(await decide({ outcome: 'conditional' }), { status: 400, body: { errors: [{ pointer: '/condition' }] } });
  t.match(await decide({ recognizes: { id: 'urn:x', digestMultibase: 'u' } }), { status: 400 });
  t.match(await board.post('/recognitions/decisions', decision), { status: 403, body: { type: /not-accredited/ } });
  const toTakeBack = new URL(decided.body.links.withdrawal).pathname.replace('/institutions/ministry', '');
  t.match(await ministry.post(toTakeBack), { status: 200, body: { kind: 'decision', revoked: String } });
});
