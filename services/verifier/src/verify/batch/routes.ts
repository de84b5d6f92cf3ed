import { Readable } from 'node:stream';
import { Problem } from '@symbolon/problem';
import { type Request, rateOfWork, type Service, sendable } from '@symbolon/service';
import { Type } from 'typebox';
import type { VerifierContext } from '../../context.ts';
import type { Body } from '../request.ts';
import { answerLine, credentialBody, credentialOptions, optionsOf } from '../schemas.ts';
import { inOrder } from './in-order.ts';
import { arrayItems, lineItems, metered } from './items.ts';
import { limits, ndjson } from './limits.ts';
import { batchWorker, problemLine, type Tally } from './worker.ts';

/** So long may neither side send anything; no wait for the rate is longer. */
const stalledAfter = 120_000;

const asArray = Type.Object({
  verifiableCredentials: Type.Array(Type.Unknown(), { maxItems: limits.arrayCount }),
  options: optionsOf(credentialOptions),
});

const schema = {
  tags: ['verify'],
  summary: 'Verify many credentials',
  description: `One line for each credential, in their order and as they become ready. JSON holds at most ${limits.arrayCount} credentials in ${limits.arrayBytes} bytes; ${ndjson} at most ${limits.lineCount} lines in ${limits.lineBytes} bytes, and whoever sends it must read meanwhile. ${limits.perRequest} credentials count as one request; beyond the rate the answer waits.`,
  body: {
    content: {
      'application/json': { schema: asArray },
      [ndjson]: { schema: { ...credentialBody, description: 'Each line is a request of its own' } },
    },
  },
  response: {
    200: { description: 'A line for each credential', content: { [ndjson]: { schema: answerLine } } },
  },
};

/**
 * `POST /credentials/verify-batch`. A credential or a line that is not good is told on a line of its own and the others go on. When
 * the client leaves, the work ends.
 */
export function batchRoutes(service: Service, { environment }: VerifierContext, textOf: (request: object) => string) {
  let open = 0;
  service.register(async (instance) => {
    const scope = instance as unknown as Service;
    const spend = rateOfWork(scope);
    // Lines are read as they arrive: the body is the stream itself, and each line is checked by itself.
    scope.addContentTypeParser(ndjson, (_request, payload, done) => done(null, payload));
    const route = { bodyLimit: limits.arrayBytes, attachValidation: true, schema };
    scope.post('/credentials/verify-batch', route, async (request, reply) => {
      const { body, validationError } = request as Request;
      if (!(body instanceof Readable) && validationError) throw validationError;
      const items = body instanceof Readable ? lineItems(body, request) : arrayItems(textOf(request), body as Body);
      if (open >= limits.atOnce) throw busy();
      open += 1;
      const left = new AbortController();
      reply.raw.once('close', () => {
        open -= 1;
        left.abort();
      });
      // Of requests that a test injects there is no connection.
      request.raw.socket.setTimeout?.(stalledAfter, () => request.raw.destroy());
      const { work, tally } = batchWorker(environment, request.log);
      const answers = inOrder(
        metered(items, () => spend(request), left.signal),
        work,
        limits.width,
      );
      const lines = toTheEnd(answers, { tally, request, signal: left.signal });
      reply.type(ndjson).header('cache-control', 'no-store');
      return reply.send(Readable.from(lines, { objectMode: false }) as never);
    });
  });
}

/** Gives the answers and, where the batch ends before its time, a last line that says why. */
async function* toTheEnd(
  answers: AsyncIterable<string>,
  { tally, request, signal }: { tally: Tally; request: Request; signal: AbortSignal },
): AsyncGenerator<unknown> {
  try {
    for await (const lines of answers) yield sendable(lines);
  } catch (error) {
    // Nobody is there to be told.
    if (signal.aborted || request.raw.readableAborted) return;
    const answered = Object.values(tally).reduce((sum, count) => sum + count, 0);
    yield problemLine(answered, error, request.log);
  } finally {
    request.log.info({ event: 'credentials.verified', ...tally, ...(signal.aborted ? { left: true } : {}) });
  }
}

const busy = () =>
  new Problem(503, 'The service is busy', {
    detail: 'Other batches are being worked on; try again in a few seconds.',
    headers: { 'retry-after': '5' },
  });
