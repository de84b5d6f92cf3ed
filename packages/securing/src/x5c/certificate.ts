import { X509Certificate } from 'node:crypto';

/** Reads a certificate in base64 DER. */
export function parseCertificate(text: string): X509Certificate | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return new X509Certificate(Buffer.from(text, 'base64'));
  } catch {
    return undefined;
  }
}

/** A certificate is only as good as the right of its issuer to certify: what is no authority (RFC 5280 §4.2.1.9) certifies nobody. */
export function issued(authority: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  } catch {
    // A key of a kind that OpenSSL does not know.
    return false;
  }
}

export const inForce = ({ validFromDate, validToDate }: X509Certificate, at: Date) =>
  validFromDate.getTime() <= at.getTime() && at.getTime() <= validToDate.getTime();
