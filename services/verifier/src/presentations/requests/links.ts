import { exchangeUrl, walletUrl } from '../addresses.ts';
import { authorizationRequest } from '../authorization-request/authorization-request.ts';
import type { PresentationContext } from '../context.ts';
import { type SignedPrefix, signedPrefixes } from '../identity.ts';
import type { Open } from '../store.ts';

/** Ways to reach a wallet with one request; each becomes a QR code, or a link on the phone that has the wallet. */
export type Links = {
  /** Of OpenID4VP, by client identifier prefix; `redirect_uri` is the one that is not signed. */
  openid4vp: Partial<Record<SignedPrefix | 'redirect_uri', string>>;
  /** VCALM interaction URL. */
  interaction: string;
  /** Opens the Learner Credential Wallet with the same exchange. */
  learnerCredentialWallet: string;
  /** Where a browser that has the Digital Credentials API gets its request, and sends the answer. */
  digitalCredentials: string;
};

/** Gives the links of a request. `walletToken` stands in all of them and nowhere else. */
export function linksOf(request: Open, walletToken: string, context: PresentationContext): Links {
  const { config, identity } = context;
  const openid4vp: Links['openid4vp'] = {};
  for (const prefix of signedPrefixes) {
    const client_id = identity.clientIds[prefix];
    if (client_id === undefined) continue;
    const request_uri = walletUrl(config.url, walletToken, prefix, 'request');
    openid4vp[prefix] = `openid4vp://?${new URLSearchParams({ client_id, request_uri })}`;
  }
  openid4vp.redirect_uri = `openid4vp://?${byValue(authorizationRequest(request, walletToken, 'redirect_uri', context))}`;
  const vcapi = exchangeUrl(config.url, walletToken);
  return {
    openid4vp,
    interaction: `${config.url}/interactions/${walletToken}?iuv=1`,
    learnerCredentialWallet: `https://lcw.app/request?${new URLSearchParams({ request: JSON.stringify({ credentialRequestOrigin: config.url, protocols: { vcapi } }) })}`,
    digitalCredentials: `${config.url}/openid4vp/${walletToken}/dc-api`,
  };
}

/** Parameters by value: objects as JSON text (OpenID4VP 1.0 §5.1). */
const byValue = (parameters: Record<string, unknown>) =>
  new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
