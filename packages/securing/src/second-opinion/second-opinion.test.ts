import t from 'tap';
import { generateKey, signerFromKey } from '../keys/index.ts';
import type { JsonObject } from '../primitives/json.ts';
import { prepareCredential, signDataIntegrity, signVcJwt } from '../sign/index.ts';
import { sampleCredential } from '../testing/credential.ts';
import { OpinionDiffers, secondOpinion } from './index.ts';

const did = 'did:web:issuer.example:institutions:demo';
const created = new Date('2026-11-20T10:00:00Z');

function issuerWith(algorithm: 'Ed25519' | 'P-256') {
  const key = generateKey(algorithm);
  const id = `${did}#key-1`;
  const signer = signerFromKey({ verificationMethod: id, controller: did, privateKey: key.privateKey });
  const { publicKeyMultibase, publicJwk } = key;
  const verificationMethod = [
    { id, type: 'Multikey', controller: did, publicKeyMultibase, publicKeyJwk: publicJwk },
  ] as JsonObject[];
  const didDocument = {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: did,
    verificationMethod,
    assertionMethod: [id],
  };
  return { signer, options: { didDocument, at: created } };
}

for (const algorithm of ['Ed25519', 'P-256'] as const) {
  t.test(`independent libraries agree about what an ${algorithm} key signed, and only about that`, async (t) => {
    const { signer, options } = issuerWith(algorithm);
    const prepared = await prepareCredential(sampleCredential(did));
    const secured = await signDataIntegrity(prepared, [signer], { created });
    await secondOpinion(secured, options);
    const changed = { ...secured, name: 'Another skill' };
    await t.rejects(secondOpinion(changed, options), OpinionDiffers);
    await t.rejects(secondOpinion(secured, issuerWith(algorithm).options), OpinionDiffers);

    const jwt = await signVcJwt(prepared, signer);
    await secondOpinion(jwt, options);
    const [header, , signature] = jwt.split('.');
    const forged = `${header}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`;
    await t.rejects(secondOpinion(forged, options), OpinionDiffers);
  });
}
