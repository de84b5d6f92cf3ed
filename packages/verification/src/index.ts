export { readDocuments as readAccreditationDocuments } from './accreditation/documents.ts';
export { levelRank } from './accreditation/level-rank.ts';
export {
  type AccreditationSource,
  type AccreditationStorage,
  accreditationSource,
  type StoredDocuments,
} from './accreditation/source.ts';
export { unstapled } from './accreditation/stapled.ts';
export { awardedBy } from './checks/issuer.ts';
export { type CachedDidResolver, cachedDidResolver } from './did-cache.ts';
export type { VerificationEnvironment, VerifyOptions } from './environment.ts';
export { withFetchBudget } from './fetch-budget.ts';
export {
  type Check,
  type IssuerResult,
  type Reason,
  reasons,
  type StatusResult,
  type Verdict,
  type VerificationResult,
} from './result.ts';
export { openStatusLists } from './status/open-status-list.ts';
export {
  createStatusListStore,
  type StatusListStorage,
  type StatusListStore,
  type StoredStatusList,
} from './status/status-list-store.ts';
export { OutOfTime, type TimeLimit } from './time-limit.ts';
export { type TrustRegistry, trustRegistry } from './trust/registry.ts';
export { openTrustList, trustListKey, trustListType } from './trust/signed.ts';
export {
  parseInstitution,
  parseTrustList,
  type TrustedInstitution,
  type TrustList,
  TrustListError,
} from './trust/trust-list.ts';
export { verifyCredential } from './verify-credential.ts';
export { checkPresentation, type PresentationResult, verifyPresentation } from './verify-presentation.ts';
export { digestOf } from './worth/digest.ts';
