// `npm test`: every test, against one real PostgreSQL and a real browser. Arguments name files or folders to run instead.
// Each file is a program that writes TAP. Node runs it as it is, without the loaders of tap's own command, which watch each
// module for coverage and mocks and took a fifth of the time.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, glob, mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@symbolon/postgres';
import { bundleServices } from './bundle.ts';
import { buildPages } from './pages.ts';

/** Always this many at once; one more, and on many cores more than that, begins only while more than half a core has nothing to do. */
const ATONCE = 2;
const MOST = Math.max(3, availableParallelism());
const LOOK_EVERY_MS = 1000;
const FILE_LIMIT_MS = 600_000;
/** Whole stories take longest: begun last, one of them would be waited for alone. */
const order = [/^tests\//, /^services\//, /^/];

const root = fileURLToPath(new URL('..', import.meta.url));
const started = Date.now();
const running = new Set<ChildProcess>();
const whole: string[] = [];
let [passed, failed] = [0, 0];

const files = await findFiles(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
const folder = await mkdtemp(join(await findPlace(), 'symbolon-test-'));
// The server may run as another user, who has to reach its folder.
await chmod(folder, 0o711);
const [postgres, chrome] = await Promise.all([
  startPostgres({ dataDir: join(folder, 'postgres'), fsync: 'off', temporary: true }),
  files.some((file) => file.startsWith('tests/')) ? findChrome() : undefined,
  buildPages(),
  bundleServices(),
]);
const env = {
  ...process.env,
  ...(chrome ? { CHROME: chrome } : {}),
  TMPDIR: folder,
  TAP_TIMEOUT: '120',
  TEST_POSTGRES: postgres.connectionString,
  LOG_LEVEL: 'silent',
};

let stopping = false;
function stop(): void {
  stopping = true;
  for (const child of running) child.kill('SIGTERM');
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
process.on('disconnect', stop);

const queue = files.values();
const lanes = Array.from({ length: ATONCE }, async () => {
  for (const file of queue) if (!stopping) await run(file);
});
// Some files wait for most of their time: for a clock, for a program that starts, for a page.
let before = idleTime();
const look = setInterval(() => {
  const now = idleTime();
  const idleCores = (now - before) / LOOK_EVERY_MS;
  before = now;
  if (stopping || idleCores < 0.5 || running.size < ATONCE || running.size >= MOST) return;
  const { value: file } = queue.next();
  if (file !== undefined) lanes.push(run(file));
}, LOOK_EVERY_MS);
for (const lane of lanes) await lane;
clearInterval(look);
await postgres.stop();
await rm(folder, { recursive: true, force: true });
await mkdir(join(root, '.tap'), { recursive: true });
await writeFile(join(root, '.tap', 'last-run.tap'), `${whole.join('\n')}\n`);
if (passed === 0 || stopping) failed += 1;
console.log(`${Math.round((Date.now() - started) / 1000)} s; the whole output is in .tap/last-run.tap`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

/** Milliseconds in which the cores had nothing to do, since the machine began; summed up. */
function idleTime(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0);
}

/**
 * Gives the folder for what is kept while the tests run. In memory where there is plenty: some hundred databases and the browsers'
 * own folders are thousands of files, each of which costs a disk's file system several times as much.
 */
async function findPlace(): Promise<string> {
  const memory = '/dev/shm';
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  return Math.min(bavail * bsize, freemem()) > 4 * 2 ** 30 ? memory : tmpdir();
}

/** Gives the browser's program, unpacked before two tests would do so at the same time. */
async function findChrome(): Promise<string> {
  const { browserProgram } = await import('../tests/employer/program.ts');
  return browserProgram();
}

/** Gives the files of tests, or of those only that are named or lie in a named folder. Throws where a name names none. */
async function findFiles(named: string[]): Promise<string[]> {
  const patterns = ['{packages,services}/*/{src,web,test}/**/*.test.ts', '{contexts,bench,tests,scripts}/**/*.test.ts'];
  const all: string[] = [];
  for await (const file of glob(patterns, { cwd: root, exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path) }))
    all.push(file.replaceAll('\\', '/'));
  const wanted = named.map((name) => name.replace(/^\.\/|\/$/g, ''));
  const isIn = (file: string, name: string) => file === name || file.startsWith(`${name}/`);
  for (const name of wanted) if (!all.some((file) => isIn(file, name))) throw new Error(`There is no test in ${name}.`);
  const rank = (file: string) => order.findIndex((each) => each.test(file));
  return all
    .filter((file) => wanted.length === 0 || wanted.some((name) => isIn(file, name)))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Runs one file, counts its assertions and shows those that failed. */
async function run(file: string): Promise<void> {
  const began = Date.now();
  const child = spawn(process.execPath, [file], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const limit = setTimeout(() => child.kill('SIGKILL'), FILE_LIMIT_MS);
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  const lines = [`# ${file}`];
  const shown: string[] = [];
  let wrong = 0;
  let showing = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const [result, not] = /^ *(not )?ok \d+/.exec(line) ?? [];
    // Groups, which have a time, are the sum of what they hold; only single assertions are counted.
    const isGroup = result !== undefined && /# time=/.test(line);
    if (result === undefined) {
      // What stands under a failure tells what was expected and where.
      if (showing > 0) shown.push(line);
      showing -= 1;
    } else if (isGroup) showing = 0;
    else if (not) {
      wrong += 1;
      showing = 40;
      shown.push(line);
    } else {
      passed += 1;
      showing = 0;
    }
  }
  const code = await ended;
  clearTimeout(limit);
  running.delete(child);
  // One that broke off without a failed assertion (a crash, a time-out) has failed too.
  if (code !== 0 && wrong === 0) wrong = 1;
  failed += wrong;
  whole.push(...lines);
  console.log([`${wrong > 0 ? 'FAILED' : 'passed'}  ${file}  ${Date.now() - began} ms`, ...shown].join('\n'));
}
