import type { VerificationMethodResult } from '@symbolon/dids';
import { problemDetails } from '@symbolon/problem';
import type { JsonObject } from '../../primitives/json.ts';
import { type Jws, verifyJws } from '../../verify/jws.ts';
import type { ProofResult, VerifyingOptions } from '../../verify/result.ts';

/** Finds the key of an issuer that is not named by a DID. `controller` of what it finds is who is then the issuer. */
export type IssuerKeyLookup = {
  /** By a certificate chain (base64 DER, the key's own first); `iss` must be one of the names of the first certificate. */
  byCertificate?: (x5c: readonly string[], iss: string | undefined) => Promise<VerificationMethodResult>;
};

/** Which way leads to the key is decided by `iss`, never by what else an attacker can add (SD-JWT VC §2.5). */
export async function verifyIssuer(jws: Jws, options: VerifyingOptions & IssuerKeyLookup): Promise<ProofResult> {
  const { header, payload } = jws;
  const iss = typeof payload.iss === 'string' ? payload.iss : undefined;
  if (iss?.startsWith('did:')) return verifyJws(jws, iss, 'assertionMethod', options);
  const found = await keyOfCertificate(header, iss, options);
  const name = found.found ? found.controller : (iss ?? 'urn:x5c');
  const named = { ...jws, header: { ...header, kid: `${name}#x5c` } };
  return verifyJws(named, name, 'assertionMethod', { ...options, verificationMethod: async () => found });
}

async function keyOfCertificate(
  { x5c }: JsonObject,
  iss: string | undefined,
  { byCertificate }: IssuerKeyLookup,
): Promise<VerificationMethodResult> {
  const unknown = (detail: string, unreachable: boolean): VerificationMethodResult => ({
    found: false,
    unreachable,
    problem: problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail }),
  });
  if (x5c === undefined) return unknown('The key of an issuer that is not named by a DID cannot be found here.', true);
  const isChain = Array.isArray(x5c) && x5c.length > 0 && x5c.length <= 5;
  if (!isChain || !x5c.every((each) => typeof each === 'string' && each.length < 20_000))
    return unknown('"x5c" is not a chain of certificates.', false);
  return byCertificate ? byCertificate(x5c, iss) : unknown('Certificates cannot be checked here.', true);
}
