import type { X509Certificate } from 'node:crypto';
import { type PublicKey, publicKeyFromJwk } from '@symbolon/dids';
import { inForce, issued, parseCertificate } from './certificate.ts';

const mostCertificates = 5;

/**
 * Gives the key of the first certificate of a chain (`x5c`, RFC 7515 §4.1.6) that leads to one of the anchors (base64 DER), all of it in
 * force; undefined where it does not. An anchor that is the first certificate itself vouches for its key too.
 */
export function keyOfChain(x5c: unknown, anchors: readonly string[], now: Date): PublicKey | undefined {
  const chain = parsed(x5c);
  const last = chain?.at(-1);
  if (!chain || !last || !chain.every((each) => inForce(each, now))) return undefined;
  const reaches = anchors.some((text) => {
    const anchor = parseCertificate(text);
    if (!anchor) return false;
    return anchor.raw.equals(last.raw) || (issued(anchor, last) && inForce(anchor, now));
  });
  return reaches ? keyOf(chain[0]!) : undefined;
}

/**
 * Gives what is wrong with a chain that a signer would show for its own key, or undefined: it begins with a certificate of that key, each
 * is certified by the next, and none by itself, because the anchor is what readers have already (HAIP 1.0 §6.1.1).
 */
export function problemOfOwnChain(x5c: unknown, key: PublicKey, now: Date): string | undefined {
  const chain = parsed(x5c);
  if (!chain) return 'These are no certificates that certify one another, the own one first.';
  if (keyOf(chain[0]!)?.publicKeyMultibase !== key.publicKeyMultibase)
    return 'The first certificate is for another key.';
  if (chain.some((each) => each.checkIssued(each)))
    return 'A self-signed certificate stands in the chain; leave the anchor out.';
  if (!chain.every((each) => inForce(each, now))) return 'A certificate of the chain is not in force.';
  return undefined;
}

function parsed(x5c: unknown): X509Certificate[] | undefined {
  if (!Array.isArray(x5c) || x5c.length === 0 || x5c.length > mostCertificates) return undefined;
  const chain = x5c.map((each) =>
    typeof each === 'string' && each.length < 10_000 ? parseCertificate(each) : undefined,
  );
  if (!chain.every((each) => each !== undefined)) return undefined;
  return chain.every((each, index) => index === 0 || issued(each, chain[index - 1]!)) ? chain : undefined;
}

function keyOf(certificate: X509Certificate): PublicKey | undefined {
  try {
    return publicKeyFromJwk(certificate.publicKey.export({ format: 'jwk' }));
  } catch {
    return undefined;
  }
}
