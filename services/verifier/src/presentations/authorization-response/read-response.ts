import { decryptJwe } from '@symbolon/securing/encryption';
import { unsealKey } from '@symbolon/securing/keys';
import { isObject } from '@symbolon/securing/verify';
import type { PresentationContext } from '../context.ts';
import type { Open } from '../store.ts';
import { invalidRequest } from '../wallet-error.ts';

/** Parameters of an authorization response (OpenID4VP 1.0 §8); which of them are there depends on wallet and outcome. */
export type AuthorizationResponse = Record<string, unknown>;

/**
 * Gives the parameters of a response. Where it was asked to be encrypted, one that is not is refused: whoever stands between could
 * else take the protection off. Throws a WalletError.
 */
export async function readResponse(
  form: Record<string, unknown>,
  request: Open,
  { identity }: PresentationContext,
): Promise<AuthorizationResponse> {
  const { response } = form;
  if (!request.decryptionKey) {
    if (response !== undefined) throw invalidRequest('The response was not asked to be encrypted or signed.');
    return form;
  }
  // An error need not be encrypted: it says nothing about the person (OpenID4VP 1.0 §8.3).
  if (response === undefined && typeof form.error === 'string') return form;
  if (typeof response !== 'string') throw invalidRequest('The response was asked to be encrypted (direct_post.jwt).');
  const privateKey = unsealKey(request.decryptionKey, identity.sealingKey, request.id);
  const content = await decryptJwe(response, privateKey, request.id);
  if (!content) throw invalidRequest('The response is no JWE for the key of this request.');
  const payload = parseJson(new TextDecoder().decode(content));
  if (!isObject(payload)) throw invalidRequest('The encrypted response holds no JSON object.');
  return payload;
}

/** A value that stands as text in a form and as itself in JSON. */
export function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
