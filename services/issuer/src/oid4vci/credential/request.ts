import { isObject } from '@symbolon/securing/verify';
import {
  type ConfigurationId,
  configurationIds,
  credentialFormats,
  isConfigurationId,
} from '../../claims/holder/formats.ts';
import { credentialDefinitions } from '../metadata/configurations.ts';
import { ProtocolError } from '../protocol-error.ts';

/** The proofs of a request, all of one type. */
export type Proofs = { type: 'jwt' | 'di_vp' | 'attestation'; values: unknown[] };

/** A Credential Request, of version 1.0 or of a draft, read. */
export type CredentialRequest = {
  configuration: ConfigurationId;
  proofs: Proofs;
  /** How the answer is laid out: `draft-13` for a request by `format`, `both` for a single proof in the words of 1.0. */
  answer: '1.0' | 'draft-13' | 'both';
};

const refused = (description: string) => new ProtocolError('invalid_credential_request', description);

/** Proofs that are taken at once: one copy is made for each. */
export const batchSize = 10;

/**
 * Reads a Credential Request (OID4VCI 1.0 §8.2; draft 13 §7.2, where the credential is named by its format and its type).
 * Throws with the code that the version has.
 */
export function parseCredentialRequest(body: unknown, vct: string): CredentialRequest {
  if (!isObject(body)) throw refused('The request is a JSON object');
  const { format, credential_configuration_id: id, credential_identifier: identifier } = body;
  const named = [id, identifier, format].filter((member) => member !== undefined);
  if (named.length !== 1)
    throw refused('The credential is named once, by credential_configuration_id or credential_identifier');
  const proofs = proofsIn(body);
  if (format !== undefined) return { configuration: byFormat(body, vct), proofs, answer: 'draft-13' };
  const answer = body.proof === undefined ? '1.0' : 'both';
  if (id !== undefined) {
    if (!isConfigurationId(id)) {
      throw new ProtocolError('unknown_credential_configuration', 'There is no such credential configuration');
    }
    return { configuration: id, proofs, answer };
  }
  if (!isConfigurationId(identifier)) {
    throw new ProtocolError('unknown_credential_identifier', 'There is no such credential identifier');
  }
  return { configuration: identifier, proofs, answer };
}

function proofsIn({ proof, proofs }: Record<string, unknown>): Proofs {
  if (proof !== undefined && proofs !== undefined) throw refused('A request has proofs or proof, not both');
  if (isObject(proof)) {
    const { proof_type: type, jwt, ldp_vp, di_vp } = proof;
    if (type === 'jwt') return { type, values: [jwt] };
    // `ldp_vp` is what draft 13 calls it.
    if (type === 'ldp_vp' || type === 'di_vp') return { type: 'di_vp', values: [ldp_vp ?? di_vp] };
    throw invalidProof('The proof is of a type that is not offered');
  }
  if (!isObject(proofs)) throw invalidProof('A proof of possession is missing');
  const types = Object.keys(proofs);
  const [type] = types;
  if (types.length !== 1 || (type !== 'jwt' && type !== 'di_vp' && type !== 'attestation')) {
    throw invalidProof('The proofs are of one type, jwt, di_vp or attestation');
  }
  const values = proofs[type];
  if (!Array.isArray(values) || values.length === 0) throw invalidProof('The proofs are a list');
  // Appendix F.3: one attestation, of all keys.
  if (type === 'attestation' && values.length > 1) throw invalidProof('A key attestation comes alone');
  if (values.length > batchSize) throw invalidProof(`At most ${batchSize} proofs are taken at once`);
  return { type, values };
}

const invalidProof = (description: string) => new ProtocolError('invalid_proof', description);

/** The configuration that a draft's request means: each has a type, context or vct of its own. */
function byFormat(
  { format, vct: type, credential_definition: definition }: Record<string, unknown>,
  vct: string,
): ConfigurationId {
  // `vc+sd-jwt` is what the format was called until draft 15.
  const wanted = format === 'vc+sd-jwt' ? 'dc+sd-jwt' : format;
  const candidates = configurationIds.filter((id) => credentialFormats[id].format === wanted);
  if (candidates.length === 0) throw new ProtocolError('unsupported_credential_format', 'This format is not offered');
  const unsupported = () => new ProtocolError('unsupported_credential_type', 'This type of credential is not offered');
  if (wanted === 'dc+sd-jwt') {
    if (type !== vct) throw unsupported();
    return candidates[0]!;
  }
  if (!isObject(definition)) throw refused('credential_definition is missing');
  const types = [definition.type ?? definition.types].flat();
  const contexts = definition['@context'];
  const found = candidates.find((id) => {
    const known = credentialDefinitions[id]!;
    const fits = types.length > 0 && types.every((each) => known.type.includes(String(each)));
    // Without contexts the first of two that differ in nothing else is meant: the newer one.
    return fits && (contexts === undefined || sameTexts(contexts, known['@context']));
  });
  if (!found) throw unsupported();
  return found;
}

const sameTexts = (given: unknown, known: readonly string[]) =>
  Array.isArray(given) && given.length === known.length && given.every((each) => known.includes(each));
