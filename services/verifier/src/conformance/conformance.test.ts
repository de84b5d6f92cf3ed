import { prepareCredential, type Signer, signDataIntegrity, signPresentation } from '@symbolon/securing/sign';
import { didKeySigner, startOfTest } from '@symbolon/verification/testing';
import t from 'tap';
import { testVerifier } from '../testing.ts';
import { nameInlineContexts } from './contexts.ts';

type Json = Record<string, unknown>;
const v2 = 'https://www.w3.org/ns/credentials/v2';
const suites = ['eddsa-rdfc-2022', 'ecdsa-rdfc-2019-p256', 'ecdsa-rdfc-2019-p384'];
const did = 'did:key:z6MkhTNL7i2etLerDK8Acz5t528giE5KA4p75T6ka1E1D74r';
const minimal = (changes: Json = {}): Json => ({
  '@context': [v2],
  type: ['VerifiableCredential'],
  issuer: did,
  credentialSubject: { id: 'did:example:subject' },
  ...changes,
});

async function instance(t: Parameters<typeof testVerifier>[0]) {
  const made = await testVerifier(t, { CONFORMANCE: '1' });
  const issue = (credential: unknown, suite = suites[0]!, options: Json = {}) =>
    made.post(`/conformance/${suite}/credentials/issue`, { credential, options });
  const verify = async (verifiableCredential: unknown, options: Json = { checks: [] }) =>
    (await made.post('/conformance/credentials/verify', { verifiableCredential, options })).status;
  const verifyVp = async (verifiablePresentation: unknown, options: Json = { checks: [] }) =>
    (await made.post('/conformance/presentations/verify', { verifiablePresentation, options })).status;
  return { ...made, issue, verify, verifyVp };
}

t.test('it is off unless it is asked for', async (t) => {
  const { service } = await testVerifier(t);
  t.equal((await service.inject('/conformance')).statusCode, 404);
  t.equal(
    (await service.inject({ method: 'POST', url: '/conformance/credentials/verify', payload: {} })).statusCode,
    404,
  );
});

t.test('each suite signs for anyone with its own kind of key, and what it signed verifies', async (t) => {
  const { service, issue, verify } = await instance(t);
  const { issuers } = (await service.inject('/conformance')).json();
  for (const suite of suites) {
    const { status, body } = await issue(minimal({ issuer: issuers[suite].id }), suite);
    t.equal(status, 201, suite);
    const { verifiableCredential: issued } = body;
    t.match(issued.proof, {
      type: 'DataIntegrityProof',
      cryptosuite: suite.replace(/-p\d+$/, ''),
      proofPurpose: 'assertionMethod',
      verificationMethod: `${issuers[suite].id}#`,
      proofValue: /^z[1-9A-HJ-NP-Za-km-z]+$/,
      created: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    });
    t.same(issued['@context'], [v2], 'contexts keep their order');
    t.equal(await verify(issued), 200);
    t.equal(await verify({ ...issued, name: 'x' }), 400);
    t.match(issued.credentialStatus, {
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: /^[1-9]\d*$/,
    });
    const list = await service.inject(new URL(issued.credentialStatus.statusListCredential).pathname);
    t.match(list.json(), {
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      credentialSubject: { type: 'BitstringStatusList', encodedList: /^uH4sI/ },
    });
    t.equal(await verify(list.json()), 200);
  }
});

t.test('credentials of VCDM 1.1, with contexts of their own, with undefined terms under a vocabulary', async (t) => {
  const { issue, verify } = await instance(t);
  const old = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiableCredential'],
    issuer: did,
    issuanceDate: '2022-03-31T19:21:25Z',
    expirationDate: '2022-05-31T19:21:25Z',
    credentialSubject: { id: did },
  };
  const older = await issue(old);
  t.match(older, {
    status: 201,
    body: {
      verifiableCredential: {
        '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/data-integrity/v2'],
      },
    },
  });
  t.equal(await verify(older.body.verifiableCredential), 200, 'an expired one too: dates are not asked about');
  const inline = { Example: 'https://example.org/#Example', word: 'https://example.org/#word' };
  const own = await issue(
    minimal({
      '@context': [v2, inline],
      type: ['VerifiableCredential', 'Example'],
      credentialSubject: { id: 'did:example:a', word: 'x' },
    }),
  );
  t.match(
    own,
    { status: 201, body: { verifiableCredential: { '@context': [v2, inline] } } },
    'and comes back as it was written',
  );
  t.equal(await verify(own.body.verifiableCredential), 200);
  const swapped = {
    ...own.body.verifiableCredential,
    '@context': [v2, { ...inline, word: 'https://example.org/#other' }],
  };
  t.equal(await verify(swapped), 400, 'another meaning of a signed word');
  const vocabulary = await issue(
    minimal({
      '@context': [v2, 'https://www.w3.org/ns/credentials/examples/v2'],
      credentialSubject: { id: 'did:example:a', alumniOf: 'School' },
    }),
  );
  t.equal(vocabulary.status, 201);
  t.equal(await verify(vocabulary.body.verifiableCredential), 200);
});

