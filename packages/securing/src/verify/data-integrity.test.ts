import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite as ecdsaRdfc2019 } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { base58 } from '@scure/base';
import { loadContextDocument } from '@symbolon/contexts';
import t from 'tap';
import type { JsonObject } from '../primitives/json.ts';
import { documentHash, hashData } from '../primitives/proof.ts';
import { prepareCredential, signDataIntegrity } from '../sign/index.ts';
import type { Signer } from '../signer.ts';
import { sampleCredential } from '../testing/credential.ts';
import { asserted, didKeySigner, now } from '../testing/world.ts';
import { verifyDataIntegrity } from './data-integrity.ts';

const issue = async (signers: Signer[], changes: JsonObject = {}) =>
  signDataIntegrity(await prepareCredential(sampleCredential(signers[0]!.controller, changes)), signers, {
    created: now,
  });

const ed25519 = didKeySigner('Ed25519');
const algorithms = ['Ed25519', 'P-256', 'P-384'] as const;

t.test('what we sign, the libraries of others verify, and the other way round', async (t) => {
  for (const algorithm of algorithms) {
    const signer = didKeySigner(algorithm);
    const cryptosuite = algorithm === 'Ed25519' ? eddsaRdfc2022 : ecdsaRdfc2019;
    const documentLoader = loaderFor(signer);
    // Nodes without an id, and texts with characters beyond the Basic Multilingual Plane.
    const evidence = ['\u{1F393} "ទទួលស្គាល់"\n', 'b'].map((narrative) => ({ type: ['Evidence'], narrative }));
    const ours = await issue([signer], algorithm === 'P-256' ? {} : { evidence });
    t.match(await verifyDataIntegrity(ours, asserted), {
      verified: true,
      proofs: [{ outcome: 'verified', controller: signer.controller, verificationMethod: signer.verificationMethod }],
      document: ours,
    });
    const suite = new DataIntegrityProof({ cryptosuite });
    const checkStatus = async () => ({ verified: true });
    t.match(
      await vc.verifyCredential({ credential: ours, suite, documentLoader, checkStatus }),
      { verified: true },
      algorithm,
    );

    const theirSigner = {
      id: signer.verificationMethod,
      algorithm,
      sign: ({ data }: { data: Uint8Array }) => signer.sign(data),
    };
    const signing = new DataIntegrityProof({ signer: theirSigner, cryptosuite });
    const theirs = await vc.issue({
      credential: sampleCredential(signer.controller, { evidence }),
      suite: signing,
      documentLoader,
    });
    t.match(await verifyDataIntegrity(theirs, asserted), { verified: true }, algorithm);
  }
  const documentLoader = loaderFor(ed25519);
  const signer = { id: ed25519.verificationMethod, sign: ({ data }: { data: Uint8Array }) => ed25519.sign(data) };
  const suite = new Ed25519Signature2020({ signer });
  const older = {
    '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/suites/ed25519-2020/v1'],
    id: 'urn:uuid:0c7e1d1a-0000-4000-8000-000000000001',
    type: ['VerifiableCredential'],
    issuer: ed25519.controller,
    issuanceDate: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:holder' },
  };
  const signed = await vc.issue({ credential: structuredClone(older), suite, documentLoader });
  t.match(await verifyDataIntegrity(signed, asserted), {
    verified: true,
    proofs: [{ cryptosuite: 'Ed25519Signature2020' }],
  });
  const cryptosuite = eddsaRdfc2022;
  const byDataIntegrity = new DataIntegrityProof({ signer: { ...signer, algorithm: 'Ed25519' }, cryptosuite });
  const oldModel = await vc.issue({ credential: structuredClone(older), suite: byDataIntegrity, documentLoader });
  t.match(await verifyDataIntegrity(oldModel, asserted), { verified: true }, 'VCDM 1.1 by Data Integrity');
});

t.test('no change of any value goes unnoticed', async (t) => {
  let tried = 0;
  const accepted: string[] = [];
  for (const algorithm of algorithms) {
    const signed = await issue([didKeySigner(algorithm)]);
    for (const [path, tampered] of mutations(signed)) {
      tried++;
      if ((await verifyDataIntegrity(tampered, asserted)).verified) accepted.push(`${algorithm} ${path}`);
    }
  }
  t.ok(tried > 400, `${tried} tampered credentials`);
  t.same(accepted, []);
});

