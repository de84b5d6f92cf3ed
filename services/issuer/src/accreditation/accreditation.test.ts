import { didKeySigner, sign } from '@symbolon/verification/testing';
import t from 'tap';
import { keepAchievement } from '../achievements/achievements.ts';
import type { AchievementInput } from '../achievements/check.ts';
import { masonry, type TestIssuer, testIssuer } from '../testing.ts';

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
  t.equal((await demo.award('masonry')).status, 201);
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
  const own2 = (await demo.post('/credentials/issue', { credential: await handWritten(institution.did) })).body;
  t.match(own2, { type: 'urn:symbolon:problem:accreditation-occupation' }, 'a document of the caller’s own too');
  t.equal(issuer.signatures(), before, 'no key was used');
  issuer.setTime('2027-01-02T00:00:00Z');
  await outside('masonry', 'accreditation-period');
  issuer.setTime('2026-11-22T09:00:00Z');

  // The world finds the chain through the DID document.
  const didDocument = (await app.inject('/institutions/demo/did.json')).json();
  const [link] = didDocument.service;
  t.match(link, { type: 'LinkedVerifiablePresentation', serviceEndpoint: [/presentation$/] });
  const published = await app.inject(new URL(link.serviceEndpoint[0]).pathname);
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
