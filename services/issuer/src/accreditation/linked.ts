import type { Institution } from '../institutions/store.ts';

/**
 * Gives the members by which a DID document links to the institution's accreditations (DIF Linked Verifiable Presentation); none where
 * there are none on file.
 */
export function linkedAccreditations(
  issuerUrl: string,
  { id, did, accreditationEdition }: Institution,
  contexts: readonly string[],
) {
  if (accreditationEdition === 0) return {};
  return {
    '@context': [...contexts, 'https://identity.foundation/linked-vp/contexts/v1'],
    service: [
      {
        id: `${did}#accreditations`,
        type: 'LinkedVerifiablePresentation',
        serviceEndpoint: [`${issuerUrl}/institutions/${id}/accreditations/presentation`],
      },
    ],
  };
}
