import type { Service } from '@symbolon/service';
import { verifyCredential, verifyPresentation } from '@symbolon/verification';
import { Type } from 'typebox';
import type { VerifierContext } from '../context.ts';
import { credentialAnswer, presentationAnswer, type ReturnOptions } from './answer.ts';
import { readRequest } from './request.ts';

const text = Type.String({ minLength: 1, maxLength: 2000 });
const common = {
  returnResults: Type.Boolean(),
  returnProblemDetails: Type.Boolean(),
  returnCredential: Type.Boolean(),
  acceptedIssuers: Type.Array(text, { maxItems: 1000, description: 'DIDs that you trust already' }),
  verificationDate: Type.String({ maxLength: 40, description: 'RFC 3339; the date for which validity is judged' }),
};
const forPresentations = { ...common, returnPresentation: Type.Boolean(), challenge: text, domain: text };
// Names are checked by the request's reader, which has VCALM's own problem for an unknown one.
const open = { additionalProperties: true };

const verdicts = Type.Union([Type.Literal('accept'), Type.Literal('review'), Type.Literal('reject')]);
const answer = Type.Object(
  {
    verified: Type.Boolean({
      description: 'Genuine and well formed. A revoked credential is verified: see the verdict.',
    }),
    verdict: verdicts,
    reason: Type.String({ description: 'The one real reason for the verdict' }),
  },
  open,
);

/**
 * `POST /credentials/verify` and `POST /presentations/verify` (VCALM §3.7). Every well-formed request gets 200, whatever the
 * document is worth; 400, 413 and 415 are for requests that are not.
 */
export function verifyRoutes(service: Service, { environment }: VerifierContext): void {
  service.register(async (instance) => {
    const scope = instance as unknown as Service;
    const textOf = keepText(scope);
    scope.post(
      '/credentials/verify',
      {
        schema: {
          tags: ['verify'],
          summary: 'Verify a credential',
          body: Type.Object({
            verifiableCredential: Type.Unknown(),
            options: Type.Optional(Type.Partial(Type.Object(common, open))),
          }),
          response: { 200: answer },
        },
      },
      async (request) => {
        const { body, log } = request;
        const { document, options } = readRequest(textOf(request), body, 'verifiableCredential', Object.keys(common));
        const result = await verifyCredential(document, options, environment);
        const { verdict, reason, issuer } = result;
        log.info({ event: 'credential.verified', verdict, reason, issuer: issuer?.did });
        return credentialAnswer(result, (body.options ?? {}) as ReturnOptions);
      },
    );
    scope.post(
      '/presentations/verify',
      {
        schema: {
          tags: ['verify'],
          summary: 'Verify a presentation and the credentials in it',
          body: Type.Object({
            verifiablePresentation: Type.Unknown(),
            options: Type.Optional(Type.Partial(Type.Object(forPresentations, open))),
          }),
          response: { 200: answer },
        },
      },
      async (request) => {
        const { body, log } = request;
        const { document, options } = readRequest(
          textOf(request),
          body,
          'verifiablePresentation',
          Object.keys(forPresentations),
        );
        const result = await verifyPresentation(document, options, environment);
        const { verdict, reason } = result;
        log.info({ event: 'presentation.verified', verdict, reason });
        return presentationAnswer(result, (body.options ?? {}) as ReturnOptions);
      },
    );
  });
}

/** Keeps the text of each body, because a member that stands twice in it is gone once it is parsed. */
function keepText(scope: Service): (request: object) => string {
  const texts = new WeakMap<object, string>();
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    texts.set(request, body as string);
    try {
      done(null, JSON.parse(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
  return (request) => texts.get(request) ?? '';
}
