import { type Static, Type } from 'typebox';

const address = Type.String({ minLength: 1, maxLength: 500, pattern: '^[a-zA-Z][a-zA-Z0-9+.-]*:[^\\s]+$' });
const addresses = (description: string) => Type.Array(address, { minItems: 1, maxItems: 200, description });

/** What is asked for: one achievement or any of several, one skill or any of several, or all skill credentials of a person. */
export const askedSchema = Type.Object(
  {
    achievements: Type.Optional(addresses('Ids of Open Badges achievements; a credential of any of them is an answer')),
    alignments: Type.Optional(
      addresses(
        'Addresses (targetUrl) of occupations or competencies; a credential aligned to any of them is an answer',
      ),
    ),
    all: Type.Optional(Type.Literal(true, { description: 'Every skill credential that the person chooses to show' })),
  },
  { additionalProperties: false, minProperties: 1, maxProperties: 1 },
);

export type Asked = Static<typeof askedSchema>;

/**
 * The one condition on the content, as a claims path pointer (OpenID4VP 1.0 §7) from what the person achieved, and the values of which one
 * must be there.
 */
export function condition({
  achievements,
  alignments,
}: Asked): { path: (string | null)[]; values: string[] } | undefined {
  if (achievements) return { path: ['achievement', 'id'], values: achievements };
  if (alignments) return { path: ['achievement', 'alignment', null, 'targetUrl'], values: alignments };
  return undefined;
}
