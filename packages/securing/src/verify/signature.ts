import type { PublicKey } from '@symbolon/dids';
import { platform } from '#platform';

/** Says whether a raw signature over bytes is that of a key; for documents that are not credentials, as a trust list is. */
export async function verifySignature(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return platform.verify(key, bytes, signature);
}
