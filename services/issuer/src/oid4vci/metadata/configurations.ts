/** Names of the Credential Configurations that every institution has, the most widely read first. */
export const configurationIds = ['skills-data-integrity'];
