// Answers a stolen key: npm run stolen-key -- --institution siem-reap --key key-1 --list replaced.csv
// With the variables of the service; while it runs or not. Stopped half-way, it is run again.
import { appendFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { migrate, openPool } from '@symbolon/postgres';
import { readEnv, toConfig } from '../config.ts';
import { findInstitution } from '../institutions/store.ts';
import { certificateLinks } from '../issuance/present.ts';
import { openKeyRing } from '../keys/key-ring.ts';
import { csvLine } from '../rosters/csv-file.ts';
import { type Answered, answerStolenKey } from './answer.ts';

const silent = { info() {}, warn() {}, error() {} };

try {
  const { values } = parseArgs({
    options: { institution: { type: 'string' }, key: { type: 'string' }, list: { type: 'string' } },
  });
  const { institution: id, key, list } = values;
  if (!id || !key) throw new Error('Say whose key was stolen and which: --institution siem-reap --key key-1.');
  const config = toConfig(readEnv(process.env));
  const pool = openPool({ connectionString: config.databaseUrl, max: 4 });
  try {
    await migrate(pool, new URL('../../migrations/', import.meta.url));
    const keys = await openKeyRing(pool, config.passphrase);
    const institution = await findInstitution(pool, id);
    if (!institution) throw new Error(`There is no institution "${id}".`);
    const context = { pool, config, keys, clock: () => new Date(), log: silent };
    const lines: Promise<void>[] = [];
    const onAnswered = (answered: Answered[]) => {
      if (list !== undefined)
        lines.push(appendFile(list, answered.map((each) => line(each, config.issuerUrl)).join('')));
      console.error(`${answered.length} more answered`);
    };
    const counts = await answerStolenKey(context, { institution, fragment: key, actor: 'command-line', onAnswered });
    await Promise.all(lines);
    console.log(JSON.stringify(counts));
    if (counts.left > 0) process.exitCode = 1;
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(`stolen-key: ${error instanceof Error ? error.message : 'unknown fault'}`);
  process.exitCode = 2;
}

/** Old id, new id, address of the new certificate, or why there is none. */
function line({ id, replacement, link, problem }: Answered, issuerUrl: string): string {
  const certificate = link === undefined ? '' : certificateLinks(issuerUrl, link).certificate;
  return csvLine([id, replacement ?? '', certificate, problem ?? '']);
}
