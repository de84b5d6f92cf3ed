import {
  type Config,
  ConfigError,
  type Env,
  readSecret,
  readSetting,
  serviceConfig,
  settings,
} from '@symbolon/service';

export type VerifierConfig = Config & {
  /** Public address of this service, as it stands in printed codes. */
  url: string;
  /** Origins such as `http://localhost:4001` that may be fetched although they are on loopback or without TLS. */
  allowLoopback: string[];
  trust: {
    /** A file, a directory or an https address; undefined: no issuer is known here. */
    list: string | undefined;
    /** did:key or Multikey text of whoever signs the list. */
    key: string | undefined;
  };
  /** Serves the routes for public test suites, without trust and with throw-away keys. */
  conformance: boolean;
  /** Milliseconds that one document may be worked on. */
  workLimitMs: number;
  /** Asking wallets for presentations; undefined where there is no database to keep the requests in. */
  presentations: PresentationsConfig | undefined;
};

export type PresentationsConfig = {
  databaseUrl: string;
  databaseConnections: number;
  /** PEM of the P-256 key that signs requests, and from which the other secrets of the requests are derived. */
  key: string;
  /** PEM of the certificate of that key and of those above it; undefined where wallets are met by DID alone. */
  certificates: string | undefined;
  /** Hosts that may be told of an answer. */
  callbackHosts: string[];
  /** How long an answer can be fetched before it is removed. */
  keepMinutes: number;
};

/** Gives the verifier's settings. Throws a ConfigError that names the variable. */
export function toConfig(env: Env): VerifierConfig {
  const base = serviceConfig(env, 'VERIFIER_PORT', 4002);
  const conformance = settings.flag(env, 'CONFORMANCE', false);
  if (conformance && !['127.0.0.1', '::1', 'localhost'].includes(base.host)) {
    throw new ConfigError(`CONFORMANCE=1 signs whatever anyone asks for; HOST must be 127.0.0.1, not "${base.host}".`);
  }
  const list = readSetting(env, 'TRUST_LIST', '') || undefined;
  const key = readSetting(env, 'TRUST_LIST_KEY', '') || readSecret(env, 'TRUST_LIST_KEY_FILE');
  if (list && /^https?:/.test(list) && !key) {
    throw new ConfigError('TRUST_LIST is an address; TRUST_LIST_KEY must name the key that signs the list.');
  }
  return {
    ...base,
    url: settings.origin(env, 'VERIFIER_URL', `http://localhost:${base.port}`),
    allowLoopback: settings.loopbackOrigins(env, 'ALLOW_LOOPBACK'),
    trust: { list, key },
    conformance,
    workLimitMs: settings.wholeNumber(env, 'WORK_LIMIT_MS', 1500, [100, 60_000]),
    presentations: presentationsConfig(env),
  };
}

function presentationsConfig(env: Env): PresentationsConfig | undefined {
  const databaseUrl = settings.databaseUrl(env);
  const key = readSecret(env, 'VERIFIER_KEY_FILE');
  if (databaseUrl === undefined) {
    if (key !== undefined) throw new ConfigError('VERIFIER_KEY_FILE is of use only beside DATABASE_URL.');
    return undefined;
  }
  if (key === undefined) {
    throw new ConfigError(
      'VERIFIER_KEY_FILE must name the key that signs what wallets are asked; DATABASE_URL is set.',
    );
  }
  return {
    databaseUrl,
    databaseConnections: settings.wholeNumber(env, 'DATABASE_CONNECTIONS', 10, [1, 100]),
    key,
    certificates: readSecret(env, 'VERIFIER_CERTIFICATE_FILE'),
    callbackHosts: settings.entries(env, 'CALLBACK_HOSTS').map((host) => {
      if (!/^[a-z0-9.-]+(:\d+)?$/i.test(host))
        throw new ConfigError(`CALLBACK_HOSTS has "${host}"; each entry must be a host such as hr.example.org.`);
      return host.toLowerCase();
    }),
    keepMinutes: settings.wholeNumber(env, 'KEEP_ANSWERS_MINUTES', 30, [1, 43_200]),
  };
}
