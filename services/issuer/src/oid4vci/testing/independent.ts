import { createHash } from 'node:crypto';
import { DataIntegrityProof } from '@digitalcredentials/data-integrity';
import { Ed25519Signature2020 } from '@digitalcredentials/ed25519-signature-2020';
import { cryptosuite } from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalcredentials/vc';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { loadContextDocument } from '@symbolon/contexts';
import type { ConfigurationId, Secured } from '../../claims/holder/formats.ts';

// biome-ignore lint/suspicious/noExplicitAny: documents of another side are looked into as they come
type Json = any;

export type World = {
  /** Gives the DID document of the issuer. */
  resolve(did: string): Promise<Json>;
  /** Verifies a compact JWS by a public JWK and gives its payload. */
  verifyCompact(jws: string, jwk: Json): Promise<Json>;
};

/**
 * Verifies a credential for a wallet with libraries that the issuer does not use for it: those of the Digital Credentials
 * Consortium, `@sd-jwt/sd-jwt-vc`, and what `verifyCompact` stands on. Throws where it does not hold.
 */
export async function verifyIndependently(
  configuration: ConfigurationId,
  secured: Secured,
  world: World,
): Promise<void> {
  const { resolve } = world;
  if (configuration === 'skills-sd-jwt') return verifySdJwt(String(secured), world);
  if (configuration === 'skills-jwt') {
    const { payload } = await verifyJws(String(secured), world);
    if (payload.vc['@context'][0] !== 'https://www.w3.org/2018/credentials/v1') throw new Error('not VCDM 1.1');
    return;
  }
  const documentLoader = async (url: string) => {
    const [did = '', fragment] = url.split('#');
    const document = did.startsWith('did:') ? await resolve(did) : await loadContextDocument(url);
    if (fragment === undefined) return { contextUrl: null, documentUrl: url, document };
    const method = methodOf(document, url);
    // A key has no context of its own in a DID document; the loader gives it, as loaders of wallets do.
    const isOld = method.type === 'Ed25519VerificationKey2020';
    const keyContext = isOld
      ? 'https://w3id.org/security/suites/ed25519-2020/v1'
      : 'https://w3id.org/security/multikey/v1';
    const key = { '@context': keyContext, ...method };
    return { contextUrl: null, documentUrl: url, document: key };
  };
  const suite =
    configuration === 'skills-ed25519-2020' ? new Ed25519Signature2020() : new DataIntegrityProof({ cryptosuite });
  const checkStatus = async () => ({ verified: true });
  const result = await vc.verifyCredential({ credential: secured, suite, documentLoader, checkStatus });
  if (!result.verified)
    throw new Error(`not verified: ${JSON.stringify(result.error?.errors ?? String(result.error))}`);
}

const methodOf = (document: Json, id: string) => document.verificationMethod.find((each: Json) => each.id === id);

async function verifyJws(jws: string, { resolve, verifyCompact }: World): Promise<{ payload: Json }> {
  const { kid } = JSON.parse(Buffer.from(jws.split('.')[0]!, 'base64url').toString());
  const method = methodOf(await resolve(kid.split('#')[0]), kid);
  return { payload: await verifyCompact(jws, method.publicKeyJwk) };
}

async function verifySdJwt(text: string, world: World): Promise<void> {
  const instance = new SDJwtVcInstance({
    hasher: (data, algorithm) =>
      createHash(algorithm.replace('-', ''))
        .update(typeof data === 'string' ? data : new Uint8Array(data))
        .digest(),
    verifier: async (data, signature) => {
      await verifyJws(`${data}.${signature}`, world);
      return true;
    },
    statusVerifier: async (data, signature) => {
      await verifyJws(`${data}.${signature}`, world);
      return true;
    },
    statusListFetcher: async (uri) => (await fetch(uri)).text(),
  });
  await instance.verify(text);
}
