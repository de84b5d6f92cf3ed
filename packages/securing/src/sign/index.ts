export type { ContextSource } from '../primitives/canonical.ts';
export type { KeyAlgorithm, Signer } from '../signer.ts';
export { signDataIntegrity, signPresentation } from './data-integrity.ts';
export { type PreparedCredential, prepareCredential } from './prepare.ts';
export { signVcJwt, signVpJwt } from './vc-jwt.ts';
