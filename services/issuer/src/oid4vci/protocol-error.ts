import { toProblem } from '@symbolon/service';

/**
 * A wallet's request that is refused, with the code that the specification has for it: OID4VCI 1.0 §6.3, §8.3.1 and §9.3,
 * RFC 6749 §5.2, RFC 6750 §3.1, RFC 9449 §7.1. `description` is ASCII without `"` and `\`, as RFC 6749 wants it.
 */
export class ProtocolError extends Error {
  readonly error: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Members beside `error` and `error_description`. */
  readonly members: Record<string, unknown>;

  constructor(
    error: string,
    description: string,
    {
      status = 400,
      headers = {},
      members = {},
    }: { status?: number; headers?: Record<string, string>; members?: Record<string, unknown> } = {},
  ) {
    super(description);
    this.error = error;
    this.status = status;
    this.headers = headers;
    this.members = members;
  }

  toJSON() {
    return { error: this.error, error_description: this.message, ...this.members };
  }
}

/** The access token is missing, unknown or over (RFC 6750 §3.1). */
export const invalidToken = (description: string, scheme: 'Bearer' | 'DPoP' = 'Bearer') =>
  new ProtocolError('invalid_token', description, {
    status: 401,
    headers: { 'www-authenticate': `${scheme} error="invalid_token", error_description="${description}"` },
  });

/** Turns whatever was thrown into what the wallet may see. `malformed` is the step's own code for a request that cannot be read. */
export function toProtocolError(error: unknown, malformed: string): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const { status, title, headers } = toProblem(error);
  const description = title.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '');
  if (status === 429) return new ProtocolError('slow_down', description, { status, headers });
  if (status === 503) return new ProtocolError('temporarily_unavailable', description, { status, headers });
  if (status >= 500) return new ProtocolError('server_error', description, { status });
  return new ProtocolError(malformed, description, { status: status === 404 ? 404 : 400, headers });
}
