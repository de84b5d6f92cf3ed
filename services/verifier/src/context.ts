import type { GuardedFetch } from '@symbolon/dids';
import type { CachedDidResolver, StatusListStore, VerificationEnvironment } from '@symbolon/verification';
import type { VerifierConfig } from './config.ts';
import type { TrustSource } from './trust/source.ts';

/** What the verifier's capabilities work with. */
export type VerifierContext = {
  config: VerifierConfig;
  now: () => Date;
  fetch: GuardedFetch;
  dids: CachedDidResolver;
  statusLists: StatusListStore;
  trust: TrustSource;
  environment: VerificationEnvironment;
};
