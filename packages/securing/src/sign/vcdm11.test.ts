import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import * as vc from '@digitalbazaar/vc';
import { loadContextDocument } from '@symbolon/contexts';
import { forHolder, toVcdm11, type UnsignedCredential, type Vcdm11Credential } from '@symbolon/credential';
import { compactVerify, importJWK, jwtVerify } from 'jose';
import t from 'tap';
import { joseNames } from '../primitives/jose.ts';
import type { JsonObject } from '../primitives/json.ts';
import type { Signer } from '../signer.ts';
import { sampleCredential } from '../testing/credential.ts';
import { asserted, didKeySigner, now } from '../testing/world.ts';
import { verifyDataIntegrity, verifyVcJwt } from '../verify/index.ts';
import { prepareCredential, signEd25519Signature2020, signJwtVc11, signStatusListToken } from './index.ts';

const holder = 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH';
const created = new Date('2026-11-22T08:00:00Z');

function twin(
  signer: Signer,
  options: Parameters<typeof toVcdm11>[1] = {},
  changes: JsonObject = {},
): Vcdm11Credential {
  const document = sampleCredential(signer.controller, changes) as unknown as UnsignedCredential;
  return toVcdm11(forHolder(document, holder), options);
}

t.test('a credential of VCDM 1.1 as a JWT holds for others, and is the credential again', async (t) => {
  for (const algorithm of ['Ed25519', 'P-256', 'P-384'] as const) {
    const signer = didKeySigner(algorithm);
    const document = twin(signer);
    const jwt = await signJwtVc11(await prepareCredential(document), signer);
    t.match(await verifyVcJwt(jwt, asserted), { verified: true, proofs: [{ controller: signer.controller }] });
    t.same((await verifyVcJwt(jwt, asserted)).document, document);
    const key = await importJWK(signer.publicJwk, joseNames[algorithm][0]);
    const { payload, protectedHeader } = await jwtVerify(jwt, key, { currentDate: now, issuer: signer.controller });
    t.match(protectedHeader, { typ: 'JWT', kid: signer.verificationMethod });
    const { vc: _, ...claims } = payload;
    const { id, issuanceDate, expirationDate } = document;
    const seconds = (date = '') => Date.parse(date) / 1_000;
    const { controller: iss } = signer;
    t.same(claims, { iss, sub: holder, jti: id, nbf: seconds(issuanceDate), exp: seconds(expirationDate) });
  }
  const signer = didKeySigner('P-256');
  const bare = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiableCredential'],
    issuer: signer.controller,
    issuanceDate: '2026-01-01T00:00:00Z',
    credentialSubject: { type: 'VerifiableCredential' },
  };
  const jwt = await signJwtVc11(await prepareCredential(bare), signer);
  t.same((await verifyVcJwt(jwt, asserted)).document, bare, 'without id, end and holder');
  await t.rejects(signJwtVc11(await prepareCredential(sampleCredential(signer.controller)), signer), /VCDM 1.1/);
});

t.test('a proof of Ed25519Signature2020 holds for the library of those who defined it', async (t) => {
  const signer = didKeySigner('Ed25519');
  const { controller, verificationMethod, publicKeyMultibase } = signer;
  const method = {
    '@context': 'https://w3id.org/security/suites/ed25519-2020/v1',
    id: verificationMethod,
    type: 'Ed25519VerificationKey2020',
    controller,
    publicKeyMultibase,
  };
  const documents: Record<string, object> = {
    [verificationMethod]: method,
    [controller]: { '@context': 'https://w3id.org/security/v2', id: controller, assertionMethod: [verificationMethod] },
  };
  const documentLoader = async (url: string) => {
    const document = documents[url] ?? (await loadContextDocument(url));
    if (!document) throw new Error(`${url} is not held`);
    return { contextUrl: null, documentUrl: url, document };
  };
  const document = twin(signer, { proofType: 'Ed25519Signature2020' });
  const signed = await signEd25519Signature2020(await prepareCredential(document), signer, { created });
  t.match(signed.proof, {
    type: 'Ed25519Signature2020',
    created: '2026-11-22T08:00:00Z',
    proofPurpose: 'assertionMethod',
  });
  t.notOk('cryptosuite' in (signed.proof as object));
  const suite = new Ed25519Signature2020({} as never);
  const checkStatus = async () => ({ verified: true });
  const theirs = (credential: object) => vc.verifyCredential({ credential, suite, documentLoader, checkStatus, now });
  const opinion = await theirs(signed);
  t.equal(opinion.verified, true, String(opinion.error));
  t.match(await verifyDataIntegrity(signed, asserted), { verified: true, document: signed });
  const tampered = structuredClone(signed) as { credentialSubject: { name: string } };
  tampered.credentialSubject.name = 'Somebody Else';
  t.equal((await theirs(tampered)).verified, false);
  t.equal((await verifyDataIntegrity(tampered, asserted)).verified, false);
  const without = await prepareCredential(twin(signer));
  await t.rejects(signEd25519Signature2020(without, signer, { created }), /names the context/);
  const prepared = await prepareCredential(document);
  await t.rejects(signEd25519Signature2020(prepared, didKeySigner('P-256'), { created }), /Ed25519 key/);
});

t.test('a Status List Token is signed by its issuer alone', async (t) => {
  const signer = didKeySigner('P-256');
  const claims = {
    iss: signer.controller,
    sub: 'https://issuer.example/list',
    iat: 1,
    status_list: { bits: 1, lst: '' },
  };
  const { protectedHeader, payload } = await compactVerify(
    await signStatusListToken(claims, signer),
    await importJWK(signer.publicJwk, 'ES256'),
  );
  t.same(protectedHeader, { alg: 'ES256', kid: signer.verificationMethod, typ: 'statuslist+jwt' });
  t.same(JSON.parse(new TextDecoder().decode(payload)), claims);
  await t.rejects(signStatusListToken(claims, didKeySigner('P-256')), /not one of the issuer/);
});
