import { didWebUrl } from '@symbolon/dids';
import type { PresentationContext } from '../context.ts';

/** Where each issuer publishes the metadata of its SD-JWT VC; the address is the `vct`. */
const path = '/credential-types/skills-credential/v1';

/**
 * Gives the `vct` values of the institutions on the trust list, which a DCQL query for SD-JWT VCs has to name (OpenID4VP 1.0 §B.3.5).
 * Whose it is not on the list is found by the verdict, not by the question.
 */
export function credentialTypes({ trust, config }: PresentationContext): string[] {
  const urls = (trust.current()?.list.institutions ?? []).map(({ did }) => didWebUrl(did, config.allowLoopback));
  return [...new Set(urls.flatMap((url) => (url === undefined ? [] : new URL(url).origin + path)))];
}
