import { createHash } from 'node:crypto';
import { testDatabase } from '@symbolon/postgres/testing';
import type { Signer } from '@symbolon/securing/sign';
import type { Service } from '@symbolon/service';
import type { AchievementInput } from './achievements/check.ts';
import { readEnv, toConfig } from './config.ts';
import type { IssuerContext } from './context.ts';
import { createInstitution } from './institutions/create.ts';
import type { Institution } from './institutions/store.ts';
import { buildIssuer } from './issuer.ts';
import { type KeyRing, openKeyRing } from './keys/key-ring.ts';
import { prepareQueue } from './rosters/queue.ts';

type Test = Parameters<typeof testDatabase>[0];

const migrations = new URL('../migrations/', import.meta.url);
export const adminKey = 'the-admin-key-of-the-tests';

export type TestIssuer = {
  app: Service;
  context: IssuerContext;
  connectionString: string;
  /** How often a private key was used since the start. */
  signatures(): number;
  /** Moves the clock; it stands still otherwise. */
  setTime(time: string): void;
  institution: Institution;
  apiKey: string;
  headers: { authorization: string };
};

/** Gives a fresh database with all the tables of an issuer, the queue's among them. */
export const issuerDatabase = (t: Test) =>
  testDatabase(t, {
    migrations: [migrations],
    prepared: { name: 'queue', prepare: (pool) => prepareQueue({ pool, log: { warn() {} } }) },
  });

/** Gives an issuer on a fresh database with one institution, `demo`; the clock stands at 22 November 2026, 09:00 UTC. */
export async function testIssuer(t: Test, env: Record<string, string> = {}): Promise<TestIssuer> {
  const { pool, connectionString } = await issuerDatabase(t);
  const values = readEnv({
    DATABASE_URL: connectionString,
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'silent',
    ISSUER_PORT: '0',
    ...env,
  });
  const config = toConfig({ ...values, passphrase: 'a passphrase for tests only', adminKey });
  let now = new Date('2026-11-22T09:00:00Z');
  let count = 0;
  const keys = counting(await openKeyRing(pool, config.passphrase, quickly), () => {
    count += 1;
  });
  const { app, context } = await buildIssuer({ pool, config, keys, clock: () => now });
  t.teardown(() => app.close());
  await app.ready();
  const made = await createInstitution(
    context,
    { id: 'demo', names: { en: 'Demo Skills Centre', km: 'មជ្ឈមណ្ឌលជំនាញ' } },
    'test',
  );
  return {
    app,
    context,
    connectionString,
    signatures: () => count,
    setTime: (time) => {
      now = new Date(time);
    },
    ...made,
    headers: { authorization: `Bearer ${made.apiKey}` },
  };
}

const quickly = async (passphrase: string, salt: Uint8Array) =>
  createHash('sha256').update(passphrase).update(salt).digest();

function counting(keys: KeyRing, count: () => void): KeyRing {
  const watch = (signer: Signer): Signer => ({
    ...signer,
    sign: (bytes) => {
      count();
      return signer.sign(bytes);
    },
  });
  return { ...keys, signer: (did, key) => watch(keys.signer(did, key)) };
}

export const masonry: AchievementInput = {
  name: { en: 'Masonry NC II', km: 'ជាងឥដ្ឋ' },
  description: { en: 'Lays bricks and blocks for structure.' },
  criteria: { en: 'All core units assessed at the workplace.' },
  achievementType: 'Certificate',
  route: 'recognition-of-prior-learning',
  units: [
    { code: 'U1', title: { en: 'Lay brick and block for structure' } },
    { code: 'U2', title: { en: 'Plaster concrete and masonry surface' } },
  ],
  occupations: [{ scheme: 'isco-08', code: '7112' }],
  level: { framework: 'ph-pqf', level: '2' },
  languages: ['en'],
  validityMonths: 60,
};
