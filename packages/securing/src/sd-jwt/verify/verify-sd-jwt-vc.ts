import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { isObject } from '../../primitives/json.ts';
import type { Digest } from '../../primitives/platform.ts';
import { type Jws, typeOf } from '../../verify/jws.ts';
import type { SecuringResult, VerifyingOptions } from '../../verify/result.ts';
import { disclose } from './disclose.ts';
import { type IssuerKeyLookup, verifyIssuer } from './issuer.ts';
import { type KeyBindingAsked, verifyKeyBinding } from './key-binding.ts';
import { parseSdJwt, type SdJwt } from './parse.ts';

export type SdJwtVcOptions = VerifyingOptions &
  IssuerKeyLookup & {
    /** The SD-JWT must come with a key binding for this nonce and audience. */
    keyBinding?: KeyBindingAsked;
  };

/**
 * `document` holds all claims that were shown. `holderKey` says whose they are: the key is bound into the claims, or, once `proven`, has
 * signed that it shows them.
 */
export type SdJwtVcResult = SecuringResult & { holderKey?: 'none' | 'bound' | 'proven' };

/**
 * Verifies an SD-JWT VC (draft-ietf-oauth-sd-jwt-vc §2.4, RFC 9901 §7), with or without key binding: type, signature by a key of the
 * issuer, every disclosure. A key binding that is there must hold, one that was asked for must be there wherever a key is bound. Dates
 * are the credential's own and judged as such, but for an `iat` that is still to come.
 */
export async function verifySdJwtVc(text: string, options: SdJwtVcOptions): Promise<SdJwtVcResult> {
  const sdJwt = parseSdJwt(text);
  if (sdJwt.problem) return refused(sdJwt.problem);
  const { jws, disclosures } = sdJwt;
  const wrong = wrongClaims(jws, options.now);
  if (wrong) return refused(wrong);
  const algorithm = digests.get(jws.payload._sd_alg ?? 'sha-256');
  if (!algorithm)
    return refused(problemDetails('UNKNOWN_CRYPTOSUITE', { detail: 'The digests are of a kind not known here.' }));
  const proof = await verifyIssuer(jws, options);
  if (proof.outcome !== 'verified') return { verified: false, proofs: [proof], problems: [] };
  const { claims, problem } = await disclose(jws.payload, disclosures, algorithm);
  if (problem) return { ...refused(problem), proofs: [proof] };
  const holder = await checkHolder(sdJwt, algorithm, options);
  if (typeof holder !== 'string') return { ...refused(holder), proofs: [proof] };
  return { verified: true, proofs: [proof], problems: [], document: claims, holderKey: holder };
}

const refused = (...problems: ProblemDetails[]): SdJwtVcResult => ({ verified: false, proofs: [], problems });
const digests = new Map<unknown, Digest>([
  ['sha-256', 'SHA-256'],
  ['sha-384', 'SHA-384'],
]);

/** `vc+sd-jwt` is what the type was called until November 2024. */
const types = ['dc+sd-jwt', 'vc+sd-jwt'];
const clockTolerance = 60;

function wrongClaims({ header, payload }: Jws, now: Date): ProblemDetails | undefined {
  const malformed = (detail: string) => problemDetails('MALFORMED_VALUE_ERROR', { detail });
  if (!types.includes(typeOf(header) ?? '')) return malformed('The type of the SD-JWT is not dc+sd-jwt.');
  if (typeof payload.vct !== 'string' || payload.vct === '')
    return problemDetails('UNSUPPORTED', { detail: 'The SD-JWT names no type by "vct", so it is not an SD-JWT VC.' });
  for (const name of ['iat', 'nbf', 'exp']) {
    const time = payload[name];
    if (time !== undefined && !(typeof time === 'number' && Math.abs(time) < 1e11))
      return malformed(`"${name}" of the SD-JWT is not a date.`);
  }
  if (payload.iss !== undefined && typeof payload.iss !== 'string')
    return malformed('"iss" of the SD-JWT is not text.');
  if (typeof payload.iat === 'number' && payload.iat > now.getTime() / 1_000 + clockTolerance)
    return problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail: 'The SD-JWT was signed in the future ("iat").' });
  return undefined;
}

async function checkHolder(
  { jws, presented, keyBindingJwt }: SdJwt,
  algorithm: Digest,
  options: SdJwtVcOptions,
): Promise<'none' | 'bound' | 'proven' | ProblemDetails> {
  const { cnf } = jws.payload;
  if (cnf !== undefined && !isObject(cnf))
    return problemDetails('MALFORMED_VALUE_ERROR', { detail: '"cnf" is not an object.', pointer: '/cnf' });
  const { keyBinding: asked } = options;
  if (keyBindingJwt === undefined) {
    if (cnf === undefined) return 'none';
    return asked ? problemDetails('PROOF_VERIFICATION_ERROR', { detail: 'The key binding is missing.' }) : 'bound';
  }
  if (cnf === undefined)
    return problemDetails('PROOF_VERIFICATION_ERROR', {
      detail: 'The SD-JWT is bound to no key, but has a key binding.',
    });
  return (await verifyKeyBinding({ keyBindingJwt, presented, cnf, algorithm }, asked, options)) ?? 'proven';
}
