import { hash } from 'node:crypto';
import { createProof, prepareCredential } from '@symbolon/securing/sign';
import { trustRegistry, verifyCredential } from '@symbolon/verification';
import { didKeySigner } from '@symbolon/verification/testing';
import t from 'tap';
import { verifyingWorld } from '../accreditation/world.ts';
import { keepAchievement } from '../achievements/achievements.ts';
import { createInstitution } from '../institutions/create.ts';
import { type Answered, answerStolenKey } from '../stolen-keys/answer.ts';
import { masonry, testIssuer } from '../testing.ts';

type Json = Record<string, unknown>;

/** SHA-256 of the canonical options of a proof that ends (Data Integrity §2.1, `expires`). */
function optionsHash({ verificationMethod }: { verificationMethod: string }, expires: string): Buffer {
  const security = 'https://w3id.org/security#';
  const date = (text: string) => `"${text}"^^<http://www.w3.org/2001/XMLSchema#dateTime>`;
  const statements = [
    `<http://purl.org/dc/terms/created> ${date('2026-11-22T09:00:00Z')}`,
    `<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <${security}DataIntegrityProof>`,
    `<${security}cryptosuite> "eddsa-rdfc-2022"^^<${security}cryptosuiteString>`,
    `<${security}expiration> ${date(expires)}`,
    `<${security}proofPurpose> <${security}assertionMethod>`,
    `<${security}verificationMethod> <${verificationMethod}>`,
  ];
  return hash('sha256', statements.map((each) => `_:c14n0 ${each} .\n`).join(''), 'buffer');
}

