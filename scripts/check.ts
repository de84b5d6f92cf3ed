// `npm run check`: format and lint, types, what nothing uses, who may import whom, and every row of the data files.
import { spawnSync } from 'node:child_process';
import { checkData, lineOf, readData } from '../contexts/src/check/check-data.ts';
import { findWrongImports } from './directions.ts';

const steps: [name: string, command: string, ...args: string[]][] = [
  ['format and lint', 'biome', 'check', '--error-on-warnings', '.'],
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['what nothing uses', 'knip'],
];

let failed = 0;
for (const [name, command, ...args] of steps) {
  const { status } = spawnSync('npx', [command, ...args], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (status !== 0) failed += 1;
  console.log(`${status === 0 ? 'ok' : 'NOT OK'}: ${name}`);
}
const wrong = await findWrongImports();
for (const each of wrong) console.error(each);
console.log(`${wrong.length === 0 ? 'ok' : 'NOT OK'}: who may import whom`);
const findings = await readData().then(
  async (data) => (await checkData(data, new Date())).map(lineOf),
  (error: Error) => [error.message],
);
for (const each of findings) console.error(each);
console.log(`${findings.length === 0 ? 'ok' : 'NOT OK'}: data files`);
process.exit(failed + wrong.length + findings.length > 0 ? 1 : 0);