t.test('what is no credential is not signed', async (t) => {
  const { issue, post } = await instance(t);
  const without = (name: string) => Object.fromEntries(Object.entries(minimal()).filter(([member]) => member !== name));
  const wrong: [string, unknown][] = [
    ['no @context', without('@context')],
    ['no type', without('type')],
    ['no issuer', without('issuer')],
    ['no subject', without('credentialSubject')],
    ...[4, false, null, [], 'string', {}].map((value): [string, unknown] => [
      `@context ${JSON.stringify(value)}`,
      minimal({ '@context': value }),
    ]),
    ...[4, true, null, [], {}].map((value): [string, unknown] => [
      `type ${JSON.stringify(value)}`,
      minimal({ type: value }),
    ]),
    ...[null, true, 4, [], {}, 'not a url', { id: null }, { id: 'x y' }].map((value): [string, unknown] => [
      `issuer ${JSON.stringify(value)}`,
      minimal({ issuer: value }),
    ]),
    ...[null, true, 4, [], 'did:example:1', {}].map((value): [string, unknown] => [
      `subject ${JSON.stringify(value)}`,
      minimal({ credentialSubject: value }),
    ]),
    ['a number among contexts', minimal({ '@context': [v2, 123192875] })],
    ['no URL among contexts', minimal({ '@context': [v2, 'https ://not-a-url/contexts/example/v1'] })],
    ['not the base context first', minimal({ '@context': ['https://www.w3.org/ns/credentials/examples/v2', v2] })],
    ['an unmapped type', minimal({ type: ['VerifiableCredential', 'UnknownType'] })],
    ['an undefined member', minimal({ statusEntry: { type: 'BitstringStatusListEntry', statusListIndex: true } })],
    [
      'a wrong status',
      minimal({
        credentialStatus: {
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: true,
          statusListCredential: 'https://example.com',
        },
      }),
    ],
    ['a status without type', minimal({ credentialStatus: { id: 'https://example.com/1' } })],
    ['evidence without type', minimal({ evidence: { id: 'https://example.com/1' } })],
    ['a schema without id', minimal({ credentialSchema: { type: 'JsonSchema' } })],
    ['dates the wrong way round', minimal({ validFrom: '2026-02-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' })],
    ['a date without zone', minimal({ validFrom: '2026-02-01T00:00:00' })],
    ['an id that is no URL', minimal({ id: 'not-url' })],
    ['a related resource that is only named', minimal({ relatedResource: ['https://a.example'] })],
    ['a related resource without digest', minimal({ relatedResource: { id: 'https://a.example' } })],
    ['two ids', minimal({ id: ['https://a.example', 'https://b.example'] })],
  ];
  for (const [name, credential] of wrong) t.equal((await issue(credential)).status, 400, name);
  t.match(await post(`/conformance/${suites[0]}/credentials/issue`, { verifiableCredential: minimal() }), {
    status: 400,
  });
});

t.test('a proof that is missing, spoilt or of an unknown kind is 400', async (t) => {
  const { issue, verify } = await instance(t);
  const { verifiableCredential: issued } = (await issue(minimal())).body;
  const { proof, ...unsigned } = issued;
  const without = (name: string) => Object.fromEntries(Object.entries(proof).filter(([member]) => member !== name));
  const proofs: [string, unknown][] = [
    ...['string', null, 10, true, [], {}].map((value): [string, unknown] => [`proof ${JSON.stringify(value)}`, value]),
    ...['type', 'created', 'verificationMethod', 'proofValue', 'proofPurpose', 'cryptosuite'].map(
      (name): [string, unknown] => [`no ${name}`, without(name)],
    ),
    ['unknown type', { ...proof, type: 'UnknownProofType' }],
    ['unknown suite', { ...proof, cryptosuite: 'UnknownCryptosuite' }],
    ['unknown key', { ...proof, verificationMethod: 'did:key:invalidVm' }],
    ['another purpose', { ...proof, proofPurpose: 'invalidPurpose' }],
    ['proofValue null', { ...proof, proofValue: null }],
    ['not multibase', { ...proof, proofValue: proof.proofValue.slice(1) }],
    ['another multibase', { ...proof, proofValue: `u${proof.proofValue.slice(1)}` }],
    ['created is no date', { ...proof, created: 'invalidDate' }],
  ];
  for (const [name, value] of proofs) t.equal(await verify({ ...unsigned, proof: value }), 400, name);
  t.equal(await verify(unsigned), 400, 'no proof');
  t.equal(await verify(issued, { expectedProofPurpose: 'authentication' }), 400);
  t.equal(await verify(issued, { challenge: 'x', domain: 'domain.example' }), 400);
  for (const value of ['string', {}, null, 10, true]) t.equal(await verify({ ...issued, '@context': value }), 400);
  for (const value of ['string', {}, null, 10, true, [[]], [{}], [null]])
    t.equal(await verify({ ...issued, type: value }), 400);
  t.equal(await verify('text'), 400);
});

