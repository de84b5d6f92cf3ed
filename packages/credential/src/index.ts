export { checkAchievement } from './achievement.ts';
export { buildSkillsCredential, type SkillsCredentialInput } from './build.ts';
export { type CheckOptions, checkCredential, checkOpenBadge } from './check.ts';
export { forHolder } from './for-holder.ts';
export { checkSdJwtClaims, fromSdJwtClaims } from './from-sd-jwt.ts';
export { type AlignmentReading, holderName, readSkill, type SkillReading } from './read.ts';
export { type ClaimPath, disclosableClaims, type SdJwtClaims, toSdJwtClaims } from './sd-jwt-claims.ts';
export { type TerseStatusEntry, terseStatusEntry } from './terse-status.ts';
export {
  type AchievementUnit,
  type AchievementVersion,
  type Alignment,
  type Award,
  type FrameworkLevel,
  type Holder,
  type IdentityObject,
  type Institution,
  type LangMap,
  type RecognitionRoute,
  type ResultDescription,
  recognitionRoutes,
  type SkillsCredential,
  type StatusEntry,
  type UnsignedCredential,
} from './types.ts';
export { toVcdm11, type Vcdm11Credential, vcdm11Contexts } from './vcdm11.ts';
