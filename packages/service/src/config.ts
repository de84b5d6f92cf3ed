import { readFileSync } from 'node:fs';

/** A setting that cannot be used; the message names the variable and what it may be. */
export class ConfigError extends Error {}

export type Config = {
  host: string;
  port: number;
  /** Requests a minute that one address may make to public endpoints; 0 is no limit. */
  rateLimit: number;
  logLevel: string;
  /** How many proxies stand in front; their X-Forwarded-For is believed that far. */
  trustedProxies: number;
};

export type Env = Record<string, string | undefined>;

/** Gives the text of a variable, or the default when it is unset or empty. */
export function readSetting(env: Env, name: string, fallback: string): string {
  return env[name]?.trim() || fallback;
}

function wholeNumber(env: Env, name: string, fallback: number, [least, most]: [number, number]): number {
  const text = readSetting(env, name, String(fallback));
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new ConfigError(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
  }
  return value;
}

/** An http(s) URL without path or trailing slash, as `https://issuer.example`. */
function origin(env: Env, name: string, fallback: string): string {
  const text = readSetting(env, name, fallback);
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash || url.pathname !== '/') {
    throw new ConfigError(
      `${name} is "${text}"; it must be an address such as https://issuer.example, without a path.`,
    );
  }
  return url.origin;
}

/** A yes-or-no variable: `1`, `true`, `on` or `yes`, and `0`, `false`, `off` or `no`. */
function flag(env: Env, name: string, fallback: boolean): boolean {
  const text = readSetting(env, name, fallback ? '1' : '0').toLowerCase();
  if (['1', 'true', 'on', 'yes'].includes(text)) return true;
  if (['0', 'false', 'off', 'no'].includes(text)) return false;
  throw new ConfigError(`${name} is "${text}"; it must be 1 or 0.`);
}

/** The entries of a variable, between commas. */
function entries(env: Env, name: string): string[] {
  return readSetting(env, name, '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** Origins between commas, such as `http://127.0.0.1:18999`, that may be fetched although they are on loopback or without TLS. */
function loopbackOrigins(env: Env, name: string): string[] {
  return entries(env, name).map((entry) => {
    const url = URL.parse(entry);
    if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.username) {
      throw new ConfigError(`${name} has "${entry}"; each entry must be an origin such as http://127.0.0.1:18999.`);
    }
    return url.origin;
  });
}

/**
 * The address in `DATABASE_URL`, with the password that came by file (`DATABASE_PASSWORD_FILE`) put in, so that it need not stand in the
 * environment; undefined when it is unset.
 */
function databaseUrl(env: Env): string | undefined {
  const text = readSetting(env, 'DATABASE_URL', '');
  if (!text) return undefined;
  if (!/^postgres(ql)?:\/\//.test(text)) {
    throw new ConfigError('DATABASE_URL must name a PostgreSQL database, as postgres://user:password@host:5432/name.');
  }
  const password = readSecret(env, 'DATABASE_PASSWORD_FILE');
  if (password === undefined) return text;
  const url = new URL(text);
  if (url.password)
    throw new ConfigError('DATABASE_URL has a password already; leave it out beside DATABASE_PASSWORD_FILE.');
  url.password = encodeURIComponent(password);
  return url.href;
}

export const settings = { wholeNumber, origin, flag, entries, loopbackOrigins, databaseUrl };

/** Gives the content of the file that a variable names, without the line end; undefined when the variable is unset. */
export function readSecret(env: Env, name: string): string | undefined {
  const path = readSetting(env, name, '');
  if (!path) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new ConfigError(`${name} names a file that cannot be read.`, { cause });
  }
  if (!text) throw new ConfigError(`${name} names an empty file.`);
  return text;
}

/** What every service reads: `HOST`, its port variable, `RATE_LIMIT`, `LOG_LEVEL`, `TRUSTED_PROXIES`. */
export function serviceConfig(env: Env, portVariable: string, port: number): Config {
  const rate = readSetting(env, 'RATE_LIMIT', '600');
  const logLevel = readSetting(env, 'LOG_LEVEL', 'info');
  if (!['fatal', 'error', 'warn', 'info', 'debug', 'silent'].includes(logLevel)) {
    throw new ConfigError(`LOG_LEVEL is "${logLevel}"; it must be fatal, error, warn, info, debug or silent.`);
  }
  return {
    host: readSetting(env, 'HOST', '127.0.0.1'),
    port: wholeNumber(env, portVariable, port, [0, 65_535]),
    rateLimit: rate.toLowerCase() === 'off' ? 0 : wholeNumber(env, 'RATE_LIMIT', 600, [1, 1_000_000]),
    logLevel,
    trustedProxies: wholeNumber(env, 'TRUSTED_PROXIES', 0, [0, 10]),
  };
}
