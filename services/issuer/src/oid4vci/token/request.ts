import { type ConfigurationId, isConfigurationId } from '../../claims/holder/formats.ts';
import { ProtocolError } from '../protocol-error.ts';

export const preAuthorizedGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** A Token Request with a pre-authorized code (OID4VCI 1.0 §6.1), read. */
export type TokenRequest = {
  preAuthorizedCode: string;
  txCode: string | undefined;
  clientId: string | undefined;
  /** Credential Configurations that `authorization_details` names; the answer then names credential identifiers. */
  configurations: string[] | undefined;
};

/** A Token Request with an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5), read. */
export type CodeRequest = {
  code: string;
  codeVerifier: string;
  redirectUri: string | undefined;
  clientId: string | undefined;
  configurations: string[] | undefined;
};

/** A Token Request with a refresh token (RFC 6749 §6), read. */
export type RefreshRequest = { refreshToken: string; clientId: string | undefined; configurations?: undefined };

const refused = (description: string) => new ProtocolError('invalid_request', description);

/** Gives the parameters of a form. Throws `invalid_request` for one that is sent twice (RFC 6749 §3.2). */
export function parametersOf(body: unknown): Map<string, string> {
  if (typeof body !== 'object' || body === null) throw refused('The parameters are sent as a form');
  const parameters = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'string') throw refused('A parameter is sent more than once');
    // A parameter without a value is as if it were left out (RFC 6749 §3.2).
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}

/** Reads a Token Request. Throws `invalid_request` and `unsupported_grant_type`. */
export function parseTokenRequest(parameters: Map<string, string>): TokenRequest | CodeRequest | RefreshRequest {
  const grantType = parameters.get('grant_type');
  if (grantType === undefined) throw refused('grant_type is missing');
  if (grantType === 'authorization_code') return parseCodeRequest(parameters);
  if (grantType === 'refresh_token') {
    const refreshToken = parameters.get('refresh_token');
    if (refreshToken === undefined) throw refused('refresh_token is missing');
    return { refreshToken, clientId: parameters.get('client_id') };
  }
  if (grantType !== preAuthorizedGrant) {
    throw new ProtocolError('unsupported_grant_type', 'This grant is not offered here');
  }
  const preAuthorizedCode = parameters.get('pre-authorized_code');
  if (preAuthorizedCode === undefined) throw refused('pre-authorized_code is missing');
  return {
    preAuthorizedCode,
    // `user_pin` is what drafts before 13 call it.
    txCode: parameters.get('tx_code') ?? parameters.get('user_pin'),
    clientId: parameters.get('client_id'),
    configurations: configurationsIn(parameters.get('authorization_details')),
  };
}

function parseCodeRequest(parameters: Map<string, string>): CodeRequest {
  const code = parameters.get('code');
  const codeVerifier = parameters.get('code_verifier');
  if (code === undefined) throw refused('code is missing');
  if (codeVerifier === undefined) throw refused('code_verifier is missing');
  return {
    code,
    codeVerifier,
    redirectUri: parameters.get('redirect_uri'),
    clientId: parameters.get('client_id'),
    configurations: configurationsIn(parameters.get('authorization_details')),
  };
}

/** Gives the Credential Configurations that `authorization_details` names (RFC 9396). Throws `invalid_authorization_details`. */
export function configurationsIn(text: string | undefined): ConfigurationId[] | undefined {
  if (text === undefined) return undefined;
  let details: unknown;
  try {
    details = JSON.parse(text);
  } catch {
    throw invalidDetails('authorization_details is not JSON');
  }
  if (!Array.isArray(details) || details.length === 0 || details.length > 20) {
    throw invalidDetails('authorization_details is a list');
  }
  return details.map((detail) => {
    const { type, credential_configuration_id: id } = (detail ?? {}) as Record<string, unknown>;
    if (type !== 'openid_credential') throw invalidDetails('The type of authorization_details is openid_credential');
    if (!isConfigurationId(id)) throw invalidDetails('There is no such credential configuration');
    return id;
  });
}

// RFC 9396 §5.
const invalidDetails = (description: string) => new ProtocolError('invalid_authorization_details', description);
