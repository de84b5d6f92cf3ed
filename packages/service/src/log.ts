import type { FastifyBaseLogger } from 'fastify';
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

/** An event names its credential by id, and an id that is a random number says nothing of a person. */
const censor = (value: unknown) =>
  typeof value === 'string' && /^urn:uuid:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value) ? value : '[redacted]';

/** Gives the logger of a service: JSON lines on stdout, with ids and events only. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    level,
    redact: { paths: personal.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor },
    serializers: { err: serializeError },
    base: { service: name },
  });
}

/** A line is text, or members and perhaps text. */
type Line = [members: object | string, text?: string];

/**
 * The logger of one request: each line names the request's id. Pino would make a logger for every request, and look for what
 * is redacted in its one member, although most requests write a single line or none.
 */
class RequestLogger {
  readonly #base: FastifyBaseLogger;
  readonly #bindings: object;

  constructor(base: FastifyBaseLogger, bindings: object) {
    this.#base = base;
    this.#bindings = bindings;
  }

  get level(): string {
    return this.#base.level;
  }

  child(bindings: object): RequestLogger {
    return new RequestLogger(this.#base, { ...this.#bindings, ...bindings });
  }

  fatal(...line: Line): void {
    this.#write('fatal', line);
  }

  error(...line: Line): void {
    this.#write('error', line);
  }

  warn(...line: Line): void {
    this.#write('warn', line);
  }

  info(...line: Line): void {
    this.#write('info', line);
  }

  debug(...line: Line): void {
    this.#write('debug', line);
  }

  trace(...line: Line): void {
    this.#write('trace', line);
  }

  #write(level: pino.Level, [members, text]: Line): void {
    if (typeof members === 'string') this.#base[level](this.#bindings, members);
    else if (members instanceof Error) this.#base[level]({ ...this.#bindings, err: members }, text);
    else this.#base[level]({ ...this.#bindings, ...members }, text);
  }
}

/** Fastify's `childLoggerFactory`. */
export const loggerOfRequest = (base: FastifyBaseLogger, bindings: object) =>
  new RequestLogger(base, bindings) as unknown as FastifyBaseLogger;

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
