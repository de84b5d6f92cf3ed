import type { X509Certificate } from 'node:crypto';
import { publicKeyFromJwk, type VerificationMethodResult } from '@symbolon/dids';
import { problemDetails } from '@symbolon/problem';
import { inForce, issued, parseCertificate as parse } from './certificate.ts';

/** An issuer, and the X.509 certificates (base64 DER) that it is known by: its own, or those of authorities that certify it. */
export type CertificateHolder = { did: string; certificates: readonly string[] };

const unknown = (detail: string): VerificationMethodResult => ({
  found: false,
  unreachable: true,
  problem: problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail }),
});
const wrong = (detail: string): VerificationMethodResult =>
  ({ ...unknown(detail), unreachable: false }) as VerificationMethodResult;

/**
 * Gives the lookup of an issuer's key by the certificate chain in a header (`x5c`, RFC 7515 §4.1.6). The chain must end at a certificate
 * that a known issuer is known by, be in force, and its first certificate name that issuer's DID as a URI, so that an authority which
 * certifies many cannot lend one the name of another. A certificate that is pinned itself needs no name. `iss`, where it is given, must be
 * one of its names too. A chain to nobody who is known leaves the key unknown, neither good nor bad.
 */
export function certificateLookup({
  known,
  now,
}: {
  known: () => readonly CertificateHolder[];
  now: () => Date;
}): (x5c: readonly string[], iss: string | undefined) => Promise<VerificationMethodResult> {
  return async (x5c, iss) => {
    const chain = x5c.map(parse);
    if (!chain.every((each) => each !== undefined)) return wrong('"x5c" holds something that is no certificate.');
    const [leaf, ...above] = chain as [X509Certificate, ...X509Certificate[]];
    const broken = [leaf, ...above].some((each, index) => above[index] && !issued(above[index], each));
    if (broken) return wrong('The certificates in "x5c" do not certify one another.');
    const names = namesOf(leaf);
    if (iss !== undefined && !names.uri.includes(iss) && !names.dns.includes(hostOf(iss) ?? ''))
      return wrong('The certificate is not one of the issuer that "iss" names.');
    const holder = known().find(({ did, certificates }) =>
      certificates.some((text) => {
        const anchor = parse(text);
        if (!anchor) return false;
        if (anchor.raw.equals(leaf.raw)) return true;
        const last = chain.at(-1)!;
        const reaches = anchor.raw.equals(last.raw) ? above.length > 0 : issued(anchor, last) && inForce(anchor, now());
        return reaches && names.uri.includes(did);
      }),
    );
    if (!holder) return unknown('The certificate leads to no authority that is known here.');
    if (!chain.every((each) => inForce(each!, now()))) return unknown('A certificate of the issuer is not in force.');
    try {
      const publicKey = publicKeyFromJwk(leaf.publicKey.export({ format: 'jwk' }));
      return { found: true, id: `${holder.did}#x5c`, controller: holder.did, publicKey };
    } catch (error) {
      return wrong(`The key of the certificate cannot be used: ${(error as Error).message}.`);
    }
  };
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) && url.startsWith('https://') ? new URL(url).hostname : undefined;
}

/** URIs and host names among the alternative names. Node quotes a name as JSON where it holds a character that could end it. */
function namesOf({ subjectAltName = '' }: X509Certificate): { uri: string[]; dns: string[] } {
  const entries = [...subjectAltName.matchAll(/(?:^|, )([^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(
    ([, kind, value = '']) => [kind, value.startsWith('"') ? (JSON.parse(value) as string) : value] as const,
  );
  const of = (wanted: string) => entries.flatMap(([kind, value]) => (kind === wanted ? [value] : []));
  return { uri: of('URI'), dns: of('DNS') };
}
