import { configurationIds } from '../../claims/holder/formats.ts';
import type { IssuerContext } from '../../context.ts';
import type { Institution } from '../../institutions/store.ts';
import { knowsAttesters } from '../attestation/key-attestation.ts';
import { batchSize } from '../credential/request.ts';
import { encryptionMetadata } from '../encryption/message.ts';
import { credentialIssuer, endpoint } from '../issuer-url.ts';
import { demandsWalletAttestation, isHaip, type WalletSettings } from '../settings/settings.ts';
import { preAuthorizedGrant } from '../token/request.ts';
import { credentialConfigurations } from './configurations.ts';

const attestationAlgorithms = ['ES256', 'EdDSA', 'ES384'];

/** Gives the Credential Issuer Metadata of an institution (OID4VCI 1.0 §12.2.4). */
export function credentialIssuerMetadata(
  { config, ...secrets }: Pick<IssuerContext, 'config' | 'keys' | 'clock'>,
  { id, names }: Institution,
  settings: WalletSettings,
): Record<string, unknown> {
  const at = (step: string) => endpoint(config, id, step);
  return {
    credential_issuer: credentialIssuer(config, id),
    authorization_servers: [credentialIssuer(config, id)],
    credential_endpoint: at('credential'),
    nonce_endpoint: at('nonce'),
    deferred_credential_endpoint: at('deferred-credential'),
    notification_endpoint: at('notification'),
    batch_credential_issuance: { batch_size: batchSize },
    ...encryptionMetadata(secrets, id, settings.encryptionRequired === true),
    display: Object.entries(names).map(([locale, name]) => ({ name, locale })),
    credential_configurations_supported: credentialConfigurations(config.issuerUrl, settings),
  };
}

/** Gives the Authorization Server Metadata of an institution (RFC 8414, OID4VCI 1.0 §12.3). */
export function authorizationServerMetadata(
  { config }: Pick<IssuerContext, 'config'>,
  { id }: Institution,
  settings: WalletSettings,
): Record<string, unknown> {
  return {
    issuer: credentialIssuer(config, id),
    token_endpoint: endpoint(config, id, 'token'),
    token_endpoint_auth_methods_supported: [
      ...(demandsWalletAttestation(settings) ? [] : ['none']),
      ...(knowsAttesters(settings) ? ['attest_jwt_client_auth'] : []),
    ],
    ...(knowsAttesters(settings)
      ? {
          client_attestation_signing_alg_values_supported: attestationAlgorithms,
          client_attestation_pop_signing_alg_values_supported: attestationAlgorithms,
        }
      : {}),
    grant_types_supported: [
      ...(settings.identityProvider ? ['authorization_code'] : []),
      preAuthorizedGrant,
      'refresh_token',
    ],
    response_types_supported: settings.identityProvider ? ['code'] : [],
    ...(settings.identityProvider
      ? {
          authorization_endpoint: endpoint(config, id, 'authorize'),
          pushed_authorization_request_endpoint: endpoint(config, id, 'par'),
          require_pushed_authorization_requests: isHaip(settings) || demandsWalletAttestation(settings),
          code_challenge_methods_supported: ['S256'],
          authorization_response_iss_parameter_supported: true,
          response_modes_supported: ['query'],
          scopes_supported: configurationIds,
        }
      : {}),
    dpop_signing_alg_values_supported: ['ES256', 'EdDSA', 'ES384'],
    'pre-authorized_grant_anonymous_access_supported': !demandsWalletAttestation(settings),
    authorization_details_types_supported: ['openid_credential'],
  };
}
