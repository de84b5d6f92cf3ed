import {
  jointContextUrl,
  loadContextDocument,
  occupationContextUrl,
  recognitionContextUrl,
  skillsContextUrl,
} from '@symbolon/contexts';
import { schemas } from '@symbolon/contexts/schemas';
import { Problem } from '@symbolon/problem';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { problemResponses } from '../http.ts';

/** Our JSON-LD contexts and the JSON Schemas, for whoever develops against them. Nobody who verifies needs to fetch them. */
export function registerPublishing(app: Service): void {
  // What is published under such an address never changes.
  const cacheControl = 'public, max-age=31536000, immutable';

  for (const [path, url] of [
    ['skills/v1', skillsContextUrl],
    ['recognition/v1', recognitionContextUrl],
    ['joint/v1', jointContextUrl],
    ['occupation/v1', occupationContextUrl],
  ] as const) {
    app.get(
      `/contexts/${path}`,
      { schema: { tags: ['public'], summary: `The document of ${url}`, response: { 200: Type.Unknown() } } },
      async (_request, reply) => {
        const document = JSON.stringify(await loadContextDocument(url));
        return reply.header('cache-control', cacheControl).type('application/ld+json').send(document);
      },
    );
  }

  app.get(
    '/schemas/v1/:name',
    {
      schema: {
        tags: ['public'],
        summary: 'JSON Schemas (2020-12) of the credentials',
        params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
        response: { 200: Type.Unknown(), ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      if (!Object.hasOwn(schemas, params.name)) {
        throw new Problem(404, 'There is no such schema', { detail: `There are ${Object.keys(schemas).join(', ')}.` });
      }
      const schema = JSON.stringify(schemas[params.name as keyof typeof schemas]);
      return reply.header('cache-control', cacheControl).type('application/schema+json').send(schema);
    },
  );
}
