import { schemas } from '@symbolon/contexts/schemas';

/** The schemas that are compiled, by the name of their function. */
export const compiledSchemas = {
  isCredentialV2: schemas['verifiable-credential-v2.json'],
  isAchievementCredential: schemas['achievement-credential.json'],
  isSkillsCredential: schemas['skills-credential.json'],
  isSummary: schemas['skills-credential-summary.json'],
  isStatusList: schemas['status-list-credential.json'],
};
