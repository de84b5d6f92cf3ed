import { type ConfigurationId, configurationIds, isConfigurationId } from '../../claims/holder/formats.ts';
import { ProtocolError } from '../protocol-error.ts';
import { isKnownRedirect, redirectProblem } from '../settings/redirect-uri.ts';
import type { WalletSettings } from '../settings/settings.ts';
import { configurationsIn } from '../token/request.ts';

/** Where a wallet is answered: known before anything else of its request is believed. */
export type Client = { clientId: string; authenticated: boolean; redirectUri: string; walletState: string | null };

/** What a wallet asks for (OID4VCI 1.0 §5.1). */
export type Asked = {
  codeChallenge: string;
  configurations: ConfigurationId[];
  detailed: boolean;
  issuerState: string | undefined;
  dpopJkt: string | null;
};

const refused = (description: string) => new ProtocolError('invalid_request', description);

/**
 * Gives the wallet and the address at which it is answered. One that authenticated itself brings its address along (RFC 9126
 * §2.4); all others have theirs in the settings, compared as a text (RFC 9700 §4.1.3). Throws `invalid_client` and
 * `invalid_request`: the browser is never sent to an address that was not checked.
 */
export function clientOf(
  parameters: Map<string, string>,
  { wallets = [] }: WalletSettings,
  attestedId: string | undefined,
): Client {
  const clientId = parameters.get('client_id') ?? attestedId;
  const redirectUri = parameters.get('redirect_uri');
  if (clientId === undefined) throw refused('client_id is missing');
  if (redirectUri === undefined) throw refused('redirect_uri is missing');
  const known = wallets.find((wallet) => wallet.clientId === clientId);
  if (attestedId === undefined && !known) {
    throw new ProtocolError('invalid_client', 'This wallet is not known here', { status: 401 });
  }
  const isKnown = known ? isKnownRedirect(redirectUri, known.redirectUris) : redirectProblem(redirectUri) === undefined;
  if (!isKnown || clientId.length > 500) throw refused('This redirect_uri is not one of the wallet');
  const state = parameters.get('state');
  if (state !== undefined && state.length > 2000) throw refused('state is too long');
  return { clientId, authenticated: attestedId !== undefined, redirectUri, walletState: state ?? null };
}

/** Reads what is asked for. Throws with the codes of RFC 6749 §4.1.2.1, RFC 9396 §5. */
export function parseAuthorizationRequest(parameters: Map<string, string>): Asked {
  const of = (name: string) => parameters.get(name);
  if (of('request') !== undefined)
    throw new ProtocolError('request_not_supported', 'Request objects are not read here');
  if (of('response_type') !== 'code') throw new ProtocolError('unsupported_response_type', 'The response_type is code');
  const codeChallenge = of('code_challenge');
  // Without a method the challenge would be the verifier itself (RFC 7636 §4.3).
  if (codeChallenge === undefined || of('code_challenge_method') !== 'S256')
    throw refused('PKCE is needed: code_challenge, with the method S256');
  if (!/^[\w-]{43}$/.test(codeChallenge)) throw refused('code_challenge is no SHA-256');
  const named = configurationsIn(of('authorization_details')) ?? [];
  const scoped = (of('scope') ?? '').split(' ').filter(isConfigurationId);
  const configurations = configurationIds.filter((id) => named.includes(id) || scoped.includes(id));
  if (configurations.length === 0)
    throw new ProtocolError('invalid_scope', 'Name a credential by scope or authorization_details');
  const dpopJkt = of('dpop_jkt') ?? null;
  if (dpopJkt !== null && !/^[\w-]{43}$/.test(dpopJkt)) throw refused('dpop_jkt is no thumbprint');
  return { codeChallenge, configurations, detailed: named.length > 0, issuerState: of('issuer_state'), dpopJkt };
}
