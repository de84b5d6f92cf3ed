import { encryption } from '@symbolon/securing/encryption';
import { joseNames } from '@symbolon/securing/verify';

const algorithms = Object.values(joseNames).flat();
const cryptosuites = ['eddsa-rdfc-2022', 'ecdsa-rdfc-2019'];
const name = 'Symbolon verifier';

/** Gives what a wallet must know of the verifier (OpenID4VP 1.0 §11.1): the forms it verifies, and the key for an encrypted response. */
export function clientMetadata(key: object | undefined) {
  return {
    client_name: name,
    vp_formats_supported: {
      ldp_vc: { proof_type_values: ['DataIntegrityProof', 'Ed25519Signature2020'], cryptosuite_values: cryptosuites },
      jwt_vc_json: { alg_values: algorithms },
      'dc+sd-jwt': { 'sd-jwt_alg_values': algorithms, 'kb-jwt_alg_values': algorithms },
    },
    ...(key ? { jwks: { keys: [key] }, encrypted_response_enc_values_supported: [...encryption.enc] } : {}),
  };
}

/** The same in the words of the drafts before 1.0. */
export function draftClientMetadata(key: object | undefined) {
  return {
    client_name: name,
    vp_formats: draftFormats,
    ...(key
      ? {
          jwks: { keys: [key] },
          authorization_encrypted_response_alg: encryption.alg,
          authorization_encrypted_response_enc: encryption.enc[1],
        }
      : {}),
  };
}

const proofTypes = ['Ed25519Signature2020', 'DataIntegrityProof', ...cryptosuites];

/** Formats as Presentation Exchange names them. */
export const draftFormats = {
  ldp_vp: { proof_type: proofTypes },
  ldp_vc: { proof_type: proofTypes },
  jwt_vp: { alg: algorithms },
  jwt_vc: { alg: algorithms },
  jwt_vp_json: { alg: algorithms },
  jwt_vc_json: { alg: algorithms },
};
