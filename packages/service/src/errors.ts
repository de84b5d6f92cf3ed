import { Problem } from '@symbolon/problem';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

type Fault = Partial<FastifyError> & { statusCode?: number; validation?: FastifyError['validation'] };

/** What Fastify refuses before a route sees it, in words for the caller. */
const refusals: Record<string, [status: number, title: string, detail: string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'The request is too large', 'Send a smaller body.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'The media type is not supported', 'Send the body as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'The body is empty', 'Send a JSON document.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'The body is not JSON', 'Send one well-formed JSON document in UTF-8.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'The body was cut short',
    'Content-Length and the body differ; send it again.',
  ],
  FST_ERR_BAD_URL: [400, 'The address is not well formed', 'Check the percent-encoding of the address.'],
};

// The reader of multipart forms throws these without a code.
const brokenForm = /^(Multipart: Boundary not found|Unexpected end of multipart data)$/;

/** Turns whatever was thrown into the problem that the caller may see; a fault of ours becomes a 500 without detail. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const fault = error as Fault;
  const refusal = refusals[fault.code ?? ''];
  if (refusal) return new Problem(refusal[0], refusal[1], { detail: refusal[2] });
  if (fault.validation) {
    const where = fault.validationContext ?? 'body';
    return new Problem(400, 'The request is not well formed', {
      detail: `The ${where} does not have the shape that this operation takes.`,
      // Only Ajv's own words and the place: the value that was sent stays out.
      errors: fault.validation.map(({ instancePath, message, keyword, params }) => ({
        pointer: instancePath || '/',
        detail:
          keyword === 'additionalProperties' ? `${message}: "${params.additionalProperty}"` : (message ?? keyword),
      })),
    });
  }
  if (error instanceof SyntaxError)
    return new Problem(400, 'The body is not JSON', { detail: 'Send one well-formed JSON document in UTF-8.' });
  if (brokenForm.test(fault.message ?? ''))
    return new Problem(400, 'The form cannot be read', {
      detail: 'Send multipart/form-data with its boundary, whole.',
    });
  const status = fault.statusCode ?? 500;
  if (status === 429) return new Problem(429, 'Too many requests', { detail: 'Wait a little and try again.' });
  if (status === 503)
    return new Problem(503, 'The service is busy', {
      detail: 'Try again in a few seconds.',
      headers: { 'retry-after': '5' },
    });
  if (status >= 400 && status < 500) return new Problem(status, 'The request cannot be served');
  return new Problem(500, 'Something went wrong on our side', {
    detail: 'Try again; if it stays, tell us the request id.',
  });
}

/** Sends a problem as `application/problem+json` (RFC 9457), and logs it by request id. */
export function renderProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  if (problem.status >= 500) request.log.error({ err: error, event: 'request.failed' });
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem.toJSON(), instance: `urn:request:${request.id}` }));
}
