import type { ClaimRefused } from '../../claims/holder/claim-refused.ts';
import { ProtocolError } from '../protocol-error.ts';

const denied: Record<ClaimRefused['reason'], [error: string, description: string]> = {
  gone: ['credential_request_denied', 'The credential was claimed by another wallet, or its offer is over'],
  'not-in-force': ['credential_request_denied', 'The credential is not in force'],
  paused: ['credential_request_denied', 'The credential is paused'],
  'other-holder': ['invalid_proof', 'The credential names another key as its holder'],
};

/** Gives why there is no credential in the protocol's words (OID4VCI 1.0 §8.3.1.2). */
export const denial = ({ reason }: ClaimRefused): ProtocolError => new ProtocolError(...denied[reason]);
