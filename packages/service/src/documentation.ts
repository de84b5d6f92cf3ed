import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Service } from './service.ts';

type About = { title: string; description: string };

/**
 * Serves the OpenAPI document of all tagged routes at `/openapi.json`, and a reader of it at `/docs`. Both are a service of
 * their own inside this one, made when somebody asks for the first time: with their libraries they are a tenth of a start.
 */
export function serveDocumentation(service: Service, about: About): void {
  const described: RouteOptions[] = [];
  service.addHook('onRoute', (route) => {
    if (route.schema?.tags && !isHeadOfGet(route)) described.push(route);
  });
  let making: Promise<FastifyInstance> | undefined;
  const provide = () => {
    making ??= documentationOf(described, about).catch((error) => {
      // Whoever asks next tries again.
      making = undefined;
      throw error;
    });
    return making;
  };
  const hidden = { config: { rateLimit: false }, schema: { hide: true } };
  service.get('/openapi.json', hidden, async () => (await provide()).swagger());
  for (const path of ['/docs', '/docs/*']) {
    service.get(path, hidden, async (request, reply) => {
      const { 'if-none-match': etag, range } = request.headers;
      const documentation = await provide();
      const answer = await documentation.inject({
        url: request.url,
        headers: {
          ...(etag === undefined ? {} : { 'if-none-match': etag }),
          ...(range === undefined ? {} : { range }),
        },
      });
      if (answer.statusCode === 404) return reply.callNotFound();
      const { connection: _, date: __, 'transfer-encoding': ___, ...headers } = answer.headers;
      return reply.code(answer.statusCode).headers(headers).send(answer.rawPayload);
    });
  }
}

/** Fastify answers HEAD wherever it answers GET; that goes without saying. */
const isHeadOfGet = ({ method }: RouteOptions) => method === 'HEAD';

async function documentationOf(routes: RouteOptions[], about: About): Promise<FastifyInstance> {
  const [{ default: fastify }, { default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('fastify'),
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ]);
  const documentation = fastify();
  await documentation.register(swagger, {
    openapi: { openapi: '3.1.0', info: { ...about, version: '1' } },
    hideUntagged: true,
  });
  await documentation.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  // Nobody calls these: they are there to be described, so nothing is compiled for them.
  for (const { method, url, schema } of routes) {
    documentation.route({
      method,
      url,
      ...(schema ? { schema } : {}),
      handler: async (_request, reply) => reply.callNotFound(),
      validatorCompiler: () => () => true,
      serializerCompiler: () => () => '',
    });
  }
  await documentation.ready();
  return documentation;
}
