import { availableParallelism } from 'node:os';
import {
  type Config,
  ConfigError,
  type Env,
  readSecret,
  readSetting,
  serviceConfig,
  settings,
} from '@symbolon/service';
import type { SmtpConfig } from './claims/delivery/mail.ts';

export type IssuerConfig = Config & {
  /** Public origin of this service; part of every DID and status list address that is signed, so it never changes. */
  issuerUrl: string;
  /** Origin of the checking page that is printed on certificates. */
  verifierUrl: string;
  databaseUrl: string;
  databaseConnections: number;
  /** Threads that issue rosters, each with connections of its own; 0 leaves it to the service's thread. */
  rosterThreads: number;
  /** No status index is taken from a group before this one. Raised after a backup was restored (docs/status.md). */
  statusGroupFrom: number;
  /** Opens the sealed private keys. */
  passphrase: string;
  /** Whoever holds it may make institutions; absent, only the command line can. */
  adminKey: string | undefined;
  /** Whether an institution without an accreditation on file may issue nothing. */
  requireAccreditation: boolean;
  /** Origins on loopback or without TLS that accreditations may be checked at; for a developer's machine. */
  allowLoopback: string[];
  /** Sends claim pages' addresses to holders; absent, nothing is sent. */
  smtp: SmtpConfig | undefined;
};

/** The variables of the issuer, as text. Reads and nothing else. */
export function readEnv(env: Env) {
  return {
    shared: env,
    databaseUrl: settings.databaseUrl(env),
    passphrase: readSecret(env, 'KEYS_PASSPHRASE_FILE'),
    adminKey: readSecret(env, 'ADMIN_KEY_FILE'),
    smtpUrl: readSetting(env, 'SMTP_URL', ''),
    smtpPassword: readSecret(env, 'SMTP_PASSWORD_FILE'),
    mailFrom: readSetting(env, 'MAIL_FROM', ''),
  };
}

/** Decides and checks. Throws ConfigError with the variable's name. */
export function toConfig(values: ReturnType<typeof readEnv>): IssuerConfig {
  const { shared, databaseUrl, passphrase, adminKey } = values;
  if (databaseUrl === undefined) {
    throw new ConfigError('DATABASE_URL must name a PostgreSQL database, as postgres://user:password@host:5432/name.');
  }
  if (passphrase === undefined) {
    throw new ConfigError('KEYS_PASSPHRASE_FILE must name the file with the passphrase that seals the private keys.');
  }
  for (const [name, secret] of Object.entries({ KEYS_PASSPHRASE_FILE: passphrase, ADMIN_KEY_FILE: adminKey })) {
    if (secret !== undefined && secret.length < 16)
      throw new ConfigError(`${name} names a file with fewer than 16 characters.`);
  }
  return {
    ...serviceConfig(shared, 'ISSUER_PORT', 4001),
    issuerUrl: settings.origin(shared, 'ISSUER_URL', 'http://localhost:4001'),
    verifierUrl: settings.origin(shared, 'VERIFIER_URL', 'http://localhost:4002'),
    databaseUrl,
    // The queue listens on one and holds one for each of two rosters; issuing them takes further ones.
    databaseConnections: settings.wholeNumber(shared, 'DATABASE_CONNECTIONS', 10, [6, 100]),
    rosterThreads: settings.wholeNumber(shared, 'ROSTER_THREADS', Math.min(availableParallelism(), 8), [0, 64]),
    statusGroupFrom: settings.wholeNumber(shared, 'STATUS_GROUP_FROM', 0, [0, 1_000_000]),
    passphrase,
    adminKey,
    requireAccreditation: settings.flag(shared, 'REQUIRE_ACCREDITATION', false),
    allowLoopback: settings.loopbackOrigins(shared, 'ALLOW_LOOPBACK'),
    smtp: toSmtp(values),
  };
}

function toSmtp({ smtpUrl, smtpPassword, mailFrom }: ReturnType<typeof readEnv>): SmtpConfig | undefined {
  if (smtpUrl === '') return undefined;
  const url = URL.parse(smtpUrl);
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || url.password) {
    throw new ConfigError(
      'SMTP_URL must name a mail server, as smtp://user@host:587; its password comes by SMTP_PASSWORD_FILE.',
    );
  }
  if (!/^[^\s<>@]+@[^\s<>@]+$/.test(mailFrom)) {
    throw new ConfigError('MAIL_FROM must be the address that messages come from, as certificates@school.example.');
  }
  return { url: smtpUrl, password: smtpPassword, from: mailFrom };
}
