export {
  type ClaimPath,
  type HolderBinding,
  type PreparedSdJwtVc,
  prepareSdJwtVc,
  type SdJwtVcInput,
} from './prepare.ts';
export { signSdJwtVc } from './sign.ts';
