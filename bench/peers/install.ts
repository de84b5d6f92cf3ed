import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('./published/', import.meta.url));

/**
 * Gives a function that imports a peer's package as its authors published it. They are installed apart from the
 * workspace (once, by the lockfile beside them), because the workspace patches the jsonld that some of them use.
 * Throws when they cannot be installed, or when the jsonld under them is not the published one.
 */
export function providePeers(): <Module>(name: string) => Promise<Module> {
  if (!existsSync(join(folder, 'node_modules'))) install();
  const { resolve } = createRequire(join(folder, 'package.json'));
  const library = createRequire(resolve('@digitalbazaar/vc')).resolve('jsonld');
  const source = readFileSync(join(library, '../context.js'), 'utf8');
  if (!library.startsWith(folder) || !source.includes('child.mappings = util.clone(this.mappings);'))
    throw new Error(
      'The peers would run with a patched jsonld: remove bench/peers/published/node_modules and run this again.',
    );
  return (name) => import(pathToFileURL(resolve(name)).href);
}

function install(): void {
  console.error('Installing the peers (once) …');
  const args = ['-y', 'pnpm@12.21.0', 'install', '--frozen-lockfile', '--ignore-scripts'];
  const { status, stderr } = spawnSync('npx', args, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, CI: '1' },
  });
  if (status !== 0) throw new Error(`The peers could not be installed: ${stderr.trim().split('\n').at(-1)}`);
}
