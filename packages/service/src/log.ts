import type { FastifyBaseLogger } from 'fastify';
import { type Logger, pino } from 'pino';

// A route that logs by mistake what it was given must still not write a person into the log.
const personal = new Set([
  'authorization',
  'cookie',
  'credentialSubject',
  'credential',
  'proof',
  'nonce',
  'apiKey',
  'name',
  'dateOfBirth',
]);

/** An event names its credential by id, and an id that is a random number says nothing of a person. */
const censor = (value: unknown) =>
  typeof value === 'string' && /^urn:uuid:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value) ? value : '[redacted]';

/** How deep in a line it is looked for persons; what lies deeper is not written at all. */
const deepest = 3;

/** Gives members without what is personal: themselves where nothing is, else a copy. Pino's own way of looking costs as much as a route. */
function withoutPersons<Members extends object>(members: Members, depth = 1): Members {
  let copy: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(members)) {
    const kept = personal.has(name) ? censor(value) : withoutPersonsIn(value, name, depth);
    if (kept === value) continue;
    copy ??= (Array.isArray(members) ? [...members] : { ...members }) as Record<string, unknown>;
    copy[name] = kept;
  }
  return (copy ?? members) as Members;
}

function withoutPersonsIn(value: unknown, name: string, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // Pino itself has those in `err` serialized.
  if (value instanceof Error) return name === 'err' && depth === 1 ? value : serializeError(value);
  if ('toJSON' in value) return value;
  return depth < deepest ? withoutPersons(value, depth + 1) : '[too deep]';
}

/**
 * Standard output. The lines of one turn of the event loop are written together, because each write costs as much as making several;
 * at the end of the process none is left.
 */
function openOutput(): pino.DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, minLength: 8192 });
  let isDue = false;
  // Pino asks for it by this name before a fatal line ends the process.
  const flushSync = () => {
    isDue = false;
    output.flushSync();
  };
  process.once('exit', flushSync);
  const write = (line: string) => {
    output.write(line);
    if (isDue) return;
    isDue = true;
    setImmediate(flushSync);
  };
  return { write, flushSync } as pino.DestinationStream;
}

let output: pino.DestinationStream | undefined;

/** Gives the logger of a service: JSON lines on stdout, with ids and events only. */
export function createLogger(name: string, level: string): Logger {
  output ??= openOutput();
  const serializers = { err: serializeError };
  return pino({ level, formatters: { log: withoutPersons }, serializers, base: { service: name } }, output);
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
