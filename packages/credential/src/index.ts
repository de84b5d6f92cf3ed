export { checkAchievement } from './achievement.ts';
export { buildSkillsCredential, type SkillsCredentialInput } from './build.ts';
export { type CheckOptions, checkCredential, checkOpenBadge } from './check.ts';
export { type AlignmentReading, holderName, readSkill, type SkillReading } from './read.ts';
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
