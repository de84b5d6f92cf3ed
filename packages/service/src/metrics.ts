import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Service } from './service.ts';

/** One answered request; `route` is its pattern, never the address. */
type Answered = { method: string; route: string; status: number; seconds: number };

/** Serves numbers at `/metrics` in Prometheus' text format, and gives what counts and times each request by its route. */
export function durations(service: Service): (answered: Answered) => void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to response, in seconds',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers: [registry],
  });
  service.get('/metrics', { config: { rateLimit: false }, schema: { hide: true } }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  return ({ method, route, status, seconds }) => duration.observe({ method, route, status: String(status) }, seconds);
}
