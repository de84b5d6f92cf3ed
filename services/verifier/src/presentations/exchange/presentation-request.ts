import type { Asked } from '../asked.ts';

/** Only where one achievement is asked for can an example name it: its members all have to be there as they stand (LCW compares so). */
function example({ achievements }: Asked) {
  const [id, ...others] = achievements ?? [];
  return {
    type: ['OpenBadgeCredential'],
    ...(id === undefined || others.length > 0 ? {} : { credentialSubject: { achievement: { id } } }),
  };
}

const reason = 'An employer asks to see your skills certificate.';

/**
 * Gives what is asked as a verifiable presentation request (VCALM §3.6): a query by example, and DIDAuthentication, without which the
 * Learner Credential Wallet does not sign. Both name challenge and domain.
 */
export function verifiablePresentationRequest(asked: Asked, bound: { challenge: string; domain: string }) {
  return {
    query: [
      { type: 'QueryByExample', credentialQuery: { reason, example: example(asked) } },
      {
        type: 'DIDAuthentication',
        acceptedMethods: ['key', 'jwk', 'web'].map((method) => ({ method })),
        acceptedCryptosuites: ['eddsa-rdfc-2022', 'ecdsa-rdfc-2019', 'Ed25519Signature2020'].map((cryptosuite) => ({
          cryptosuite,
        })),
      },
    ],
    ...bound,
  };
}