t.test('two institutions award one credential: nothing leaves the house before both have signed', async (t) => {
  const issuer = await testIssuer(t);
  const { app, context, institution } = issuer;
  await keepAchievement(context, institution, 'masonry', masonry, 'test');
  const made = await createInstitution(context, { id: 'second', names: { en: 'Second School' } }, 'test');
  const elsewhere = didKeySigner();
  const by = (id: string, authorization: string) => async (path: string, payload?: Json, key?: string) => {
    const reply = await app.inject({
      method: payload ? 'POST' : 'GET',
      url: `/institutions/${id}${path}`,
      headers: { authorization, ...(key ? { 'idempotency-key': key } : {}) },
      ...(payload ? { payload } : {}),
    });
    return { status: reply.statusCode, body: reply.json() };
  };
  const first = by('demo', issuer.headers.authorization);
  const second = by('second', `Bearer ${made.apiKey}`);
  const bodies = [
    { id: made.institution.did, name: 'Second School' },
    { id: elsewhere.controller, name: 'Chamber of Builders' },
  ];
  const award = (awardingBody: Json[], key?: string, name = 'Sok Dara') =>
    first(
      '/achievements/masonry/joint-credentials',
      { holder: { name }, award: { validFrom: '2026-11-01T00:00:00Z' }, awardingBody },
      key,
    );
  t.match(await award([{ id: institution.did, name: 'Demo' }]), { status: 400 });
  t.match(await award([bodies[0]!, bodies[0]!]), { status: 400 });

  const before = issuer.signatures();
  const asked = await award(bodies, 'one');
  const [id, document] = [asked.body.id as string, asked.body.credential as Json];
  t.match(asked, { status: 202, body: { awaiting: { length: 2 }, verifiableCredential: undefined } });
  t.match(document, { awardingBody: [{ id: institution.did }, { id: bodies[0]!.id }, { id: bodies[1]!.id }] });
  t.strictSame((await award(bodies, 'one')).body, asked.body, 'the same request is the same document');
  t.equal((await award(bodies, 'one', 'Another')).status, 422);
  t.equal((await first(`/credentials/${encodeURIComponent(id)}`)).status, 404, 'it is not out');
  t.equal(issuer.signatures(), before, 'no key was used');
  t.equal((await first('/credentials/issue', { credential: document })).status, 400, 'nor is it by another way');

  // The other in this installation sees what it is asked and signs that, and nothing else.
  t.match((await second('/joint-credentials')).body, {
    own: { length: 0 },
    asked: [{ id, issuer: 'demo', credential: {} }],
  });
  const sign = (credential: Json) => second('/joint-credentials/proofs', { credential });
  t.match(await sign({ ...document, awardingBody: [institution.did] }), { status: 400 });
  t.match(await sign({ ...document, type: ['VerifiableCredential'] }), { status: 400 });
  t.match(await first('/joint-credentials/proofs', { credential: document }), { status: 400 }, 'who issues signs last');
  const signed = await sign(document);
  t.match(signed, { status: 201, body: { proof: { cryptosuite: 'eddsa-rdfc-2022' } } });
  t.strictSame((await sign(document)).body, signed.body, 'asked again it gives the same');
  t.match((await second('/joint-credentials')).body.asked, { length: 0 });

  // One elsewhere sends its proof; one that does not hold is not taken.
  const toProofs = `/joint-credentials/${id.slice('urn:uuid:'.length)}/proofs`;
  const proofOf = async (of: Json, signer = elsewhere) =>
    (await createProof(await prepareCredential(of), signer, { created: new Date('2026-11-22T09:00:00Z') })) as Json;
  t.match(await first(toProofs, { proof: await proofOf({ ...document, name: 'Master' }) }), { status: 422 });
  t.match(await first(toProofs, { proof: await proofOf(document, didKeySigner()) }), { status: 422 });
  const done = await first(toProofs, { proof: await proofOf(document) });
  const { verifiableCredential: joint, links } = done.body;
  t.match(done, { status: 200, body: { awaiting: { length: 0 }, links: { certificate: String } } });
  t.equal(joint.proof.length, 3);
  t.strictSame((await first(toProofs, { proof: await proofOf(document) })).body, done.body);
  t.strictSame((await award(bodies, 'one')).body, done.body);

  const institutions = [
    { did: institution.did, name: 'Demo' },
    { did: bodies[0]!.id, name: 'Second School' },
    { did: bodies[1]!.id, name: 'Chamber' },
  ].map(({ did, name }) => ({ did, names: { en: name }, validFrom: '2020-01-01T00:00:00Z' }));
  const list = {
    type: 'TrustList' as const,
    id: 'https://operator.example/list',
    name: 'List',
    issued: '2026-11-01T00:00:00Z',
    nextUpdate: '2026-12-01T00:00:00Z',
    sequence: 1,
    institutions,
  };
  const verify = (credential: Json) =>
    verifyCredential(credential, {}, { ...verifyingWorld(context), trust: trustRegistry([list]) });
  t.match(await verify(joint), {
    verdict: 'accept',
    coIssuers: [{ names: { en: 'Second School' } }, { names: { en: 'Chamber' } }],
  });
  t.match(await verify({ ...joint, proof: joint.proof.slice(0, 2) }), { verdict: 'reject', reason: 'not-genuine' });
  const pdf = await app.inject(new URL(links.certificate).pathname);
  t.equal(pdf.statusCode, 200);
  t.match(pdf.rawPayload.toString('latin1'), /credential\.json/);

  // A proof that ends before the credential does would take it along; with one of the others still out, it could never be issued.
  const { body: next } = await award(bodies, 'two');
  const endingAt = async (expires: string) => {
    const sign = (bytes: Uint8Array) =>
      elsewhere.sign(Buffer.concat([optionsHash(elsewhere, expires), bytes.subarray(32)]));
    return { ...(await proofOf(next.credential, { ...elsewhere, sign })), expires };
  };
  const toNext = `/joint-credentials/${next.id.slice('urn:uuid:'.length)}/proofs`;
  const take = async (expires: string) => first(toNext, { proof: await endingAt(expires) });
  for (const expires of ['2026-11-22T08:59:00Z', '2026-11-22T10:00:00Z', '2031-10-31T23:59:59Z'])
    t.match(await take(expires), { status: 422, body: { errors: [{ pointer: '/proof' }] } }, expires);
  t.equal(next.credential.validUntil, '2031-11-01T00:00:00Z');
  t.match(await take('2031-11-01T00:00:00Z'), { status: 200, body: { awaiting: { length: 1 } } });
  issuer.setTime('2026-11-22T12:00:00Z');
  t.equal((await sign(next.credential)).status, 201);
  t.match(await first(`/joint-credentials/${next.id.slice('urn:uuid:'.length)}`), {
    body: { awaiting: { length: 0 } },
  });

  // After a theft it cannot be issued again by one of them alone: it is revoked, and awarded again together.
  const told: Answered[] = [];
  const onAnswered = (answered: Answered[]) => told.push(...answered);
  const theft = { institution, fragment: 'key-1', actor: 'test', onAnswered };
  t.match(await answerStolenKey(context, theft, { wait: 0 }), { replaced: 0 });
  t.match(told, [{ id, problem: /awarded with others/ }]);

  // What the other gave stays its own when the issuer has deleted the credential.
  const url = `/institutions/demo/credentials/${encodeURIComponent(id)}`;
  t.equal((await app.inject({ method: 'DELETE', url, headers: issuer.headers })).statusCode, 202);
  t.strictSame(await sign(document), signed);
});
