import { base64urlnopad } from '@scure/base';
import type { ProofPurpose } from '@symbolon/dids';
import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { platform } from '#platform';
import { joseNames } from '../primitives/jose.ts';
import { idOf, type JsonObject } from '../primitives/json.ts';
import { parseDocument } from '../primitives/limits.ts';
import { signatureLength } from '../primitives/proof.ts';
import type { ProofResult, VerifyingOptions } from './result.ts';

/** A compact JWS, decoded but not yet believed. */
export type Jws = {
  header: JsonObject;
  payload: JsonObject;
  isPlain: boolean;
  signed: Uint8Array;
  signature: Uint8Array;
};
export type JwsParsed = (Jws & { problem?: never }) | { problem: ProblemDetails };

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Gives the parts of a compact JWS whose header and payload are JSON objects within the limits, or the problem. Header members that
 * fetch or carry a key, or change how the payload is read, are refused rather than ignored.
 */
export function parseJws(jwt: string): JwsParsed {
  const malformed = (detail: string): JwsParsed => ({ problem: problemDetails('PARSING_ERROR', { detail }) });
  const parts = jwt.split('.');
  if (jwt.length > 400_000 || parts.length !== 3) return malformed('This is not a compact JWS.');
  const [headerPart, payloadPart, signaturePart] = parts as [string, string, string];
  let texts: [string, string];
  let signature: Uint8Array;
  try {
    texts = [
      strictUtf8.decode(base64urlnopad.decode(headerPart)),
      strictUtf8.decode(base64urlnopad.decode(payloadPart)),
    ];
    signature = base64urlnopad.decode(signaturePart);
  } catch {
    return malformed('This is not a compact JWS.');
  }
  const header = parseDocument(texts[0]);
  if (header.problem) return malformed('The header of the JWS is not acceptable JSON.');
  const payload = parseDocument(texts[1]);
  if (payload.problem) return payload;
  const forbidden = ['crit', 'b64', 'jku', 'x5u', 'zip'].find((member) => member in header.document);
  if (forbidden) return malformed(`The header of the JWS has "${forbidden}", which is not understood here.`);
  const signed = new TextEncoder().encode(`${headerPart}.${payloadPart}`);
  return { header: header.document, payload: payload.document, isPlain: payload.isPlain, signed, signature };
}

/** Gives `typ` without the optional prefix `application/` (RFC 7515 §4.1.9), in lower case; no type's name where it is no text. */
export function typeOf({ typ }: JsonObject): string | undefined {
  if (typ === undefined) return undefined;
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : '';
}

/** Finds the key by `kid` below `signer` (a DID), checks that `alg` is the key's own, and the signature. */
export async function verifyJws(
  jws: Jws,
  signer: string,
  purpose: ProofPurpose,
  options: VerifyingOptions,
): Promise<ProofResult> {
  const { header } = jws;
  const about: Omit<ProofResult, 'outcome'> = { cryptosuite: typeof header.alg === 'string' ? header.alg : 'unknown' };
  const failed = (detail: string): ProofResult => ({
    ...about,
    outcome: 'failed',
    problem: problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail }),
  });
  const known = Object.values(joseNames).some((names) => names.includes(about.cryptosuite));
  // `none` and HMAC are not kinds of signature that might be good elsewhere.
  if (/^(?:none|hs)/i.test(about.cryptosuite)) return failed('The algorithm is not one for signatures.');
  if (!known) return { ...about, outcome: 'unknown-suite', problem: problemDetails('UNKNOWN_CRYPTOSUITE') };
  const verificationMethod = methodUrl(header.kid, signer);
  if (!verificationMethod) return failed('The header does not name a key of the signer by "kid".');
  about.verificationMethod = verificationMethod;
  const found = await options.verificationMethod(verificationMethod, purpose);
  if (!found.found) return { ...about, outcome: found.unreachable ? 'key-unknown' : 'failed', problem: found.problem };
  about.controller = found.controller;
  const { publicKey, notAfter } = found;
  if (notAfter !== undefined && Date.parse(notAfter) <= options.now.getTime())
    return failed('The key is no longer in use.');
  if (!joseNames[publicKey.algorithm].includes(about.cryptosuite))
    return failed('The algorithm of the header is not that of the key.');
  if (jws.signature.length !== signatureLength(publicKey.algorithm))
    return failed('The signature has not the length of its algorithm.');
  const good = await platform.verify(publicKey, jws.signed, jws.signature);
  return good ? { ...about, outcome: 'verified' } : failed('The signature does not fit the document and the key.');
}

function methodUrl(kid: unknown, signer: string): string | undefined {
  if (kid === undefined) {
    // These methods have one key each, so that nothing is left to choose.
    if (signer.startsWith('did:key:')) return `${signer}#${signer.slice('did:key:'.length)}`;
    return signer.startsWith('did:jwk:') ? `${signer}#0` : undefined;
  }
  if (typeof kid !== 'string') return undefined;
  if (kid === signer) return methodUrl(undefined, signer);
  if (kid.startsWith(`${signer}#`)) return kid;
  if (kid.startsWith('#')) return `${signer}${kid}`;
  return kid.includes(':') ? undefined : `${signer}#${kid}`;
}

/** The signer in all places that name one; undefined where they differ or none does. */
export function agreedSigner(...claims: unknown[]): string | undefined {
  const named = claims.filter((claim) => claim !== undefined).map(idOf);
  return named.length > 0 && named.every((claim) => claim !== undefined && claim === named[0]) ? named[0] : undefined;
}
