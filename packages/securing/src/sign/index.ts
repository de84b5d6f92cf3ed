export type { ContextSource } from '../primitives/canonical.ts';
export type { KeyAlgorithm, Signer } from '../signer.ts';
export {
  createProof,
  createProofs,
  signDataIntegrity,
  signEd25519Signature2020,
  signPresentation,
} from './data-integrity.ts';
export { type PreparedCredential, prepareCredential } from './prepare.ts';
export { signStatusListToken } from './status-list-token.ts';
export { type CredentialTemplates, credentialTemplates } from './template/templates.ts';
export { compact as signJwt, signJwtVc11, signVcJwt, signVpJwt } from './vc-jwt.ts';
