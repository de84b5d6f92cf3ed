import { bindingOfJwk } from '../../claims/holder/binding.ts';
import type { ConfigurationId, HolderBinding } from '../../claims/holder/formats.ts';
import type { IssuerContext } from '../../context.ts';
import { nonceHolds } from '../nonce/nonce.ts';
import { ProtocolError } from '../protocol-error.ts';
import type { WalletSettings } from '../settings/settings.ts';
import { attestedBy, isTimely } from './attester.ts';

const invalid = (description: string) => new ProtocolError('invalid_proof', description);

/** Keys in one attestation: a copy is made for each. */
const mostKeys = 10;

/** What a key attestation says that holds: the keys, in its order, and the c_nonce that it answers. */
export type KeysAttested = { holders: HolderBinding[]; nonce: string };

/**
 * Verifies a key attestation (OID4VCI 1.0 Appendix D.1): by an attester of the institution, in force, for a c_nonce of ours, for
 * keys that are sound, kept and unlocked as the institution demands. Throws `invalid_proof` and `invalid_nonce`.
 */
export async function verifyKeyAttestation(
  context: Pick<IssuerContext, 'keys' | 'clock'>,
  institutionId: string,
  settings: WalletSettings,
  { jwt, expNeeded }: { jwt: unknown; expNeeded: boolean },
): Promise<KeysAttested> {
  const now = context.clock();
  const attested = await attestedBy(settings, jwt, 'key-attestation+jwt', now);
  if (typeof attested === 'string') throw invalid(attested);
  const { iat, attested_keys: keys, key_storage, user_authentication, nonce } = attested.payload;
  if (typeof iat !== 'number' || !isTimely(attested.payload, now, { expNeeded }))
    throw invalid('The key attestation is over, or not yet good');
  const { keyStorage, userAuthentication } = settings.keyAttestation ?? {};
  if (!reaches(keyStorage, key_storage)) throw invalid('The keys are not kept as it is demanded here');
  if (!reaches(userAuthentication, user_authentication))
    throw invalid('The keys are not unlocked as it is demanded here');
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > mostKeys)
    throw invalid(`A key attestation is for one to ${mostKeys} keys`);
  const holders = keys.map(bindingOfJwk);
  if (!holders.every((holder) => holder !== undefined)) throw invalid('An attested key cannot be used');
  if (!nonceHolds(context, institutionId, nonce))
    throw new ProtocolError('invalid_nonce', 'The c_nonce of the key attestation is missing, wrong or over');
  return { holders, nonce };
}

/** Whether one of the levels that are accepted is among those that are attested. */
const reaches = (accepted: string[] | undefined, attested: unknown): boolean =>
  accepted === undefined || (Array.isArray(attested) && attested.some((each) => accepted.includes(each)));

/** What metadata says of attestations for a configuration (OID4VCI 1.0 §12.2.4), undefined where none is demanded. */
export function keyAttestationsRequired(
  { keyAttestation }: WalletSettings,
  configuration: ConfigurationId,
): Record<string, unknown> | undefined {
  if (!keyAttestation?.configurations.includes(configuration)) return undefined;
  const { keyStorage, userAuthentication } = keyAttestation;
  return {
    ...(keyStorage ? { key_storage: keyStorage } : {}),
    ...(userAuthentication ? { user_authentication: userAuthentication } : {}),
  };
}

/** Whether the institution trusts anybody to attest keys, so that the proof type `attestation` is offered. */
export const knowsAttesters = ({ attesters }: WalletSettings): boolean =>
  Boolean(attesters?.certificates ?? attesters?.keys);
