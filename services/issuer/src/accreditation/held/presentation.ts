import { credentialsContextUrl } from '@symbolon/contexts';
import type { Queryable } from '../../database/transaction.ts';
import type { Institution } from '../../institutions/store.ts';
import { listAccreditations } from './store.ts';

/** Gives the accreditations of an institution as one presentation; undefined where there are none on file. */
export async function heldPresentation(db: Queryable, { id, did, accreditationEdition }: Institution) {
  if (accreditationEdition === 0) return undefined;
  const held = await listAccreditations(db, id);
  return presentationOf(
    held.map(({ document }) => document),
    did,
  );
}

/** Credentials together, without a proof of their own: each is signed by whoever issued it (VCDM 2.0 §4.13). */
export function presentationOf(documents: readonly string[], holder?: string) {
  const verifiableCredential = documents.map((document) =>
    document.startsWith('{')
      ? (JSON.parse(document) as unknown)
      : {
          '@context': credentialsContextUrl,
          id: `data:application/vc+jwt,${document}`,
          type: 'EnvelopedVerifiableCredential',
        },
  );
  return {
    '@context': [credentialsContextUrl],
    type: ['VerifiablePresentation'],
    ...(holder === undefined ? {} : { holder }),
    verifiableCredential,
  };
}
