import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { type Read, takeAnswer } from '../answer/take-answer.ts';
import { clientIdOf, type Way, waySchema } from '../authorization-request/authorization-request.ts';
import type { PresentationContext } from '../context.ts';
import { findOpen } from '../find-open.ts';
import { derive, tokenSchema } from '../secrets.ts';
import type { Open } from '../store.ts';
import { invalidRequest, notOpen } from '../wallet-error.ts';
import { presentationsByQuery, submittedPresentations } from './presentations.ts';
import { readResponse } from './read-response.ts';

/** `POST …/response`: the response URI of OpenID4VP 1.0 §8.2, modes `direct_post` and `direct_post.jwt`. */
export function authorizationResponseRoutes(service: Service, context: PresentationContext): void {
  service.post(
    '/openid4vp/:token/:way/response',
    {
      schema: {
        tags: ['wallets'],
        summary: 'Answer an authorization request (OpenID4VP 1.0, direct_post and direct_post.jwt)',
        params: Type.Object({ token: tokenSchema, way: waySchema }),
        body: Type.Record(Type.String(), Type.String()),
      },
    },
    async (request, reply) => {
      const { token, way } = request.params;
      const audience = clientIdOf(way, token, context);
      if (audience === undefined) throw notOpen('This verifier does not ask in this way.', 404);
      const open = await findOpen(token, context);
      const protocol = way === 'did' ? 'openid4vp-draft' : 'openid4vp-1.0';
      const came = { protocol, binding: { nonce: derive(token, 'nonce', way), audience } };
      await takeAnswer(open, () => read(request.body, open, token, way, context), came, context, request.log);
      return reply.header('cache-control', 'no-store').send({});
    },
  );
}

async function read(
  form: Record<string, string>,
  open: Open,
  token: string,
  way: Way,
  context: PresentationContext,
): Promise<Read> {
  const response = await readResponse(form, open, context);
  if (response.state !== derive(token, 'state', way)) throw invalidRequest('state is not that of this request.');
  if (typeof response.error === 'string') return { declined: true };
  return { presented: way === 'did' ? submittedPresentations(response, open.id) : presentationsByQuery(response) };
}
