import type { FastifyRequest } from 'fastify';
import type { Service } from './service.ts';

/**
 * Gives what counts work against the rate of whoever asks, where one request does the work of many. Each call counts as one
 * request more and gives the milliseconds after which to go on: 0 within the rate, and where there is none.
 */
export function rateOfWork(service: Service): (request: FastifyRequest) => Promise<number> {
  if (!service.hasDecorator('createRateLimit')) return async () => 0;
  const count = service.createRateLimit();
  return async (request) => {
    const rate = await count(request);
    return !rate.isAllowed && rate.isExceeded ? Math.max(1, rate.ttl) : 0;
  };
}
