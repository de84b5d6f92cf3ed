import { createPrivateKey } from 'node:crypto';
import { contextDocument } from '@symbolon/contexts';
import type { sampleWorld } from '../sample.ts';

type Import = <Module>(name: string) => Promise<Module>;
type Vc = {
  issue(options: object): Promise<object>;
  verifyCredential(options: object): Promise<{ verified: boolean; error?: unknown }>;
};
type Multikey = { fromJwk(options: object): Promise<{ id: string; controller: string; signer(): object }> };
type DataIntegrity = { DataIntegrityProof: new (options: object) => object };
type Cryptosuite = { cryptosuite: object };
type JsonLd = { default: { canonize(document: object, options: object): Promise<string> } };

/** `@digitalbazaar/vc` as it is published, with all documents in memory and the key that the sample's issuer has. */
export async function stockPeer(load: Import, world: Awaited<ReturnType<typeof sampleWorld>>) {
  const vc = await load<Vc>('@digitalbazaar/vc');
  const multikey = await load<Multikey>('@digitalbazaar/ed25519-multikey');
  const { DataIntegrityProof } = await load<DataIntegrity>('@digitalbazaar/data-integrity');
  const { cryptosuite } = await load<Cryptosuite>('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');

  const { default: jsonld } = await load<JsonLd>('jsonld');

  const { didDocument, signer, clock } = world;
  const jwk = createPrivateKey({ key: Buffer.from(world.privateKey), format: 'der', type: 'pkcs8' }).export({
    format: 'jwk',
  });
  const key = await multikey.fromJwk({ jwk, secretKey: true });
  Object.assign(key, { id: signer.verificationMethod, controller: signer.controller });
  const method = { '@context': 'https://w3id.org/security/multikey/v1', ...didDocument.verificationMethod?.[0] };
  const documentLoader = async (url: string) => {
    const document =
      url === didDocument.id ? didDocument : url === signer.verificationMethod ? method : contextDocument(url);
    if (!document) throw new Error(`There is no ${url}.`);
    // Marked as the usual loader marks what it holds, which lets the library keep processed contexts.
    return { contextUrl: null, documentUrl: url, document, tag: 'static' };
  };
  const verifying = new DataIntegrityProof({ cryptosuite });
  const checkStatus = async () => ({ verified: true });
  return {
    async issue(credential: object): Promise<string> {
      const suite = new DataIntegrityProof({ signer: key.signer(), date: clock.toISOString(), cryptosuite });
      return JSON.stringify(await vc.issue({ credential: { ...credential }, suite, documentLoader }));
    },
    async verify(text: string): Promise<boolean> {
      const credential = JSON.parse(text);
      const { verified } = await vc.verifyCredential({
        credential,
        suite: verifying,
        documentLoader,
        checkStatus,
        now: clock,
      });
      return verified;
    },
    /** The canonical N-Quads of a document, as a cryptosuite asks for them. */
    canonize: (document: object): Promise<string> =>
      jsonld.canonize(document, { documentLoader, base: null, safe: true, rdfDirection: 'i18n-datatype' }),
  };
}
