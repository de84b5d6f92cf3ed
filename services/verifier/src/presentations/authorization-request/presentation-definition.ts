import { condition } from '../asked.ts';
import type { Open } from '../store.ts';
import { draftFormats } from './client-metadata.ts';
import { subjectPath } from './dcql-query.ts';

export const inputDescriptorId = 'credential';

/** Gives what is asked as a presentation definition (Presentation Exchange 2.0 §5), for wallets of the drafts before 1.0. */
export function presentationDefinition({ id, asked }: Open) {
  const where = condition(asked);
  return {
    id,
    input_descriptors: [
      {
        id: inputDescriptorId,
        format: draftFormats,
        constraints: {
          fields: [
            {
              path: ['$.type', '$.vc.type'],
              filter: { type: 'array', contains: { enum: ['OpenBadgeCredential', 'AchievementCredential'] } },
            },
            ...(where
              ? [{ path: jsonPaths(subjectPath(where.path)), filter: { type: 'string', enum: where.values } }]
              : []),
          ],
        },
      },
    ],
  };
}

/** JSONPath of a claim, in the credential and in the JWT around one (VCDM 1.1). */
function jsonPaths(path: (string | null)[]): string[] {
  const rest = path.map((name) => (name === null ? '[*]' : `.${name}`)).join('');
  return [`$${rest}`, `$.vc${rest}`];
}
