import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build, version } from 'vite';
import config from './vite.config.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../../..');
/** Where the built page lies, for the service to serve. */
const dist = join(here, 'dist');
/** Everything that the page is made of. */
const sources = ['services/verifier/web', 'packages', 'contexts', 'pnpm-lock.yaml', 'patches'].map((path) =>
  join(root, path),
);
const stamp = join(dist, '.sources');

/**
 * Builds the employer's page into `web/dist`, with a brotli and a gzip copy beside each file, and gives that folder.
 * Does nothing where the page there is made of the same sources. Throws when the page cannot be built.
 */
export async function buildPage(): Promise<string> {
  const state = await sourceState();
  if ((await readFile(stamp, 'utf8').catch(() => '')) === state) return dist;
  // Built beside and put in place at once: a service that runs meanwhile, or another build, never sees half a page.
  const fresh = join(here, `.dist-${process.pid}`);
  await build({ ...config, configFile: false, build: { ...config.build, outDir: fresh, emptyOutDir: true } });
  await compressFiles(fresh);
  await writeFile(join(fresh, '.sources'), state);
  await putInPlace(fresh);
  return dist;
}

async function putInPlace(fresh: string): Promise<void> {
  const old = `${fresh}-old`;
  await rename(dist, old).catch(() => undefined);
  // Another build may have been faster; its page is made of the same sources.
  await rename(fresh, dist).catch(() => rm(fresh, { recursive: true, force: true }));
  await rm(old, { recursive: true, force: true });
}

/** Changes with the name, size or time of any source. */
async function sourceState(): Promise<string> {
  const hash = createHash('sha256').update(version);
  for (const path of sources) await addTo(hash, path);
  return hash.digest('hex');
}

async function addTo(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isDirectory()) {
    if (!/\.test\.ts$|\.md$/.test(path)) hash.update(`${path} ${found.size} ${found.mtimeMs}\n`);
    return;
  }
  const names = await readdir(path);
  for (const name of names.sort()) {
    if (!/^(node_modules|dist|\.dist-.*|\.tap)$/.test(name)) await addTo(hash, join(path, name));
  }
}

async function compressFiles(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  const texts = names.filter((name) => /\.(html|js|css|svg|json|webmanifest|wasm)$/.test(name));
  await Promise.all(
    texts.map(async (name) => {
      const path = join(folder, name);
      const bytes = await readFile(path);
      // The highest quality takes seconds for the large decoder and gains it two per cent.
      const quality = bytes.length > 500_000 ? 9 : 11;
      const brotli = promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
      await Promise.all([
        writeFile(`${path}.br`, await brotli),
        writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 })),
      ]);
    }),
  );
}
