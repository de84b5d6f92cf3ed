export type { KeyAlgorithm, Signer } from '../signer.ts';
export { type CreatedAt, signDataIntegrity, signPresentation } from './data-integrity.ts';
export { type PreparedCredential, prepareCredential } from './prepare.ts';
export { signVcJwt, signVpJwt } from './vc-jwt.ts';
