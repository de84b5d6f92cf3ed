// `npm test`: every test, against one real PostgreSQL and a real browser. Arguments name files to run instead of all.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@symbolon/postgres';
import { bundleServices } from './bundle.ts';
import { buildPages } from './pages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const started = Date.now();

const folder = await mkdtemp(join(tmpdir(), 'symbolon-test-'));
// The server may run as another user, who has to reach its folder.
await chmod(folder, 0o711);
const [postgres] = await Promise.all([
  startPostgres({ dataDir: join(folder, 'postgres'), fsync: 'off', temporary: true }),
  buildPages(),
  bundleServices(),
]);

const env = {
  ...process.env,
  TEST_POSTGRES: postgres.connectionString,
  LOG_LEVEL: 'silent',
  npm_config_loglevel: 'error',
};
const tap = spawn('npx', ['tap', '--reporter=tap', ...process.argv.slice(2)], {
  cwd: root,
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
  shell: process.platform === 'win32',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tap.kill('SIGTERM'));
process.on('disconnect', () => tap.kill('SIGTERM'));

let passed = 0;
let failed = 0;
const whole: string[] = [];
let showing = 0;
for await (const line of createInterface({ input: tap.stdout })) {
  whole.push(line);
  const [, indent = '', not, rest] = /^( *)(not )?ok \d+(.*)$/.exec(line) ?? [];
  if (rest === undefined) {
    // What stands under a failure tells what was expected and where.
    if (showing > 0) {
      console.log(line);
      showing -= 1;
    }
    continue;
  }
  showing = 0;
  const isFile = indent === '';
  if (isFile) console.log(`${not ? 'FAILED' : 'passed'}${rest.replace(' - ', '  ').replace(/# time=/, ' ')}`);
  // Groups are the sum of what they hold; only single assertions are counted.
  const isGroup = /# time=/.test(rest);
  if (isGroup && !not) continue;
  if (not && !isGroup) {
    console.log(line);
    showing = 40;
  }
  if (!isGroup) {
    if (not) failed += 1;
    else passed += 1;
  }
}
const code = await new Promise<number>((resolve) => tap.on('close', (exit) => resolve(exit ?? 1)));
await postgres.stop();
await writeFile(join(root, '.tap', 'last-run.tap'), `${whole.join('\n')}\n`).catch(() => {});
// A file that broke off without a failed assertion (a crash, a time-out) is a failure too.
if (code !== 0 && failed === 0) failed = 1;
if (passed === 0) failed += 1;
console.log(`${Math.round((Date.now() - started) / 1000)} s; the whole output is in .tap/last-run.tap`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
