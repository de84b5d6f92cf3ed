import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite as ecdsaRdfc2019 } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { loadContextDocument } from '@symbolon/contexts';
import { compactVerify, importJWK } from 'jose';
import type { JsonObject } from '../primitives/json.ts';

/** The independent libraries do not agree that a signature of ours holds. */
export class OpinionDiffers extends Error {
  constructor(cause?: unknown) {
    super('An independent implementation does not verify what was signed.', { cause });
    this.name = 'OpinionDiffers';
  }
}

export type OpinionOptions = {
  /** The issuer's DID document, as the world would resolve it. */
  didDocument: JsonObject & { verificationMethod: JsonObject[] };
  /** Date at which the credential is in force, so that only the signature is judged. */
  at: Date;
};

const suites = [eddsaRdfc2022, ecdsaRdfc2019].map((cryptosuite) => new DataIntegrityProof({ cryptosuite }));

/**
 * Has a secured credential verified by the libraries that wallets and verifiers of others are built on: Data Integrity by
 * `@digitalbazaar/vc`, a compact JWS by `jose`. An error of ours that our own verifying shares would be seen here.
 * Throws OpinionDiffers where they do not agree.
 */
export async function secondOpinion(secured: JsonObject | string, options: OpinionOptions): Promise<void> {
  if (typeof secured === 'string') return verifyJws(secured, options);
  const { didDocument, at } = options;
  const result = await vc.verifyCredential({
    credential: secured,
    suite: suites,
    documentLoader: loaderOf(didDocument),
    checkStatus: async () => ({ verified: true }),
    now: at,
  });
  if (!result.verified) throw new OpinionDiffers(result.error);
}

async function verifyJws(jws: string, { didDocument }: OpinionOptions): Promise<void> {
  try {
    await compactVerify(jws, async ({ kid, alg }) => {
      const method = didDocument.verificationMethod.find(({ id }) => id === kid);
      return importJWK(method?.publicKeyJwk as Parameters<typeof importJWK>[0], alg);
    });
  } catch (error) {
    throw new OpinionDiffers(error);
  }
}

/** Answers from the held contexts and the one DID document; nothing is fetched. */
function loaderOf(didDocument: OpinionOptions['didDocument']) {
  const did = String(didDocument.id);
  return async (url: string) => {
    const found = url.startsWith(did) ? dereference(didDocument, url) : await loadContextDocument(url);
    if (!found) throw new Error('There is no such document here.');
    return { contextUrl: null, document: found, documentUrl: url };
  };
}

function dereference(didDocument: OpinionOptions['didDocument'], url: string): JsonObject | undefined {
  if (url === didDocument.id) return didDocument;
  const method = didDocument.verificationMethod.find(({ id }) => id === url);
  return method && { '@context': 'https://w3id.org/security/multikey/v1', ...method };
}