t.test('renaming and moving that leaves the signed statements as they are is noticed too', async (t) => {
  const signed = await issue([ed25519]);
  const { credentialStatus, validUntil, credentialSubject, ...rest } = signed as Record<string, JsonObject>;
  const xsd = 'http://www.w3.org/2001/XMLSchema#dateTime';
  const cred = 'https://www.w3.org/2018/credentials#';
  const disguised: Record<string, JsonObject> = {
    'status under its full IRI': {
      ...rest,
      credentialSubject,
      validUntil,
      [`${cred}credentialStatus`]: credentialStatus,
    },
    'end under its full IRI': {
      ...rest,
      credentialSubject,
      credentialStatus,
      [`${cred}validUntil`]: { '@type': xsd, '@value': validUntil },
    },
    'end in a value object': {
      ...rest,
      credentialSubject,
      credentialStatus,
      validUntil: { '@type': xsd, '@value': validUntil },
    },
    'below @included': { ...rest, credentialSubject, '@included': [{ id: signed.id, credentialStatus, validUntil }] },
    'below @graph': {
      '@context': signed['@context'],
      '@graph': [{ ...signed, '@context': undefined }],
      proof: signed.proof,
    },
    'in a second node of the same id': {
      ...rest,
      credentialSubject,
      evidence: [
        { ...((rest.evidence as unknown as JsonObject[])[0] as JsonObject) },
        { id: signed.id, credentialStatus, validUntil },
      ],
    },
    'below @nest': { ...rest, credentialSubject, '@nest': { credentialStatus, validUntil } },
    'with @id beside id': { ...rest, credentialSubject, credentialStatus, validUntil, '@id': signed.id },
    'with @type instead of type': { ...signed, '@type': signed.type, type: undefined },
  };
  for (const [name, document] of Object.entries(disguised)) {
    const result = await verifyDataIntegrity(JSON.parse(JSON.stringify(document)), asserted);
    t.equal(result.verified, false, name);
  }
});

t.test('contexts are exact, held URLs at the top', async (t) => {
  const signed = await issue([ed25519]);
  const [first, ...others] = signed['@context'] as string[];
  const subject = signed.credentialSubject as JsonObject;
  const spoilt: Record<string, JsonObject> = {
    'a context inside': { ...signed, '@context': [first, ...others, { name: 'https://schema.org/alternateName' }] },
    'a swap of terms': {
      ...signed,
      '@context': [first, ...others, { targetName: 'https://schema.org/x', targetCode: 'https://schema.org/y' }],
    },
    'an unknown URL': { ...signed, '@context': [first, ...others, 'https://evil.example/context'] },
    'another spelling': { ...signed, '@context': [`${first}#`, ...others] },
    'a context in the subject': { ...signed, credentialSubject: { ...subject, '@context': others } },
    'null in the subject': { ...signed, credentialSubject: { ...subject, '@context': null } },
    'a context in the proof': { ...signed, proof: { ...(signed.proof as JsonObject), '@context': first } },
    none: Object.fromEntries(Object.entries(signed).filter(([name]) => name !== '@context')),
  };
  for (const [name, document] of Object.entries(spoilt))
    t.match(
      await verifyDataIntegrity(document, asserted),
      { verified: false, problems: [{ code: 'UNSUPPORTED' }] },
      name,
    );
  const undefinedTerm = await verifyDataIntegrity({ ...signed, nickname: 'Mia' }, asserted);
  t.match(undefinedTerm, { verified: false, proofs: [{ problem: { code: 'PROOF_TRANSFORMATION_ERROR' } }] });
});

