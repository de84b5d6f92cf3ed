import { type Logger, pino } from 'pino';

// A route that logs by mistake what it was given must still not write a person into the log.
const personal = [
  'authorization',
  'cookie',
  'credentialSubject',
  'credential',
  'proof',
  'nonce',
  'apiKey',
  'name',
  'dateOfBirth',
];

/** Gives the logger of a service: JSON lines on stdout, with ids and events only. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    redact: { paths: personal.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
    serializers: { err: serializeError },
    base: { service: name },
  });
}

/**
 * An error as `{type, message, code, stack, cause}` and nothing else. A database error's `detail` and `where` hold the
 * values of a row, and so does a parser's message at times: those members are left out.
 */
function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint, table } = error as { code?: string; constraint?: string; table?: string };
  return {
    type: error.name,
    message: error.message,
    ...(code ? { code } : {}),
    ...(constraint ? { constraint, table } : {}),
    stack: error.stack?.split('\n').slice(1, 12).join('\n'),
    ...(error.cause && depth < 4 ? { cause: serializeError(error.cause, depth + 1) } : {}),
  };
}
