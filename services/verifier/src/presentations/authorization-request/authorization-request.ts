import { signerFromKey, unsealKey } from '@symbolon/securing/keys';
import { Type } from 'typebox';
import { walletUrl } from '../addresses.ts';
import type { PresentationContext } from '../context.ts';
import { type SignedPrefix, signedPrefixes } from '../identity.ts';
import { derive } from '../secrets.ts';
import type { Open } from '../store.ts';
import { clientMetadata, draftClientMetadata } from './client-metadata.ts';
import { credentialTypes } from './credential-types.ts';
import { dcqlQuery } from './dcql-query.ts';
import { presentationDefinition } from './presentation-definition.ts';

/** How a wallet is asked: by which client identifier, and to which address it answers. */
export type Way = SignedPrefix | 'redirect_uri';
export const waySchema = Type.Union([...signedPrefixes, 'redirect_uri' as const].map((way) => Type.Literal(way)));

/** The whole client_id with its prefix, to which every presentation must be addressed (OpenID4VP 1.0 §5.9.3, §14.1.2). */
export function clientIdOf(
  way: Way,
  walletToken: string,
  { identity, config }: PresentationContext,
): string | undefined {
  return way === 'redirect_uri'
    ? `redirect_uri:${walletUrl(config.url, walletToken, way, 'response')}`
    : identity.clientIds[way];
}

/**
 * Gives the parameters of an authorization request (OpenID4VP 1.0 §5): what is wanted, the nonce to answer and where to. `iss` is left
 * out: wallets ignore it, and two libraries refuse one with a prefix. For the prefix `did` they are those of the drafts that
 * wallets with Presentation Exchange know.
 */
export function authorizationRequest(
  request: Open,
  walletToken: string,
  way: Way,
  context: PresentationContext,
): Record<string, unknown> {
  const client_id = clientIdOf(way, walletToken, context);
  if (client_id === undefined) throw new Error(`There is no client identifier for ${way}.`);
  return {
    response_type: 'vp_token',
    client_id,
    ...(way === 'did' ? { client_id_scheme: 'did' } : {}),
    response_mode: request.responseMode,
    response_uri: walletUrl(context.config.url, walletToken, way, 'response'),
    nonce: derive(walletToken, 'nonce', way),
    state: derive(walletToken, 'state', way),
    ...question(request, way, context),
  };
}

/** What is asked and in which forms it may come, in the words of the standard or of its drafts. */
function question(request: Open, way: Way, context: PresentationContext) {
  const key = encryptionKey(request, context);
  return way === 'did'
    ? { presentation_definition: presentationDefinition(request), client_metadata: draftClientMetadata(key) }
    : { dcql_query: dcqlQuery(request.asked, credentialTypes(context)), client_metadata: clientMetadata(key) };
}

/** The request as the Digital Credentials API takes it (OpenID4VP 1.0 Appendix A): the browser says who asks, and brings the answer. */
export function digitalCredentialsRequest(request: Open, walletToken: string, context: PresentationContext) {
  const isEncrypted = request.responseMode === 'direct_post.jwt';
  return {
    response_type: 'vp_token',
    response_mode: isEncrypted ? 'dc_api.jwt' : 'dc_api',
    nonce: derive(walletToken, 'nonce', 'dc-api'),
    dcql_query: dcqlQuery(request.asked, credentialTypes(context)),
    client_metadata: clientMetadata(encryptionKey(request, context)),
  };
}

/** The public key for an encrypted response, with the `kid` and `alg` that wallets look for; undefined where none was asked for. */
function encryptionKey({ decryptionKey, id }: Open, { identity }: PresentationContext) {
  if (!decryptionKey) return undefined;
  const privateKey = unsealKey(decryptionKey, identity.sealingKey, id);
  const { publicJwk } = signerFromKey({ verificationMethod: id, controller: id, privateKey });
  return { ...publicJwk, kid: id, use: 'enc', alg: 'ECDH-ES' };
}
