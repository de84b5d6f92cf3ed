import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import underPressure from '@fastify/under-pressure';
import { Problem } from '@symbolon/problem';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import type { Config } from './config.ts';
import { allowOtherSites } from './cors.ts';
import { serveDocumentation } from './documentation.ts';
import { renderProblem } from './errors.ts';
import { strictHeaders } from './headers.ts';
import { createLogger, loggerOfRequest } from './log.ts';
import { durations } from './metrics.ts';
import { compilersOnFirstUse } from './schemas.ts';
import { sendable } from './utf8.ts';

/** A Fastify instance whose routes take their types from TypeBox schemas. */
export type Service = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyInstance {
    /** Compiles every schema that no request has needed yet. Throws where one cannot be compiled. */
    compileSchemas(): void;
  }
}

export type { FastifyReply as Reply, FastifyRequest as Request } from 'fastify';

export type ServiceOptions = {
  /** `issuer` or `verifier`; stands in every log line. */
  name: string;
  config: Config;
  /** For the OpenAPI document at `/openapi.json` and the reader at `/docs`. */
  openapi: { title: string; description: string };
  /** Rejects when the service cannot do its work, for example because the database does not answer. */
  ready?: () => Promise<void>;
  /** Directives that differ from the strict default, for example `{ 'connect-src': ["'self'", 'https:'] }`. */
  contentSecurityPolicy?: Record<string, string[]>;
  /** Paths that any web page may read (status lists, DID documents, contexts): `Access-Control-Allow-Origin: *`. */
  publicPaths?: RegExp[];
  /** Largest body in bytes; 1 MiB by default. */
  bodyLimit?: number;
};

// Files, health and figures cost next to nothing: a page must still open, and nobody restart a service, while it is busy.
const cheap = new Set(['/*', '/health/live', '/health/ready', '/metrics']);

/**
 * Gives a service with everything that all of ours share: problems as RFC 9457, strict headers, rate limits on routes
 * that do not opt out (`config: { rateLimit: false }`), health at `/health/live` and `/health/ready`, metrics at
 * `/metrics`, OpenAPI at `/openapi.json` and `/docs`. Routes are added by the caller; `listen` is the caller's too.
 */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { name, config, openapi, ready = async () => {} } = options;
  const { compilersFactory, compileAll } = compilersOnFirstUse();
  const service = Fastify({
    loggerInstance: createLogger(name, config.logLevel) as FastifyBaseLogger,
    // Replaced by one line a request below, which holds the route's pattern: an address can hold a secret link.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: loggerOfRequest,
    genReqId: () => randomUUID(),
    bodyLimit: options.bodyLimit ?? 1024 * 1024,
    trustProxy: (_address: string, hop: number) => hop < config.trustedProxies,
    forceCloseConnections: 'idle',
    // A credential is never changed silently.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true, allErrors: false } },
    schemaController: { compilersFactory },
    routerOptions: { maxParamLength: 2000 },
  }).withTypeProvider<TypeBoxTypeProvider>();

  service.decorate('compileSchemas', compileAll);
  // Every route says what it takes; text that nobody asked for is a 415.
  service.removeContentTypeParser('text/plain');
  service.setErrorHandler(renderProblem);
  service.setNotFoundHandler((request, reply) =>
    renderProblem(new Problem(404, 'There is nothing at this address'), request, reply),
  );
  const headers = strictHeaders(options.contentSecurityPolicy);
  service.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    done();
  });
  service.addHook('onSend', (_request, _reply, payload, done) => done(null, sendable(payload)));
  const observe = durations(service);
  service.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const { statusCode: status, elapsedTime } = reply;
    const route = routeOptions.url ?? 'none';
    observe({ method, route, status, seconds: elapsedTime / 1000 });
    request.log.info({ event: 'request', method, route, status, ms: Math.round(elapsedTime * 10) / 10 });
    done();
  });

  allowOtherSites(service, options.publicPaths ?? []);
  if (config.rateLimit > 0) {
    await service.register(rateLimit, { global: true, max: config.rateLimit, timeWindow: '1 minute' });
  }
  await service.register(underPressure, {
    maxEventLoopDelay: 2000,
    retryAfter: 5,
    pressureHandler: ({ routeOptions }) => {
      if (cheap.has(routeOptions.url ?? '')) return;
      throw new Problem(503, 'The service is busy', {
        detail: 'Try again in a few seconds.',
        headers: { 'retry-after': '5' },
      });
    },
  });
  serveDocumentation(service, openapi);

  const unlimited = { config: { rateLimit: false }, schema: { hide: true } };
  service.get('/health/live', unlimited, async () => ({ status: 'live' }));
  service.get('/health/ready', unlimited, async (request) => {
    try {
      await ready();
    } catch (cause) {
      request.log.warn({ err: cause, event: 'not.ready' });
      throw new Problem(503, 'The service is not ready', { headers: { 'retry-after': '5' } });
    }
    return { status: 'ready' };
  });
  return service;
}
