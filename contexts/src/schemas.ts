import achievement from '../schemas/achievement-credential.json' with { type: 'json' };
import skills from '../schemas/skills-credential.json' with { type: 'json' };
import summary from '../schemas/skills-credential-summary.json' with { type: 'json' };
import statusList from '../schemas/status-list-credential.json' with { type: 'json' };
import v1 from '../schemas/verifiable-credential-v1.json' with { type: 'json' };
import v2 from '../schemas/verifiable-credential-v2.json' with { type: 'json' };

/** The JSON Schemas (2020-12) by file name, as an issuer serves them. Each `description` is the rule in words. */
export const schemas = {
  'verifiable-credential-v2.json': v2,
  'verifiable-credential-v1.json': v1,
  'achievement-credential.json': achievement,
  'skills-credential.json': skills,
  'skills-credential-summary.json': summary,
  'status-list-credential.json': statusList,
} as const;

/** What a skills credential names as its `credentialSchema`. A published schema never changes; a new one is `v2`. */
export const skillsSchemaUrl = skills.$id;
