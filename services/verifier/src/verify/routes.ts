import type { Service } from '@symbolon/service';
import { unstapled, verifyCredential, verifyPresentation } from '@symbolon/verification';
import { Type } from 'typebox';
import type { VerifierContext } from '../context.ts';
import { credentialAnswer, presentationAnswer, type ReturnOptions } from './answer.ts';
import { batchRoutes } from './batch/routes.ts';
import { keepText } from './body-text.ts';
import { readRequest } from './request.ts';
import { answer, credentialBody, credentialOptions, optionsOf, presentationOptions } from './schemas.ts';

const [credentialNames, presentationNames] = [Object.keys(credentialOptions), Object.keys(presentationOptions)];

/**
 * `POST /credentials/verify` and `POST /presentations/verify` (VCALM §3.7). Every well-formed request gets 200, whatever the
 * document is worth; 400, 413 and 415 are for requests that are not.
 */
export function verifyRoutes(service: Service, context: VerifierContext): void {
  const { environment } = context;
  service.register(async (instance) => {
    const scope = instance as unknown as Service;
    const textOf = keepText(scope);
    batchRoutes(scope, context, textOf);
    scope.post(
      '/credentials/verify',
      {
        schema: {
          tags: ['verify'],
          summary: 'Verify a credential',
          body: credentialBody,
          response: { 200: answer },
        },
      },
      async (request) => {
        const { body, log } = request;
        const { document, options } = readRequest(textOf(request), body, 'verifiableCredential', credentialNames);
        const { input, along } = unstapled(document);
        const result = await verifyCredential(input, { ...options, along }, environment);
        const { verdict, reason, issuer } = result;
        // The DID of an issuer that is not on the list may be a person's own.
        const listed = issuer?.known && issuer.source !== 'acceptedIssuers' ? { issuer: issuer.did } : {};
        log.info({ event: 'credential.verified', verdict, reason, ...listed });
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
            options: optionsOf(presentationOptions),
          }),
          response: { 200: answer },
        },
      },
      async (request) => {
        const { body, log } = request;
        const { document, options } = readRequest(textOf(request), body, 'verifiablePresentation', presentationNames);
        const result = await verifyPresentation(document, options, environment);
        const { verdict, reason } = result;
        log.info({ event: 'presentation.verified', verdict, reason });
        return presentationAnswer(result, (body.options ?? {}) as ReturnOptions);
      },
    );
  });
}
