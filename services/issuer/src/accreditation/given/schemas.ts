import { purposes } from '@symbolon/contexts/agreements';
import { recognitionRoutes } from '@symbolon/credential';
import { actions, decisionOutcomes } from '@symbolon/recognition';
import { type Static, Type } from 'typebox';
import { DateTimeSchema } from '../../http.ts';

const closed = { additionalProperties: false };
const text = Type.String({ minLength: 1, maxLength: 500 });
const texts = Type.Array(text, { minItems: 1, maxItems: 60, uniqueItems: true });
const url = Type.String({ minLength: 1, maxLength: 1000 });
const urls = Type.Array(url, { minItems: 1, maxItems: 60, uniqueItems: true });
const occupation = Type.String({ maxLength: 40, description: 'For example isco-08:7112' });
const country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' });

const Scope = Type.Object(
  {
    occupation: Type.Optional(Type.Array(occupation, { minItems: 1, maxItems: 100, uniqueItems: true })),
    achievement: Type.Optional(urls),
    framework: Type.Optional(Type.String({ maxLength: 60, description: 'Id of a framework, for example kh-vqf' })),
    highestLevel: Type.Optional(Type.String({ maxLength: 20 })),
    country: Type.Optional(Type.Array(country, { minItems: 1, maxItems: 60, uniqueItems: true })),
    recognitionRoute: Type.Optional(Type.Array(Type.Enum([...recognitionRoutes]), { minItems: 1, uniqueItems: true })),
  },
  { ...closed, description: 'What is absent does not limit' },
);
export type Scope = Static<typeof Scope>;

/** Who is accredited, to do what, and when. */
export const AccreditationBody = Type.Object(
  {
    entity: Type.Object({ id: Type.String({ pattern: '^did:[a-z0-9]+:\\S+$', maxLength: 1000 }), name: text }, closed),
    recognizedTo: Type.Array(Type.Object({ action: Type.Enum([...actions]), scope: Type.Optional(Scope) }, closed), {
      minItems: 1,
      maxItems: 20,
    }),
    validFrom: DateTimeSchema,
    validUntil: Type.Optional(DateTimeSchema),
  },
  closed,
);
export type AccreditationRequest = Static<typeof AccreditationBody>;

const Condition = Type.Object(
  {
    measure: text,
    name: Type.Optional(text),
    unit: Type.Optional(texts),
    achievement: Type.Optional(urls),
    provider: Type.Optional(urls),
    until: Type.Optional(DateTimeSchema),
  },
  closed,
);

const about = {
  jurisdiction: country,
  purpose: Type.Enum([...purposes]),
  outcome: Type.Enum([...decisionOutcomes]),
  occupation: Type.Optional(occupation),
  recognizedUnit: Type.Optional(texts),
  missingUnit: Type.Optional(texts),
  reason: Type.Optional(
    Type.Array(Type.Object({ ground: text, explanation: Type.Optional(Type.String({ maxLength: 1000 })) }, closed), {
      minItems: 1,
      maxItems: 20,
    }),
  ),
  condition: Type.Optional(Type.Array(Condition, { minItems: 1, maxItems: 20 })),
  recognizedAs: Type.Optional(
    Type.Object(
      {
        name: Type.Optional(text),
        framework: Type.Optional(text),
        level: Type.Optional(text),
        occupation: Type.Optional(occupation),
      },
      closed,
    ),
  ),
  basis: Type.Optional(text),
  appeal: Type.Optional(Type.Object({ body: text, until: Type.Optional(DateTimeSchema) }, closed)),
  validFrom: DateTimeSchema,
  validUntil: Type.Optional(DateTimeSchema),
};

const Recognizes = Type.Object({ id: url, digestMultibase: Type.Union([text, texts]) }, closed);

/** What was decided on one credential: named by id and digest, or handed over in one or several of its forms. */
export const DecisionBody = Type.Object(
  {
    ...about,
    recognizes: Type.Optional(Recognizes),
    verifiableCredential: Type.Optional(
      Type.Array(Type.Unknown(), {
        minItems: 1,
        maxItems: 4,
        description: 'The credential itself in place of `recognizes`: as JSON, as JWT, or what its QR code holds',
      }),
    ),
  },
  closed,
);
export type DecisionRequest = Omit<Static<typeof DecisionBody>, 'verifiableCredential' | 'recognizes'> & {
  recognizes: Static<typeof Recognizes>;
};

export const WithdrawalBody = Type.Object(
  {
    validFrom: Type.Optional({ ...DateTimeSchema, description: 'From when on it does not count; now when left out' }),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'Published with the withdrawal' })),
  },
  closed,
);
