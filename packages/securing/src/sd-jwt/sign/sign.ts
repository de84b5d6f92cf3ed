import { base64urlnopad } from '@scure/base';
import { joseNames } from '../../primitives/jose.ts';
import type { Signer } from '../../signer.ts';
import { encodeJson } from './encode-json.ts';
import type { PreparedSdJwtVc } from './prepare.ts';

/**
 * Gives the SD-JWT VC in its compact form with all disclosures, for the holder: `<jwt>~<disclosure>~…~`, of type `dc+sd-jwt`. The key is
 * named by `kid`, a DID URL, and where `x5c` is given by a certificate chain too (base64 DER, the key's own first, the anchor left out).
 */
export async function signSdJwtVc(
  { payload, disclosures }: PreparedSdJwtVc,
  signer: Signer,
  { x5c }: { x5c?: readonly string[] } = {},
): Promise<string> {
  if (String(payload.iss).startsWith('did:') && payload.iss !== signer.controller)
    throw new Error('The key that signs is not one of the issuer.');
  const header = {
    alg: joseNames[signer.algorithm][0],
    typ: 'dc+sd-jwt',
    kid: signer.verificationMethod,
    ...(x5c === undefined ? {} : { x5c }),
  };
  const input = `${encodeJson(header)}.${encodeJson(payload)}`;
  const signature = base64urlnopad.encode(await signer.sign(new TextEncoder().encode(input)));
  return [`${input}.${signature}`, ...disclosures, ''].join('~');
}
