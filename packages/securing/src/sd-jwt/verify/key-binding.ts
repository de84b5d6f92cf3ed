import { base64urlnopad } from '@scure/base';
import { publicKeyFromJwk, type VerificationMethodResult } from '@symbolon/dids';
import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { platform } from '#platform';
import type { JsonObject } from '../../primitives/json.ts';
import type { Digest } from '../../primitives/platform.ts';
import { parseJws, typeOf, verifyJws } from '../../verify/jws.ts';
import type { VerifyingOptions } from '../../verify/result.ts';

export type KeyBindingAsked = {
  nonce: string;
  audience: string;
  /** Seconds that it may be old; 300 by default. */
  maxAge?: number;
};

type Given = { keyBindingJwt: string; presented: string; cnf: JsonObject; algorithm: Digest };

const clockTolerance = 60;
const refused = (detail: string) => problemDetails('PROOF_VERIFICATION_ERROR', { detail });

/**
 * Verifies a key binding (RFC 9901 §7.3): signed by the key in `cnf`, over exactly what is presented, and, where it was asked for, for
 * this nonce and audience and not long ago. Gives the problem, or undefined where it holds. That a nonce is used once is the caller's
 * matter.
 */
export async function verifyKeyBinding(
  { keyBindingJwt, presented, cnf, algorithm }: Given,
  asked: KeyBindingAsked | undefined,
  options: VerifyingOptions,
): Promise<ProblemDetails | undefined> {
  const jws = parseJws(keyBindingJwt);
  if (jws.problem) return refused('The key binding is not a compact JWS.');
  const { header, payload } = jws;
  if (typeOf(header) !== 'kb+jwt') return refused('The type of the key binding is not kb+jwt.');
  const { iat, aud, nonce, sd_hash: sdHash, exp, nbf } = payload;
  if (sdHash !== base64urlnopad.encode(await platform.digest(algorithm, presented)))
    return refused('The key binding was made for another SD-JWT, or for other disclosures.');
  if (typeof iat !== 'number' || typeof aud !== 'string' || typeof nonce !== 'string')
    return refused('The key binding lacks "iat", "aud" or "nonce".');
  if (asked) {
    if (nonce !== asked.nonce) return problemDetails('INVALID_CHALLENGE_ERROR');
    if (aud !== asked.audience) return problemDetails('INVALID_DOMAIN_ERROR');
    const seconds = options.now.getTime() / 1_000;
    if (iat > seconds + clockTolerance) return refused('The key binding was made in the future.');
    if (iat < seconds - (asked.maxAge ?? 300)) return refused('The key binding is too old.');
    const [end, start] = [exp ?? Number.POSITIVE_INFINITY, nbf ?? Number.NEGATIVE_INFINITY];
    if (typeof end !== 'number' || typeof start !== 'number' || end <= seconds || start > seconds + clockTolerance)
      return refused('The key binding is not valid at this time.');
  }
  const { kid = '' } = cnf as { kid?: unknown };
  const inside = cnf.jwk === undefined ? undefined : keyInside(cnf.jwk);
  if (!inside && !(typeof kid === 'string' && kid.startsWith('did:')))
    return refused('"cnf" names the key of the holder in a way that is not known here.');
  // The key is the one that the issuer signed, whatever the holder's header says.
  const [holder, method] = inside ? ['urn:cnf', 'urn:cnf#jwk'] : [String(kid).split('#', 1)[0]!, kid];
  const named = { ...jws, header: { ...header, kid: method } };
  const proof = await verifyJws(named, holder, 'authentication', {
    ...options,
    ...(inside ? { verificationMethod: async () => inside } : {}),
  });
  return proof.outcome === 'verified' ? undefined : (proof.problem ?? refused('The key binding does not hold.'));
}

function keyInside(jwk: unknown): VerificationMethodResult {
  try {
    return { found: true, id: 'urn:cnf#jwk', controller: 'urn:cnf', publicKey: publicKeyFromJwk(jwk) };
  } catch (error) {
    const problem = refused(`The key of the holder cannot be used: ${(error as Error).message}.`);
    return { found: false, unreachable: false, problem };
  }
}
