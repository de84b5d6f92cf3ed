import { Type } from 'typebox';

/** A problem as RFC 9457 writes it; every route may answer with one. */
const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(
        Type.Object({ detail: Type.String(), pointer: Type.Optional(Type.String()) }, { additionalProperties: true }),
      ),
    ),
  },
  { title: 'Problem' },
);

export const problemResponses = { '4xx': ProblemSchema, '5xx': ProblemSchema };

export const slugPattern = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';

export const InstitutionParams = Type.Object({ institution: Type.String({ pattern: slugPattern }) });

/** Text by language tag. */
export const LangMapSchema = Type.Record(
  Type.String({ pattern: '^[A-Za-z0-9-]{2,35}$' }),
  Type.String({ minLength: 1, maxLength: 5000 }),
  { minProperties: 1, maxProperties: 30, additionalProperties: false },
);

/** RFC 3339 with a time zone. */
export const DateTimeSchema = Type.String({ format: 'date-time', maxLength: 40 });

// Twice the same request with the same key is one request. Printable ASCII, so that it is the same everywhere.
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(Type.String({ pattern: '^[\\x20-\\x7e]{1,200}$' })),
});

/** Says whether a request asks for a media type by name; a wildcard asks for nothing in particular. */
export function accepts(accept: string | undefined, mediaType: string): boolean {
  return (accept ?? '').split(',').some((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return name === mediaType && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
