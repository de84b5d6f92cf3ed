import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { asArray, idOf, isObject, type JsonObject } from '../primitives/json.ts';
import { parseDocument } from '../primitives/limits.ts';
import { verifyDataIntegrity } from './data-integrity.ts';
import { envelopedJwt } from './enveloped.ts';
import { agreedSigner, parseJws, typeOf, verifyJws } from './jws.ts';
import type { SecuringResult, VerifyingOptions } from './result.ts';

export type PresentationOptions = VerifyingOptions & { challenge?: string; domain?: string };

/** The presentation's own proof, and the credentials inside, each still to be verified by itself. */
export type PresentationResult = SecuringResult & { credentials: unknown[] };

/**
 * Verifies the proof of a presentation (purpose `authentication`), given as JSON, `vp+jwt`, JWT of VCDM 1.1 or envelope. A challenge or
 * domain that was asked for must be answered; a presentation without proof is never verified. Its holder must control the key.
 */
export async function verifyPresentation(input: unknown, options: PresentationOptions): Promise<PresentationResult> {
  const enveloped = envelopedJwt(input);
  if (enveloped?.problem) return answer(refused(enveloped.problem));
  const jwt =
    enveloped?.jwt ?? (typeof input === 'string' && !input.trimStart().startsWith('{') ? input.trim() : undefined);
  return answer(jwt === undefined ? await verifyObject(input, options) : await verifyVpJwt(jwt, options));
}

const refused = (...problems: ProblemDetails[]): SecuringResult => ({ verified: false, proofs: [], problems });
const answer = (result: SecuringResult): PresentationResult => ({
  ...result,
  credentials: result.document ? asArray(result.document.verifiableCredential) : [],
});

async function verifyObject(input: unknown, options: PresentationOptions): Promise<SecuringResult> {
  const parsed = parseDocument(input);
  if (parsed.problem) return refused(parsed.problem);
  const { document } = parsed;
  if (!isPresentation(document)) return refused(notPresentation());
  const result = await verifyDataIntegrity(parsed, { ...options, purpose: 'authentication' });
  const holder = idOf(document.holder);
  if (
    !result.verified ||
    document.holder === undefined ||
    result.proofs.every(({ controller }) => controller === undefined || controller === holder)
  )
    return result;
  return { ...refused(notHolder()), proofs: result.proofs };
}

const isPresentation = (document: JsonObject) => asArray(document.type).includes('VerifiablePresentation');
const notPresentation = () =>
  problemDetails('MALFORMED_VALUE_ERROR', { detail: 'This is not a VerifiablePresentation.', pointer: '/type' });
const notHolder = () =>
  problemDetails('PROOF_VERIFICATION_ERROR', { detail: 'The key is not that of the holder.', pointer: '/holder' });

async function verifyVpJwt(jwt: string, options: PresentationOptions): Promise<SecuringResult> {
  const jws = parseJws(jwt);
  if (jws.problem) return refused(jws.problem);
  const { header, payload } = jws;
  const type = typeOf(header);
  const isOld = isObject(payload.vp) && (type === undefined || type === 'jwt');
  if (!isOld && type !== 'vp+jwt' && type !== 'vp+ld+json+jwt')
    return refused(problemDetails('MALFORMED_VALUE_ERROR', { detail: 'The type of the JWT is not vp+jwt.' }));
  const { iss, aud, nonce, exp, nbf, iat: _, jti: _jti, sub: _sub, cnf: _cnf, ...own } = payload;
  const document: JsonObject = isOld ? { ...(payload.vp as JsonObject) } : own;
  if (!isPresentation(document)) return refused(notPresentation());
  const bound = boundTo({ aud, nonce, exp, nbf }, options);
  if (bound) return refused(bound);
  const signer = agreedSigner(document.holder, iss, header.iss) ?? agreedSigner(signerOfKid(header.kid));
  if (signer === undefined) return refused(notHolder());
  if ([document.holder, iss, header.iss].some((claim) => claim !== undefined && idOf(claim) !== signer))
    return refused(notHolder());
  const proof = await verifyJws(jws, signer, 'authentication', options);
  const verified = proof.outcome === 'verified';
  return { verified, proofs: [proof], problems: [], ...(verified ? { document } : {}) };
}

const signerOfKid = (kid: unknown) => (typeof kid === 'string' && kid.includes('#') ? kid.split('#')[0] : undefined);

function boundTo(
  claims: { aud: unknown; nonce: unknown; exp: unknown; nbf: unknown },
  options: PresentationOptions,
): ProblemDetails | undefined {
  const { challenge, domain, now } = options;
  const seconds = now.getTime() / 1_000;
  if (challenge !== undefined && claims.nonce !== challenge) return problemDetails('INVALID_CHALLENGE_ERROR');
  if (domain !== undefined && !asArray(claims.aud).includes(domain)) return problemDetails('INVALID_DOMAIN_ERROR');
  const { exp = Number.POSITIVE_INFINITY, nbf = Number.NEGATIVE_INFINITY } = claims;
  if (typeof exp !== 'number' || typeof nbf !== 'number' || exp <= seconds || nbf > seconds)
    return problemDetails('PROOF_VERIFICATION_ERROR', { detail: 'The presentation is not valid at this time.' });
  return undefined;
}
