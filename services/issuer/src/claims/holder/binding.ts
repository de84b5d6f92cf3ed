import {
  createDidResolver,
  FetchRefused,
  type PublicKey,
  publicKeyFromJwk,
  type VerificationMethodResult,
  verificationMethodFor,
} from '@symbolon/dids';
import { problemDetails } from '@symbolon/problem';
import { type VerificationMethodLookup, verifyPresentation } from '@symbolon/securing/verify';
import type { HolderBinding } from './formats.ts';

/** Methods of DIDs that hold their key in themselves: the holder's key is read without asking anybody. */
export const holderDidMethods = ['did:key', 'did:jwk'] as const;

const resolver = createDidResolver({
  fetch: async () => {
    throw new FetchRefused('URL', 'Keys of holders are not fetched.');
  },
});
const isHeld = (did: string) => holderDidMethods.some((method) => did.startsWith(`${method}:`));

/** Finds the key of a holder's DID. A DID without a fragment means its one key. */
async function holderKey(didUrl: string): Promise<VerificationMethodResult | undefined> {
  const [did = '', fragment] = didUrl.split('#');
  if (!isHeld(did) || didUrl.length > 2000) return undefined;
  const only = did.startsWith('did:jwk:') ? '0' : did.slice('did:key:'.length);
  return verificationMethodFor(resolver, `${did}#${fragment ?? only}`, 'authentication');
}

/** Gives the binding of a key that is named by a DID; undefined where it cannot be found or is not sound. */
export async function bindingOfDid(didUrl: string): Promise<HolderBinding | undefined> {
  const found = await holderKey(didUrl);
  if (!found?.found) return undefined;
  return { key: found.publicKey, did: found.controller, confirmation: { kid: found.id } };
}

/**
 * Gives the binding of a key that came as a JWK; undefined where it is not sound. Where a DID is needed it is a did:jwk over
 * the members that a thumbprint has (RFC 7638), so that one key has one name.
 */
export function bindingOfJwk(jwk: unknown): HolderBinding | undefined {
  let key: PublicKey;
  try {
    key = publicKeyFromJwk(jwk);
  } catch {
    return undefined;
  }
  const { kty, crv, x, y } = key.publicJwk;
  const plain = y === undefined ? { crv, kty, x } : { crv, kty, x, y };
  const did = `did:jwk:${Buffer.from(JSON.stringify(plain)).toString('base64url')}`;
  return { key, did, confirmation: { jwk: plain } };
}

/** Says whether a DID is another name of a key: names are compared by what they stand for, never as texts. */
export async function namesKey(did: string, key: PublicKey): Promise<boolean> {
  const found = await holderKey(did);
  return found?.found === true && found.publicKey.publicKeyMultibase === key.publicKeyMultibase;
}

/** Verifies a presentation of a holder whose DID holds its key; gives whose it is, or undefined where it does not hold. */
export async function verifyHolder(
  presentation: unknown,
  asked: { challenge: string; domain: string; now: Date },
): Promise<HolderBinding | undefined> {
  const lookup: VerificationMethodLookup = async (didUrl) =>
    (await holderKey(didUrl)) ?? {
      found: false,
      unreachable: false,
      problem: problemDetails('METHOD_NOT_SUPPORTED', { detail: 'The holder has a did:key or a did:jwk.' }),
    };
  const { verified, proofs } = await verifyPresentation(presentation, { ...asked, verificationMethod: lookup });
  const [proof] = proofs;
  // Several proofs would be several holders.
  if (!verified || proofs.length !== 1 || proof?.verificationMethod === undefined) return undefined;
  return bindingOfDid(proof.verificationMethod);
}
