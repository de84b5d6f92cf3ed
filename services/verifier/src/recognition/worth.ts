import { Problem } from '@symbolon/problem';
import type { Service } from '@symbolon/service';
import { unstapled } from '@symbolon/verification';
import { mostOthers, verifyWorth, type WorthResult } from '@symbolon/verification/worth';
import { Type } from 'typebox';
import type { VerifierContext } from '../context.ts';
import { credentialAnswer } from '../verify/answer.ts';
import { keepText } from '../verify/body-text.ts';
import { elementTexts, memberTexts } from '../verify/member-text.ts';
import { givenText, readRequest } from '../verify/request.ts';
import { credentialOptions, optionsOf } from '../verify/schemas.ts';
import { readPlace, rules } from './facts.ts';

const optionNames = Object.keys(credentialOptions);

/**
 * `POST /recognition`: verifies a credential with what came along (accreditations of its issuer, decisions about it, further
 * credentials of the same person) and says what it is worth in a place. 200 for every well-formed request, whatever the answer.
 */
export function worthRoutes(service: Service, { environment }: VerifierContext): void {
  service.register(async (instance) => {
    const scope = instance as unknown as Service;
    const textOf = keepText(scope);
    scope.post(
      '/recognition',
      {
        schema: {
          tags: ['recognition'],
          summary: 'Verify a credential and say what it is worth in a place',
          body: Type.Object({
            verifiableCredential: Type.Unknown(),
            others: Type.Optional(
              Type.Array(Type.Unknown(), {
                maxItems: mostOthers,
                description: 'Accreditations, recognition decisions, further credentials of the same person',
              }),
            ),
            place: Type.Optional(
              Type.Object(
                {
                  destination: Type.String({ maxLength: 10, description: 'ISO 3166-1 alpha-2' }),
                  occupation: Type.Optional(Type.String({ maxLength: 40, description: 'For example isco-08:7112' })),
                  purpose: Type.Optional(Type.String({ maxLength: 40, description: 'employment when left out' })),
                },
                { additionalProperties: false },
              ),
            ),
            options: optionsOf(credentialOptions),
          }),
          response: {
            200: Type.Unknown({ description: 'As /credentials/verify, with recognition and accreditation' }),
          },
        },
      },
      async (request) => {
        const { body, log } = request;
        const text = textOf(request);
        const { document, options } = readRequest(text, body, 'verifiableCredential', optionNames);
        const { input, along } = unstapled(document);
        const others = [...othersOf(text, body.others), ...along];
        const place = body.place ? readPlace(body.place) : undefined;
        const result = await verifyWorth(
          input,
          { ...options, others, ...(place ? { place } : {}) },
          rules,
          environment,
        );
        log.info({
          event: 'recognition.answered',
          verdict: result.verdict,
          reason: result.reason,
          ...(place ? { destination: place.destination, outcome: result.recognition?.outcome } : {}),
        });
        return answerOf(result, body.options ?? {});
      },
    );
  });
}

function othersOf(text: string, values: readonly unknown[] = []): string[] {
  const [list, ...more] = memberTexts(text).get('others') ?? [];
  if (more.length > 0)
    throw new Problem(400, 'The request is not well formed', { detail: 'The body has "others" twice.' });
  return list === undefined ? [] : elementTexts(list).map((each, index) => givenText(each, values[index], 'others'));
}

function answerOf({ recognition, others, ...result }: WorthResult, options: object) {
  return {
    ...credentialAnswer(result, options),
    ...(recognition ? { recognition } : {}),
    // What came along is shown with its verdict alone: the caller has the documents.
    others: others.map(({ verified, verdict, reason, credential = {} }) => ({
      verified,
      verdict,
      reason,
      ...(typeof credential.id === 'string' ? { id: credential.id } : {}),
    })),
  };
}
