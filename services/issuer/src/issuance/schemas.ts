import { recognitionRoutes } from '@symbolon/credential';
import { Type } from 'typebox';
import { DateTimeSchema, InstitutionParams, slugPattern } from '../http.ts';
import { securings } from './draft.ts';

const closed = { additionalProperties: false };
const text = Type.String({ minLength: 1, maxLength: 500 });

export const SecuringOptions = {
  securing: Type.Optional(Type.Enum([...securings])),
  cryptosuites: Type.Optional(
    Type.Array(Type.Enum(['eddsa-rdfc-2022', 'ecdsa-rdfc-2019']), {
      minItems: 1,
      uniqueItems: true,
    }),
  ),
};

const Holder = Type.Object(
  {
    id: Type.Optional(Type.String({ pattern: '^did:', maxLength: 1000 })),
    name: text,
    latinName: Type.Optional(text),
    dateOfBirth: Type.Optional(Type.String({ format: 'date' })),
    documentNumberHash: Type.Optional(
      Type.Object(
        {
          salt: Type.String({ minLength: 8, maxLength: 200 }),
          identityHash: Type.String({ pattern: '^sha256\\$[0-9a-f]{64}$' }),
        },
        closed,
      ),
    ),
    identifier: Type.Optional(text),
  },
  closed,
);

const Award = Type.Object(
  {
    validFrom: DateTimeSchema,
    validUntil: Type.Optional(DateTimeSchema),
    awardedDate: Type.Optional(DateTimeSchema),
    route: Type.Optional(Type.Enum([...recognitionRoutes])),
    recognisedUnits: Type.Optional(Type.Array(text, { minItems: 1, maxItems: 60, uniqueItems: true })),
    result: Type.Optional(text),
  },
  closed,
);

/** What an institution says of one person's award. */
export const AwardBody = Type.Object(
  {
    holder: Holder,
    award: Award,
    version: Type.Optional(Type.Integer({ minimum: 1, description: 'Of the achievement; the newest by default' })),
    options: Type.Optional(Type.Object(SecuringOptions, closed)),
  },
  closed,
);

export const ReplacementBody = Type.Object(
  { ...AwardBody.properties, note: Type.Optional(Type.String({ maxLength: 2000 })) },
  closed,
);

/** VCALM §3.2.1. Options are looked at one by one, so that an unknown one is refused by VCALM's own problem type. */
export const IssueBody = Type.Object(
  {
    credential: Type.Record(Type.String(), Type.Unknown()),
    options: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  closed,
);

export const IssueOptions = Type.Object(
  { credentialId: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })), ...SecuringOptions },
  closed,
);

export const IssuedSchema = Type.Object({
  verifiableCredential: Type.Unknown({
    description: 'The secured credential; a JWT comes as EnvelopedVerifiableCredential',
  }),
});

export const AwardedSchema = Type.Object({
  ...IssuedSchema.properties,
  id: Type.String(),
  links: Type.Object({
    certificate: Type.String({ description: 'PDF; whoever has the address can open it' }),
    qr: Type.String(),
  }),
});

export const FoundSchema = Type.Object({
  id: Type.String(),
  holderName: Type.Optional(Type.String()),
  achievement: Type.Optional(Type.String()),
  achievementVersion: Type.Optional(Type.Integer()),
  recorded: Type.String(),
  validUntil: Type.Optional(Type.String()),
  revoked: Type.Optional(Type.String()),
  suspended: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  supersededBy: Type.Optional(Type.String()),
  links: AwardedSchema.properties.links,
});

export const AchievementParams = Type.Object({
  ...InstitutionParams.properties,
  slug: Type.String({ pattern: slugPattern }),
});
export const CredentialParams = Type.Object({
  ...InstitutionParams.properties,
  id: Type.String({ minLength: 1, maxLength: 1000 }),
});