t.test('every proof of a known kind must hold', async (t) => {
  const other = didKeySigner('P-256');
  const set = await issue([ed25519, other]);
  const [one, two] = set.proof as [JsonObject, JsonObject];
  t.match(await verifyDataIntegrity(set, asserted), {
    verified: true,
    proofs: [{ outcome: 'verified' }, { outcome: 'verified' }],
  });
  const forged = { ...one, proofValue: flip(one.proofValue as string) };
  const unknown = { type: 'SomeProofType', created: '2026-01-01T00:00:00Z' };
  const cases: [name: string, proof: unknown, verified: boolean, outcomes: string[]][] = [
    ['a bad proof first', [forged, two], false, ['failed', 'verified']],
    ['a bad proof last', [two, forged], false, ['verified', 'failed']],
    ['an unknown kind beside a good one', [unknown, two], true, ['unknown-suite', 'verified']],
    ['an unknown kind alone', unknown, false, ['unknown-suite']],
    ['a proof that is no object', ['proof'], false, ['unknown-suite']],
    ['a name of every object', { ...one, cryptosuite: 'constructor' }, false, ['unknown-suite']],
    ['of another suite than its key', { ...one, cryptosuite: 'ecdsa-rdfc-2019' }, false, ['failed']],
    ['for another purpose', { ...one, proofPurpose: 'authentication' }, false, ['failed']],
    ['with a list for a purpose', { ...one, proofPurpose: ['assertionMethod'] }, false, ['failed']],
    ['without its key', { ...one, verificationMethod: undefined }, false, ['failed']],
    ['with an object for a key', { ...one, verificationMethod: { id: one.verificationMethod } }, false, ['failed']],
    ['in base64url', { ...one, proofValue: `u${(one.proofValue as string).slice(1)}` }, false, ['failed']],
    ['too short', { ...one, proofValue: 'z11' }, false, ['failed']],
    ['empty', { ...one, proofValue: '' }, false, ['failed']],
  ];
  for (const [name, proof, verified, outcomes] of cases) {
    const result = await verifyDataIntegrity(JSON.stringify({ ...set, proof }), asserted);
    t.match({ ...result, outcomes: result.proofs.map(({ outcome }) => outcome) }, { verified, outcomes }, name);
    t.equal('document' in result, verified, 'and a document only where it is verified');
  }
  t.match(await verifyDataIntegrity({ ...set, proof: [] }, asserted), {
    verified: false,
    problems: [{ code: 'NO_PROOF' }],
  });
  t.match(await verifyDataIntegrity({ ...set, proof: Array(9).fill(one) }, asserted), { verified: false, proofs: [] });
});

t.test('chains are followed, ends and bounds enforced', async (t) => {
  const first = didKeySigner('P-256');
  const { proof: _, ...document } = await issue([ed25519]);
  const options = (signer: Signer, more: JsonObject = {}) => ({
    type: 'DataIntegrityProof',
    cryptosuite: signer.algorithm === 'Ed25519' ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019',
    verificationMethod: signer.verificationMethod,
    proofPurpose: 'assertionMethod',
    ...more,
  });
  const prove = async (signer: Signer, more: JsonObject = {}, previous: JsonObject[] = []) => {
    const subject = previous.length > 0 ? { ...document, proof: previous } : document;
    const hash = await documentHash(subject, 'SHA-256');
    const proof = options(signer, more);
    const bytes = await hashData(document, proof, hash, 'SHA-256');
    return { ...proof, proofValue: `z${base58.encode(await signer.sign(bytes))}` };
  };
  const verified = async (proof: unknown, more: object = {}) =>
    (await verifyDataIntegrity({ ...document, proof }, { ...asserted, ...more })).verified;

  const base = await prove(first, { id: 'urn:uuid:a' });
  const chained = await prove(ed25519, { previousProof: 'urn:uuid:a' }, [base]);
  t.equal(await verified([base, chained]), true);
  t.equal(await verified([chained]), false, 'without the proof it builds on');
  const again = await prove(first, { id: 'urn:uuid:a', created: '2026-01-01T00:00:00Z' });
  t.equal(await verified([again, chained]), false, 'with another proof in its place');
  t.equal(await verified([base, base, chained]), false, 'with two of that name');
  t.equal(await verified([{ ...base, proofValue: flip(base.proofValue) }, chained]), false);
  const unbound = await prove(ed25519, { previousProof: 'urn:uuid:a' });
  t.equal(await verified([base, unbound]), false, 'a chain that does not sign what it names');
  const self = await prove(ed25519, { id: 'urn:uuid:b', previousProof: 'urn:uuid:b' });
  t.equal(await verified(self), false, 'a proof that builds on itself');
  const unknown = { type: 'SomeProofType', id: 'urn:uuid:c' };
  t.equal(
    await verified([unknown, await prove(ed25519, { previousProof: 'urn:uuid:c' })]),
    false,
    'a gap in the chain',
  );

  t.equal(await verified(await prove(ed25519)), true, 'a proof need not tell its time');
  t.equal(await verified(await prove(ed25519, { expires: '2026-11-22T09:00:01Z' })), true);
  t.equal(await verified(await prove(ed25519, { expires: '2026-11-22T09:00:00Z' })), false, 'a proof that has ended');
  t.equal(await verified(await prove(ed25519, { expires: '2030-01-01' })), false, 'an end that is not a dateTimeStamp');
  t.equal(await verified(await prove(ed25519, { created: 'yesterday' })), false);
  const bound = await prove(ed25519, { domain: ['a.example', 'b.example'], challenge: 'one' });
  t.equal(await verified(bound, { domain: ['b.example', 'a.example'], challenge: 'one' }), true);
  t.equal(await verified(bound, { domain: 'a.example' }), false);
  t.equal(await verified(bound, { challenge: 'two' }), false);
  t.equal(
    await verified(await prove(ed25519), { challenge: 'one' }),
    false,
    'a challenge that was asked for and not answered',
  );

  const key = await asserted.verificationMethod(ed25519.verificationMethod, 'assertionMethod');
  const ended = { verificationMethod: async () => ({ ...key, notAfter: '2026-11-22T08:00:00Z' }) };
  t.equal(await verified(await prove(ed25519), ended), false, 'a key that was revoked');
  const unreachable = {
    ...asserted,
    verificationMethod: async () => ({ found: false as const, unreachable: true, problem: { type: 'x', title: 'x' } }),
  };
  t.match(await verifyDataIntegrity({ ...document, proof: base }, unreachable), {
    verified: false,
    proofs: [{ outcome: 'key-unknown' }],
  });
});

