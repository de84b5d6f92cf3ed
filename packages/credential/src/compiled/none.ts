/** What a page gets in the place of the compiled schemas: it checks one document, and their weight would be felt. */
type Compiled = ((document: unknown) => boolean) | undefined;

const none: Compiled = undefined;

export {
  none as isAchievementCredential,
  none as isCredentialV2,
  none as isSkillsCredential,
  none as isStatusList,
  none as isSummary,
};
