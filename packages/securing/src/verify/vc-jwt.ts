import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { heldContexts } from '../primitives/canonical.ts';
import { isObject, type JsonObject } from '../primitives/json.ts';
import { jsonLdProblems } from '../primitives/json-ld-rules.ts';
import { agreedSigner, parseJws, typeOf, verifyJws } from './jws.ts';
import type { SecuringResult, VerifyingOptions } from './result.ts';

const notVerified = (...problems: ProblemDetails[]): SecuringResult => ({ verified: false, proofs: [], problems });
const malformed = (detail: string) => problemDetails('MALFORMED_VALUE_ERROR', { detail });

/**
 * Verifies a credential secured as a JWT: `vc+jwt`, whose payload is the credential (VC-JOSE-COSE §3.1.1), or the JWT form of VCDM 1.1
 * with its `vc` claim, which is turned into the credential it stands for (VCDM 1.1 §6.3.1). The algorithm is pinned to the key, the
 * key to the issuer.
 */
export async function verifyVcJwt(jwt: string, options: VerifyingOptions): Promise<SecuringResult> {
  const jws = parseJws(jwt);
  if (jws.problem) return notVerified(jws.problem);
  const { header, payload } = jws;
  const type = typeOf(header);
  const decoded = credentialOf(payload, type);
  if (decoded.problem) return notVerified(decoded.problem);
  const { document } = decoded;
  // A credential that was put together from claims is not the one that was looked through.
  const isPlain = jws.isPlain && !('vc' in payload);
  const rules = jsonLdProblems({ document, isPlain }, (options.contexts ?? heldContexts).urls);
  if (rules.length > 0) return notVerified(...rules);
  const times = timeProblem(payload, options.now, 'vc' in payload);
  if (times) return notVerified(times);
  const issuer = agreedSigner(document.issuer, payload.iss, header.iss);
  if (issuer === undefined) return notVerified(malformed('The JWT does not name one issuer in all of its places.'));
  const proof = await verifyJws(jws, issuer, 'assertionMethod', options);
  const verified = proof.outcome === 'verified';
  return { verified, proofs: [proof], problems: [], ...(verified ? { document } : {}) };
}

type Decoded = { document: JsonObject; problem?: never } | { document?: never; problem: ProblemDetails };

function credentialOf(payload: JsonObject, type: string | undefined): Decoded {
  if ('vp' in payload || type?.startsWith('vp'))
    return { problem: malformed('This JWT is a presentation, not a credential.') };
  if (isObject(payload.vc)) {
    if (type !== undefined && type !== 'jwt')
      return { problem: malformed('A JWT with a "vc" claim has the type JWT.') };
    return decodeClaims(payload, payload.vc);
  }
  if ('vc' in payload) return { problem: malformed('The "vc" claim of the JWT is not a credential.') };
  if (!('@context' in payload)) return { problem: malformed('The payload of the JWT is not a credential.') };
  const accepted = ['vc+jwt', 'vc+ld+json+jwt', 'jwt', undefined];
  if (!accepted.includes(type)) return { problem: malformed('The type of the JWT is not vc+jwt.') };
  // Registered claims stand beside the credential's members; they are no part of it (VC-JOSE-COSE §3.1.3).
  const { iss: _, sub, jti, iat: _iat, nbf: _nbf, exp: _exp, cnf: _cnf, ...document } = payload;
  if (jti !== undefined && document.id !== undefined && jti !== document.id)
    return { problem: malformed('"jti" and the id of the credential differ.') };
  if (sub !== undefined && !subjectIs(document, sub))
    return { problem: malformed('"sub" and the id of the credentialSubject differ.') };
  return { document };
}

function subjectIs({ credentialSubject: subject }: JsonObject, sub: unknown): boolean {
  return isObject(subject) && (subject.id === undefined || subject.id === sub);
}

/** The credential that the claims of a VCDM 1.1 JWT stand for. A claim and a member that say different things are refused. */
function decodeClaims(claims: JsonObject, vc: JsonObject): Decoded {
  const document: JsonObject = { ...vc };
  const date = (value: unknown) => {
    if (value === undefined) return undefined;
    return typeof value === 'number' && Math.abs(value) < 1e11
      ? `${new Date(value * 1_000).toISOString().slice(0, 19)}Z`
      : null;
  };
  const subject = isObject(vc.credentialSubject) ? vc.credentialSubject : undefined;
  const pairs: [claim: string, target: JsonObject | undefined, member: string, value: unknown][] = [
    ['jti', document, 'id', claims.jti],
    ['nbf', document, 'issuanceDate', date(claims.nbf)],
    ['exp', document, 'expirationDate', date(claims.exp)],
  ];
  for (const [claim, target, member, value] of pairs) {
    if (value === undefined || !target) continue;
    if (value === null || (target[member] !== undefined && !same(target[member], value)))
      return { problem: malformed(`"${claim}" of the JWT and ${member} of the credential differ.`) };
    target[member] ??= value;
  }
  if (claims.sub !== undefined) {
    if (subject?.id !== undefined && subject.id !== claims.sub)
      return { problem: malformed('"sub" and the id of the credentialSubject differ.') };
    if (subject) document.credentialSubject = { ...subject, id: claims.sub };
  }
  document.issuer ??= claims.iss;
  return { document };
}

function same(member: unknown, value: unknown): boolean {
  if (member === value) return true;
  // A NumericDate has no fraction of a second; a member may.
  const [left, right] = [Date.parse(String(member)), Date.parse(String(value))];
  return !Number.isNaN(left) && Math.floor(left / 1_000) === Math.floor(right / 1_000);
}

/** In VCDM 1.1 `exp` and `nbf` are the credential's own dates and judged as such; elsewhere they bound the signature. */
function timeProblem({ exp, nbf }: JsonObject, now: Date, isCredentialsOwn: boolean): ProblemDetails | undefined {
  if ([exp, nbf].some((time) => time !== undefined && typeof time !== 'number'))
    return malformed('"exp" or "nbf" is not a number.');
  if (isCredentialsOwn) return undefined;
  const seconds = now.getTime() / 1_000;
  if (typeof exp === 'number' && exp <= seconds)
    return problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail: 'The signature has ended ("exp").' });
  if (typeof nbf === 'number' && nbf > seconds)
    return problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail: 'The signature is not yet valid ("nbf").' });
  return undefined;
}