t.test('only a prepared credential is signed', async (t) => {
  const good = sampleCredential(ed25519.controller);
  const refused: [name: string, document: unknown, pointer?: string][] = [
    ['a word that no context defines', { ...good, nickname: 'Mia' }],
    [
      'a context inside',
      { ...good, '@context': [...(good['@context'] as string[]), { nickname: 'https://x.example/n' }] },
      '/@context/3',
    ],
    ['a proof already there', { ...good, proof: {} }, '/proof'],
    ['no credential', { a: 1 }],
    ['a member by its IRI', { ...good, 'https://schema.org/alternateName': 'Mia' }],
    ['text that is not Unicode', { ...good, name: 'a\ud800' }],
  ];
  for (const [name, document, pointer] of refused)
    await t.rejects(
      prepareCredential(document),
      { name: 'Problem', status: 400, errors: [pointer ? { pointer } : {}] },
      name,
    );
  await t.rejects(signDataIntegrity(await prepareCredential(good), [], { created: now }));
});

/** The credential with each of its values changed in turn, and with each member left out. */
function* mutations(document: JsonObject): Generator<[path: string, changed: JsonObject]> {
  const walk = function* (value: unknown, path: (string | number)[]): Generator<(string | number)[]> {
    if (path.length > 0) yield path;
    if (typeof value === 'object' && value !== null)
      for (const key of Object.keys(value)) yield* walk((value as JsonObject)[key], [...path, key]);
  };
  for (const path of walk(document, [])) {
    const [changed, removed] = [structuredClone(document), structuredClone(document)];
    const parent = (root: JsonObject) =>
      path.slice(0, -1).reduce((inner: unknown, key) => (inner as JsonObject)[key], root) as JsonObject;
    const last = path.at(-1)!;
    const value = parent(changed)[last];
    if (typeof value === 'object')
      parent(changed)[last] = Array.isArray(value) ? [...value, 'added'] : { ...value, name: 'added' };
    else
      parent(changed)[last] =
        typeof value === 'string' ? `${value}0` : typeof value === 'boolean' ? !value : Number(value) + 1;
    yield [path.join('/'), changed];
    if (Array.isArray(parent(removed))) (parent(removed) as unknown as unknown[]).splice(Number(last), 1);
    else delete parent(removed)[last];
    // A context of which no word is used can be left out without a change of meaning.
    if (path[0] !== '@context') yield [`without ${path.join('/')}`, removed];
  }
}

const flip = (proofValue: string) => {
  const bytes = base58.decode(proofValue.slice(1));
  bytes[10]! ^= 1;
  return `z${base58.encode(bytes)}`;
};

function loaderFor({ verificationMethod, controller, publicKeyMultibase, algorithm }: Signer) {
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: verificationMethod,
    type: 'Multikey',
    controller,
    publicKeyMultibase,
  };
  const older = {
    ...method,
    type: 'Ed25519VerificationKey2020',
    '@context': 'https://w3id.org/security/suites/ed25519-2020/v1',
  };
  return async (url: string) => {
    const own: Record<string, object> = {
      [verificationMethod]: algorithm === 'Ed25519' ? older : method,
      [controller]: {
        '@context': 'https://www.w3.org/ns/did/v1',
        id: controller,
        assertionMethod: [verificationMethod],
      },
    };
    const document = own[url] ?? structuredClone(await loadContextDocument(url));
    if (!document) throw new Error(`not held: ${url}`);
    return { contextUrl: null, documentUrl: url, document, tag: 'static' };
  };
}
