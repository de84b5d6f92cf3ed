import type { ProblemDetails } from './problem.ts';

const VCDM = 'https://www.w3.org/TR/vc-data-model#';
const SECURITY = 'https://w3id.org/security#';
const STATUS = 'https://www.w3.org/ns/credentials/status-list#';
const VCALM = 'https://www.w3.org/TR/vcalm#';
const DID = 'https://www.w3.org/ns/did#';
// Problems for which no standard has a URL. URNs, because nothing is served at them (RFC 9457 §3.1.1 allows any URI).
const OWN = 'urn:symbolon:problem:';

/** Every kind of problem that the system reports about a credential: its type URL and its title in English. */
export const problemTypes = {
  PARSING_ERROR: [VCDM, 'The document could not be read'],
  CRYPTOGRAPHIC_SECURITY_ERROR: [VCDM, 'The signature does not hold'],
  MALFORMED_VALUE_ERROR: [VCDM, 'A value is not in the form that the specification asks for'],
  RANGE_ERROR: [VCDM, 'A value is out of range'],
  PROOF_GENERATION_ERROR: [SECURITY, 'The proof could not be made'],
  PROOF_VERIFICATION_ERROR: [SECURITY, 'The proof does not hold'],
  PROOF_TRANSFORMATION_ERROR: [SECURITY, 'The proof could not be read'],
  INVALID_DOMAIN_ERROR: [SECURITY, 'The presentation was made for another domain'],
  INVALID_CHALLENGE_ERROR: [SECURITY, 'The presentation does not answer the challenge'],
  STATUS_RETRIEVAL_ERROR: [STATUS, 'The status list could not be fetched'],
  STATUS_VERIFICATION_ERROR: [STATUS, 'The status list could not be verified'],
  STATUS_LIST_LENGTH_ERROR: [STATUS, 'The status list is shorter than the specification allows'],
  UNKNOWN_OPTION_PROVIDED: [VCALM, 'An option of the request is not known'],
  INVALID_DID: [DID, 'This is not a DID'],
  INVALID_DID_DOCUMENT: [DID, 'The DID document is not well formed'],
  INVALID_DID_URL: [DID, 'This is not a DID URL'],
  NOT_FOUND: [DID, 'The DID was not found'],
  METHOD_NOT_SUPPORTED: [DID, 'This DID method is not supported'],
  INTERNAL_ERROR: [DID, 'The DID could not be resolved'],
  EXPIRED: [OWN, 'The credential has ended'],
  NOT_YET_VALID: [OWN, 'The credential is not yet in force'],
  REVOKED: [OWN, 'The credential was taken back by its issuer'],
  SUSPENDED: [OWN, 'The credential is paused by its issuer'],
  STATUS_STALE: [OWN, 'The status is known only from an earlier check'],
  STATUS_UNKNOWN: [OWN, 'The status could not be found out'],
  UNKNOWN_ISSUER: [OWN, 'The issuer is not on the trust list'],
  OUT_OF_SCOPE: [OWN, 'The trust list does not name the issuer for this skill or date'],
  UNKNOWN_CRYPTOSUITE: [OWN, 'A proof is of a kind that this verifier does not know'],
  NO_PROOF: [OWN, 'The credential carries no proof'],
  UNSUPPORTED: [OWN, 'This kind of document is not supported'],
  NOT_ACCREDITED: [OWN, 'The institution has no accreditation for this'],
  ACCREDITATION_ACHIEVEMENT: [OWN, 'The institution is not accredited for this achievement'],
  ACCREDITATION_OCCUPATION: [OWN, 'The institution is not accredited for this occupation'],
  ACCREDITATION_LEVEL: [OWN, 'The institution is not accredited for this level'],
  ACCREDITATION_COUNTRY: [OWN, 'The institution is not accredited for this country'],
  ACCREDITATION_ROUTE: [OWN, 'The institution is not accredited for this way of learning'],
  ACCREDITATION_PERIOD: [OWN, 'The accreditation is not in force at that time'],
  ACCREDITATION_WITHDRAWN: [OWN, 'The accreditation was withdrawn'],
  CLOCK_WRONG: [OWN, 'The clock of this device cannot be right'],
} as const satisfies Record<string, readonly [base: string, title: string]>;

export type ProblemName = keyof typeof problemTypes;

const kebab = (name: string) => name.toLowerCase().replaceAll('_', '-');

/**
 * Gives a problem as a value: `{type, title, detail?, pointer?, code}`.
 * `detail` says what was wrong and what to do, without the person's data; `pointer` is an RFC 6901 JSON Pointer.
 */
export function problemDetails(name: ProblemName, about: { detail?: string; pointer?: string } = {}): ProblemDetails {
  const [base, title] = problemTypes[name];
  return { type: base + (base === OWN ? kebab(name) : name), title, code: name, ...about };
}
