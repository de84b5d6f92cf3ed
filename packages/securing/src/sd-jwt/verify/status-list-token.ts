import type { JsonObject } from '../../primitives/json.ts';
import { parseJws, typeOf } from '../../verify/jws.ts';
import type { SecuringResult, VerifyingOptions } from '../../verify/result.ts';
import { type IssuerKeyLookup, verifyIssuer } from './issuer.ts';

/** Says whether a text is a Status List Token (Token Status List §5.1), which is then still to be verified. */
export function isStatusListToken(text: string): boolean {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return false;
  const jws = parseJws(text);
  return !jws.problem && typeOf(jws.header) === 'statuslist+jwt';
}

/** Verifies the signature of a Status List Token. `document` holds its claims, with the signer as `iss` where the token names none. */
export async function verifyStatusListToken(
  text: string,
  options: VerifyingOptions & IssuerKeyLookup,
): Promise<SecuringResult> {
  const jws = parseJws(text);
  if (jws.problem) return { verified: false, proofs: [], problems: [jws.problem] };
  const { payload, header } = jws;
  const iss = payload.iss ?? signerOf(header);
  const proof = await verifyIssuer({ ...jws, payload: { ...payload, ...(iss === undefined ? {} : { iss }) } }, options);
  const verified = proof.outcome === 'verified';
  return {
    verified,
    proofs: [proof],
    problems: [],
    ...(verified ? { document: { ...payload, iss: proof.controller } } : {}),
  };
}

const signerOf = ({ kid }: JsonObject) =>
  typeof kid === 'string' && kid.startsWith('did:') ? kid.split('#', 1)[0] : undefined;
