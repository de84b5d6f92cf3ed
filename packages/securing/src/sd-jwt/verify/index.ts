export type { KeyBindingAsked } from './key-binding.ts';
export { type IssuerKeyLookup, type SdJwtVcOptions, type SdJwtVcResult, verifySdJwtVc } from './verify-sd-jwt-vc.ts';
