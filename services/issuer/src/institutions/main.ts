// Makes an institution on the command line, for installations without an admin key:
// node services/issuer/src/institutions/main.ts --id siem-reap --name en="Siem Reap Skills Centre" --name km="…"
import { parseArgs } from 'node:util';
import { migrate, openPool } from '@symbolon/postgres';
import { tagError } from '../achievements/check.ts';
import { readEnv, toConfig } from '../config.ts';
import { slugPattern } from '../http.ts';
import { openKeyRing } from '../keys/key-ring.ts';
import { createInstitution } from './create.ts';

const silent = { info() {}, warn() {}, error() {} };

try {
  const { values } = parseArgs({
    options: {
      id: { type: 'string' },
      name: { type: 'string', multiple: true },
      country: { type: 'string' },
      url: { type: 'string' },
      email: { type: 'string' },
      telephone: { type: 'string' },
    },
  });
  const { id = '', name = [], country, ...rest } = values;
  if (!new RegExp(slugPattern).test(id))
    throw new Error('--id must be lower-case letters, digits and hyphens, at most 63.');
  if (country !== undefined && !/^[A-Z]{2}$/.test(country))
    throw new Error('--country must be two capital letters, as KH.');
  const names = Object.fromEntries(name.map(readName));
  if (Object.keys(names).length === 0)
    throw new Error('--name must be given at least once, as --name en="Skills Centre".');
  const config = toConfig(readEnv(process.env));
  const pool = openPool({ connectionString: config.databaseUrl, max: 2 });
  try {
    await migrate(pool, new URL('../../migrations/', import.meta.url));
    const keys = await openKeyRing(pool, config.passphrase);
    const context = { pool, config, keys, clock: () => new Date(), log: silent };
    const input = { id, names, ...(country === undefined ? {} : { country }), ...rest };
    const { institution, apiKey } = await createInstitution(context, input, 'command-line');
    console.log(JSON.stringify({ id: institution.id, did: institution.did, apiKey }, null, 2));
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(`institutions: ${error instanceof Error ? error.message : 'unknown fault'}`);
  process.exitCode = 1;
}

function readName(text: string): [tag: string, name: string] {
  const [, tag = '', name = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  const [wrong] = tagError(tag, '');
  if (!name || wrong) throw new Error(`--name "${text}" must be a language tag, "=" and the name.`);
  return [tag, name];
}
