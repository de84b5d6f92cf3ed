import { credentialsContextUrl, openBadgesContextUrl, skillsContextUrl } from '@symbolon/contexts';
import { vcdm11Contexts } from '@symbolon/credential';
import { holderDidMethods } from '../../claims/holder/binding.ts';
import { claimDescriptions, credentialType, typeNames } from '../../claims/holder/credential-type.ts';
import { type ConfigurationId, configurationIds, credentialFormats } from '../../claims/holder/formats.ts';
import { keyAttestationsRequired, knowsAttesters } from '../attestation/key-attestation.ts';
import { isHaip, type WalletSettings } from '../settings/settings.ts';

const type = ['VerifiableCredential', 'OpenBadgeCredential', 'SkillsCredential'];
const ours = [openBadgesContextUrl, skillsContextUrl];

/** Types and contexts of the configurations that have them: in these a draft's request tells them apart. */
export const credentialDefinitions: Partial<Record<ConfigurationId, { type: string[]; '@context': string[] }>> = {
  'skills-data-integrity': { type, '@context': [credentialsContextUrl, ...ours] },
  'skills-jwt': { type, '@context': vcdm11Contexts(ours) },
  'skills-ed25519-2020': { type, '@context': vcdm11Contexts(ours, 'Ed25519Signature2020') },
};

/** How each is signed (`credential_signing_alg_values_supported`): for Data Integrity the name of the suite. */
const signedBy: Record<ConfigurationId, string> = {
  'skills-sd-jwt': 'ES256',
  'skills-data-integrity': 'eddsa-rdfc-2022',
  'skills-jwt': 'ES256',
  'skills-ed25519-2020': 'Ed25519Signature2020',
};

const proofAlgorithms = ['ES256', 'EdDSA', 'Ed25519', 'ES384'];

/** Gives `credential_configurations_supported` (OID4VCI 1.0 §12.2.4), with what drafts look for beside it. */
export function credentialConfigurations(issuerUrl: string, settings: WalletSettings): Record<string, unknown> {
  return Object.fromEntries(configurationIds.map((id) => [id, configuration(id, issuerUrl, settings)]));
}

function configuration(id: ConfigurationId, issuerUrl: string, settings: WalletSettings): Record<string, unknown> {
  const required = keyAttestationsRequired(settings, id);
  const attested = required ? { key_attestations_required: required } : {};
  const { format } = credentialFormats[id];
  const isLinkedData = format === 'ldp_vc';
  const display = typeNames();
  // Names of the claims are for the form in which a holder chooses between them.
  const claims = format === 'dc+sd-jwt' ? claimDescriptions().map(({ sd: _, ...claim }) => claim) : undefined;
  const definition = credentialDefinitions[id];
  return {
    format,
    scope: id,
    ...(definition ? { credential_definition: isLinkedData ? definition : { type: definition.type } } : {}),
    ...(format === 'dc+sd-jwt' ? { vct: credentialType(issuerUrl).vct } : {}),
    cryptographic_binding_methods_supported: isHaip(settings) ? ['jwk'] : [...holderDidMethods, 'jwk'],
    credential_signing_alg_values_supported: [signedBy[id]],
    proof_types_supported: {
      // Some wallets look for the name of a suite that their key has among the algorithms.
      jwt: {
        proof_signing_alg_values_supported: isLinkedData
          ? [...proofAlgorithms, 'Ed25519Signature2018', 'Ed25519Signature2020']
          : proofAlgorithms,
        ...attested,
      },
      ...(required
        ? {}
        : {
            di_vp: {
              proof_signing_alg_values_supported: ['eddsa-rdfc-2022', 'ecdsa-rdfc-2019', 'Ed25519Signature2020'],
            },
          }),
      ...(knowsAttesters(settings)
        ? { attestation: { proof_signing_alg_values_supported: proofAlgorithms, ...attested } }
        : {}),
    },
    credential_metadata: { display, ...(claims ? { claims } : {}) },
    display,
  };
}
