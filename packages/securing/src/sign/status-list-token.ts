import type { JsonObject } from '../primitives/json.ts';
import type { Signer } from '../signer.ts';
import { compact } from './vc-jwt.ts';

/**
 * Gives the claims of a Status List Token as a compact JWS of type `statuslist+jwt` (Token Status List §5.1), with the signer's certificate chain
 * where there is one. Throws where its `iss` is not the signer.
 */
export async function signStatusListToken(
  claims: JsonObject,
  signer: Signer,
  { x5c }: { x5c?: readonly string[] } = {},
): Promise<string> {
  if (claims.iss !== signer.controller) throw new Error('The key that signs is not one of the issuer.');
  return compact({ typ: 'statuslist+jwt', ...(x5c ? { x5c } : {}) }, claims, signer);
}