t.test('proofs signed elsewhere: no binding to the issuer, chains, and an end in the past', async (t) => {
  const { verify } = await instance(t);
  const signer = didKeySigner();
  const sign = async (document: Json, signers: Signer[] = [signer]) => {
    const named = nameInlineContexts(document);
    const { proof } = await signDataIntegrity(await prepareCredential(named.document, named.contexts), signers, {
      created: startOfTest,
    });
    return { ...document, proof };
  };
  const foreign = await sign(minimal({ issuer: 'did:example:somebody' }));
  t.equal(await verify(foreign), 200);
  const two = await sign(minimal(), [signer, didKeySigner()]);
  t.equal(await verify(two), 200, 'a set of two');
  const [first, second] = two.proof as [Json, Json];
  t.equal(
    await verify({ ...two, proof: [first, { ...second, proofValue: first.proofValue }] }),
    400,
    'all of a set must hold',
  );
  t.equal(await verify({ ...two, proof: [first, { ...second, previousProof: 'urn:uuid:missing' }] }), 400);
});

t.test('presentations', async (t) => {
  const { issue, verifyVp } = await instance(t);
  const holder = didKeySigner();
  const { verifiableCredential: issued } = (await issue(minimal())).body;
  const base = { '@context': [v2], type: ['VerifiablePresentation'] };
  const sign = (presentation: Json, options: { challenge?: string; domain?: string } = {}) =>
    signPresentation(presentation, holder, { created: startOfTest, ...options });
  t.equal(await verifyVp(await sign(base)), 200, 'nothing in it');
  t.equal(await verifyVp(await sign({ ...base, id: 'urn:uuid:1f0b1a5c-0000-4000-8000-000000000000' })), 200);
  t.equal(
    await verifyVp(await sign({ ...base, holder: holder.controller, verifiableCredential: [issued, issued] })),
    200,
  );
  t.equal(await verifyVp(await sign({ ...base, holder: { id: holder.controller } })), 200);
  t.equal(await verifyVp(base), 400, 'unsigned');
  t.equal(await verifyVp({ ...base, '@context': undefined }), 400);
  const signed = await sign({ ...base, verifiableCredential: [issued] });
  t.equal(await verifyVp(signed), 200);
  t.equal(await verifyVp({ ...signed, '@context': [v2, 123192875] }), 400);
  t.equal(await verifyVp({ ...signed, verifiableCredential: [{ ...issued, name: 'x' }] }), 400);
  const bound = await sign(base, { challenge: 'c', domain: 'd.example' });
  t.equal(await verifyVp(bound, { challenge: 'c', domain: 'd.example' }), 200);
  t.equal(await verifyVp(bound, { challenge: 'other', domain: 'd.example' }), 400);

  const own = minimal({ issuer: holder.controller });
  t.equal(
    await verifyVp(await sign({ ...base, holder: holder.controller, verifiableCredential: [own] })),
    200,
    'the holder’s own words',
  );
  t.equal(await verifyVp(await sign({ ...base, verifiableCredential: [own] })), 400, 'and no holder');
  const acme = { ...base, holder: 'did:example:acme', verifiableCredential: [own] };
  t.equal(await verifyVp(await sign(acme)), 400);
  t.equal(
    await verifyVp(
      await sign({
        ...base,
        holder: holder.controller,
        verifiableCredential: [minimal({ issuer: 'did:example:acme' })],
      }),
    ),
    400,
  );
});

t.test('enveloped credentials keep their shape', async (t) => {
  const { verify, world } = await instance(t);
  const enveloped = {
    '@context': [v2],
    id: `data:application/vc+jwt,${await world.issueJwt()}`,
    type: 'EnvelopedVerifiableCredential',
  };
  t.equal(await verify(enveloped), 200);
  t.equal(await verify({ ...enveloped, '@context': [] }), 400);
  t.equal(await verify({ ...enveloped, '@context': 'https://www.w3.org/ns/credentials/examples/v2' }), 400);
  t.equal(await verify({ ...enveloped, id: enveloped.id.split(',').pop() }), 400);
  t.equal(await verify({ ...enveloped, type: undefined }), 400);
  t.equal(await verify({ ...enveloped, type: 'VerifiableCredential' }), 400);
});
