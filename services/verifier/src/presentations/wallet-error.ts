import { databaseProblem } from '@symbolon/postgres';
import type { Service } from '@symbolon/service';
import { toProblem } from '@symbolon/service';

/** What is told to a wallet whose message cannot be taken: a code of RFC 6749 §5.2 or OpenID4VP 1.0, and words. */
export class WalletError extends Error {
  readonly status: number;
  readonly error: string;
  /** Code for the asking side where an answer was none; it is told that somebody tried. */
  readonly refusal: string | undefined;

  constructor(status: number, error: string, description: string, refusal?: string) {
    super(description);
    this.name = 'WalletError';
    this.status = status;
    this.error = error;
    this.refusal = refusal;
  }
}

/** The request that is answered is not there, or not open any more. */
export const notOpen = (description: string, status: 404 | 410) =>
  new WalletError(status, 'invalid_request', description);

/** The answer could not be looked at; it is none that counts, and the wallet may send it again. */
export const busy = () =>
  new WalletError(503, 'temporarily_unavailable', 'The verifier is busy; send the same answer again in a few seconds.');

/** What was sent is no answer to the request. */
export const invalidRequest = (description: string, refusal = 'MALFORMED_VALUE_ERROR') =>
  new WalletError(400, 'invalid_request', description, refusal);

/** Renders every fault of these routes in one form: that of OAuth, or that of VCALM. */
export function tellWallets(service: Service, form: (error: WalletError) => object): void {
  service.setErrorHandler((fault, request, reply) => {
    const error = fault instanceof WalletError ? fault : asWalletError(fault);
    if (error.status >= 500) request.log.error({ err: fault, event: 'request.failed' });
    if (error.status === 503) reply.header('retry-after', '3');
    return reply.code(error.status).header('cache-control', 'no-store').type('application/json').send(form(error));
  });
}

/** `{error, error_description}`; the description keeps to the characters of RFC 6749 §5.2. */
export const asOauthError = ({ error, message }: WalletError) => ({
  error,
  error_description: message.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ''),
});

/** A problem as VCALM §3.8 has it on its own paths, which is plain JSON there. */
export const asProblemDetails = ({ status, message, refusal }: WalletError) => ({
  type: 'about:blank',
  title: 'The exchange cannot go on',
  status,
  detail: message,
  ...(refusal ? { code: refusal } : {}),
});

function asWalletError(fault: unknown): WalletError {
  const { status, title, detail } = toProblem(databaseProblem(fault));
  const code =
    status === 503 || status === 429 ? 'temporarily_unavailable' : status >= 500 ? 'server_error' : 'invalid_request';
  return new WalletError(status, code, detail ?? title);
}
