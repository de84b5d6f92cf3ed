import { Type } from 'typebox';

const text = Type.String({ minLength: 1, maxLength: 2000 });
// Names are checked by the request's reader, which has VCALM's own problem for an unknown one.
const open = { additionalProperties: true };

/** What may be asked of the verification of a credential. */
export const credentialOptions = {
  returnResults: Type.Boolean(),
  returnProblemDetails: Type.Boolean(),
  returnCredential: Type.Boolean(),
  acceptedIssuers: Type.Array(text, { maxItems: 1000, description: 'DIDs that you trust already' }),
  verificationDate: Type.String({ maxLength: 40, description: 'RFC 3339; the date for which validity is judged' }),
};

/** What may be asked of the verification of a presentation. */
export const presentationOptions = {
  ...credentialOptions,
  returnPresentation: Type.Boolean(),
  challenge: text,
  domain: text,
};

export const optionsOf = <Options extends typeof credentialOptions>(options: Options) =>
  Type.Optional(Type.Partial(Type.Object(options, open)));

/** The body of `POST /credentials/verify`, and a line of a batch. */
export const credentialBody = Type.Object({
  verifiableCredential: Type.Unknown(),
  options: optionsOf(credentialOptions),
});

const verdicts = Type.Union([Type.Literal('accept'), Type.Literal('review'), Type.Literal('reject')]);

const judged = {
  verified: Type.Boolean({
    description: 'Genuine and well formed. A revoked credential is verified: see the verdict.',
  }),
  verdict: verdicts,
  reason: Type.String({ description: 'The one real reason for the verdict' }),
};

/** The answer to `POST /credentials/verify`. */
export const answer = Type.Object(judged, open);

/** A line of the answer to a batch. */
export const answerLine = Type.Object(
  {
    index: Type.Integer({ description: 'Which credential of the request, from 0' }),
    ...Type.Partial(Type.Object(judged)).properties,
    problem: Type.Optional(
      Type.Object(
        { type: Type.String(), title: Type.String(), status: Type.Integer() },
        { ...open, description: 'In place of an answer, where this line could not be read (RFC 9457)' },
      ),
    ),
  },
  open,
);
