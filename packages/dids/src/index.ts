export type { DIDDocument, DIDResolutionResult } from 'did-resolver';
export {
  type FetchAnswer,
  FetchFailed,
  FetchRefused,
  type GuardedFetch,
  type GuardedFetchOptions,
} from './fetch/fetch.ts';
export {
  type KeyAlgorithm,
  type PublicKey,
  publicKeyFromJwk,
  publicKeyFromMultibase,
  publicKeyOf,
} from './keys/public-key.ts';
export { didWebUrl } from './methods/did-web.ts';
export { createDidResolver, type DidResolver } from './resolver.ts';
export { type ProofPurpose, type VerificationMethodResult, verificationMethodFor } from './verification-method.ts';
