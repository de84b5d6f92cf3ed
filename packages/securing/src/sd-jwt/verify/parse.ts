import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { type Jws, parseJws } from '../../verify/jws.ts';

/** An SD-JWT in its compact form, taken apart but not yet believed. */
export type SdJwt = {
  jws: Jws;
  disclosures: string[];
  /** What a key binding is made over: all up to its own beginning (RFC 9901 §4.3.1). */
  presented: string;
  keyBindingJwt?: string;
};

/** More than any credential has; each costs a digest. */
const mostDisclosures = 400;
const longest = 400_000;

/** Gives the parts of `<jwt>~<disclosure>~…~<key binding, or nothing>` (RFC 9901 §4), or the problem. */
export function parseSdJwt(text: string): (SdJwt & { problem?: never }) | { problem: ProblemDetails } {
  const malformed = (detail: string) => ({ problem: problemDetails('PARSING_ERROR', { detail }) });
  const parts = text.length > longest ? [] : text.split('~', mostDisclosures + 3);
  if (parts.length < 2 || parts.length > mostDisclosures + 2)
    return malformed('This is not an SD-JWT in its compact form.');
  const [jwt = '', ...disclosures] = parts;
  const keyBindingJwt = disclosures.pop()!;
  if (!disclosures.every((each) => /^[\w-]+$/.test(each))) return malformed('A disclosure is not base64url.');
  const jws = parseJws(jwt);
  if (jws.problem) return jws;
  const presented = text.slice(0, text.length - keyBindingJwt.length);
  return { jws, disclosures, presented, ...(keyBindingJwt === '' ? {} : { keyBindingJwt }) };
}
