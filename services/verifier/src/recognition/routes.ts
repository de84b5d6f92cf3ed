import { agreements } from '@symbolon/contexts/agreements';
import { frameworks } from '@symbolon/contexts/frameworks';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { VerifierContext } from '../context.ts';
import { answerFor, compareFrameworks, readJourney } from './facts.ts';

const text = (description: string) => Type.Optional(Type.String({ maxLength: 100, description }));

/**
 * What is known of frameworks, of the decisions that laid one beside another, and of agreements between countries. All of it comes from
 * `contexts/`; nothing is asked about a person, and unknown is an answer.
 */
export function recognitionRoutes(service: Service, { now }: VerifierContext): void {
  service.get(
    '/frameworks',
    {
      schema: {
        tags: ['recognition'],
        summary: 'Qualification frameworks with their levels and sources',
        response: {
          200: Type.Unknown({ description: 'frameworks: id, name, kind, country or region, levels, sources' }),
        },
      },
    },
    async (_, reply) => reply.header('cache-control', 'public, max-age=3600').send({ frameworks }),
  );

  service.get(
    '/correspondences',
    {
      schema: {
        tags: ['recognition'],
        summary: 'The levels of one framework beside those of another, as far as somebody decided it',
        querystring: Type.Object({
          from: Type.String({ maxLength: 100, description: 'Id of a framework, for example ie-nfq' }),
          to: Type.String({ maxLength: 100, description: 'Id of a framework, for example eqf' }),
          edition: text('Where the levels of a framework changed: its edition; the latest if left out'),
        }),
        response: { 200: Type.Unknown({ description: 'levels: each with `to`, or with `known: false` and why' }) },
      },
    },
    async ({ query: { from, to, edition } }) => compareFrameworks(from, to, edition),
  );

  service.get(
    '/agreements',
    {
      schema: {
        tags: ['recognition'],
        summary: 'Agreements, laws and schemes by which skills of one country are recognised in another',
        response: { 200: Type.Unknown({ description: 'agreements with their rules, dates and sources' }) },
      },
    },
    async (_, reply) => reply.header('cache-control', 'public, max-age=3600').send({ agreements }),
  );

  service.get(
    '/recognition',
    {
      schema: {
        tags: ['recognition'],
        summary: 'What work that was learned in one country counts for in another',
        querystring: Type.Object({
          from: text('ISO 3166-1 alpha-2 code of the country where the skill was recognised'),
          to: text('ISO 3166-1 alpha-2 code of the country where it is to be used'),
          occupation: text('Scheme and code, for example isco-08:7112'),
          purpose: text('employment (default), regulated-profession, further-learning, work-permit, return'),
        }),
        response: { 200: Type.Unknown({ description: 'outcome, what it rests on, why; other answers in `also`' }) },
      },
    },
    async ({ query }) => {
      const journey = readJourney(query);
      return { ...journey, ...answerFor(journey, now()) };
    },
  );
}
