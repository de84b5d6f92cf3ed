export type { IssuerKeyLookup } from './issuer.ts';
export type { KeyBindingAsked } from './key-binding.ts';
export { isStatusListToken, verifyStatusListToken } from './status-list-token.ts';
export { type SdJwtVcOptions, type SdJwtVcResult, verifySdJwtVc } from './verify-sd-jwt-vc.ts';
