import { Problem } from '@symbolon/problem';
import type { Request, Service } from '@symbolon/service';
import { Type } from 'typebox';
import { askedSchema } from '../asked.ts';
import type { PresentationContext } from '../context.ts';
import { digestOf } from '../secrets.ts';
import { endRequest, findForAsker, type Kept } from '../store.ts';
import { createRequest } from './create.ts';
import { viewOf } from './view.ts';

const tags = ['presentation requests'];
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const open = { additionalProperties: true };
const view = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum(['waiting', 'answered', 'declined', 'withdrawn', 'expired']),
    expires: Type.String(),
    asked: askedSchema,
  },
  open,
);
const made = Type.Object(
  {
    ...view.properties,
    token: Type.String({ description: 'Opens the answer, as Authorization: Bearer' }),
    links: Type.Object({}, { ...open, description: 'For the wallet: QR codes, or links on its own phone' }),
    callbackSecret: Type.Optional(Type.String()),
  },
  open,
);
const body = Type.Object(
  {
    asked: askedSchema,
    responseMode: Type.Optional(Type.Enum(['direct_post', 'direct_post.jwt'], { default: 'direct_post' })),
    expiresIn: Type.Optional(Type.Integer({ minimum: 30, maximum: 86_400, default: 600, description: 'Seconds' })),
    callback: Type.Optional(
      Type.String({ maxLength: 500, description: 'Address that is told when the request has ended' }),
    ),
  },
  { additionalProperties: false },
);

/**
 * `/presentation-requests`: for an employer's own program, and for the asking page. Creating gives the links for the wallet and the
 * token of the asking side; with it alone the answer can be read, or the request withdrawn.
 */
export function presentationRequestRoutes(service: Service, context: PresentationContext): void {
  const { pool, now } = context;

  service.post(
    '/presentation-requests',
    {
      // Each is a row and, when answered, minutes of somebody's attention; a page makes one now and then.
      config: { rateLimit: { max: Math.max(1, Math.ceil(context.config.rateLimit / 10)), timeWindow: '1 minute' } },
      schema: { tags, summary: 'Ask a wallet for credentials', body, response: { 201: made } },
    },
    async (request, reply) => {
      const { asked, responseMode = 'direct_post', expiresIn = 600, callback } = request.body;
      const input = { asked, responseMode, seconds: expiresIn, ...(callback === undefined ? {} : { callback }) };
      const { request: made, ...secrets } = await createRequest(input, context);
      request.log.info({ event: 'presentation.asked', request: made.id });
      const { id, expires } = made;
      return reply
        .code(201)
        .headers({ 'cache-control': 'no-store', location: `/presentation-requests/${id}` })
        .send({ id, asked, state: 'waiting' as const, expires: expires.toISOString(), ...secrets });
    },
  );

  service.get(
    '/presentation-requests/:id',
    { schema: { tags, summary: 'How a request stands, with its answer', params, response: { 200: view } } },
    async (request, reply) => {
      const kept = await find(request.params.id, request);
      return reply.header('cache-control', 'no-store').send(viewOf(kept, now()));
    },
  );

  service.delete(
    '/presentation-requests/:id',
    { schema: { tags, summary: 'Withdraw a request', params } },
    async (request, reply) => {
      const { id, state } = await find(request.params.id, request);
      const at = now();
      if (state === 'waiting') await endRequest(pool, id, { state: 'withdrawn', at, removeAfter: at });
      return reply.code(204).send();
    },
  );

  /** Whoever has not the token learns nothing, not even that there is such a request. */
  async function find(id: string, request: Request): Promise<Kept> {
    const token = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1];
    if (!token) {
      const headers = { 'www-authenticate': 'Bearer' };
      throw new Problem(401, 'The token of the request is missing', {
        detail: 'Send it as Authorization: Bearer.',
        headers,
      });
    }
    const kept = await findForAsker(pool, id, digestOf(token));
    if (!kept) throw new Problem(404, 'There is no such request', { detail: 'It may have been removed.' });
    return kept;
  }
}
