import { joseNames } from '@symbolon/securing/verify';
import type { Identity, SignedPrefix } from '../identity.ts';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Gives a request object (RFC 9101, OpenID4VP 1.0 §5.1) signed by the verifier's key, as a compact JWS. The header names the key in the
 * way of its prefix: a DID URL, or the certificate.
 */
export async function signRequestObject(
  parameters: Record<string, unknown>,
  prefix: SignedPrefix,
  { signer, x5c }: Identity,
): Promise<string> {
  const key = prefix.startsWith('x509') ? { x5c } : { kid: signer.verificationMethod };
  const header = { alg: joseNames[signer.algorithm][0], typ: 'oauth-authz-req+jwt', ...key };
  // Static discovery: the wallet need not have a name of its own (OpenID4VP 1.0 §5.8).
  const input = `${encode(header)}.${encode({ aud: 'https://self-issued.me/v2', ...parameters })}`;
  return `${input}.${Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')}`;
}
