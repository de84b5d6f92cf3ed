// Puts each service into a few files that Node loads at once; run by itself (`node scripts/bundle.ts`) it does only that,
// for an image. The sources run as they are too: `node services/issuer/src/main.ts`.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin, RolldownOutput } from 'rolldown';

type ServiceName = 'issuer' | 'verifier';

const root = fileURLToPath(new URL('..', import.meta.url));
const folderOf = (service: ServiceName) => join(root, 'services', service, 'dist');

/**
 * Gives the file that starts the service: the bundle, made anew where a source has changed since. Throws when the service
 * cannot be bundled.
 */
export async function bundleService(service: ServiceName): Promise<string> {
  const sources = join(root, 'services', service, 'src/main.ts');
  // A switch for all documents is loaded before the program, into the modules of the sources.
  if (process.env.CANONIZE === 'generic') return sources;
  const dist = folderOf(service);
  const bundle = join(dist, 'main.mjs');
  if (await isCurrent(dist)) return bundle;
  // Made beside and put in place at once: whoever starts meanwhile never sees half a program.
  const fresh = `${dist}-${process.pid}`;
  const files = await writeBundle(service, fresh);
  await writeFile(join(fresh, 'sources.json'), JSON.stringify({ files, state: await stateOf(files) }));
  const old = `${fresh}-old`;
  await rename(dist, old).catch(() => undefined);
  await rename(fresh, dist).catch(() => rm(fresh, { recursive: true, force: true }));
  await rm(old, { recursive: true, force: true });
  return bundle;
}

/** Bundles both services. */
export async function bundleServices(): Promise<void> {
  await Promise.all([bundleService('issuer'), bundleService('verifier')]);
}

async function isCurrent(dist: string): Promise<boolean> {
  const text = await readFile(join(dist, 'sources.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  const { files, state } = JSON.parse(text) as { files: string[]; state: string };
  return (await stateOf(files)) === state;
}

/** Changes with the size or time of any of the files. */
async function stateOf(files: string[]): Promise<string> {
  const found = await Promise.all(files.map((file) => stat(join(root, file)).catch(() => undefined)));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) hash.update(`${file} ${found[index]?.size} ${found[index]?.mtimeMs}\n`);
  return hash.digest('hex');
}

/** Writes the bundle and gives the files that it is made of; those of packages are named by the lock file alone. */
async function writeBundle(service: ServiceName, dist: string): Promise<string[]> {
  const { rolldown } = await import('rolldown');
  const made = await rolldown({
    cwd: root,
    input: { main: join(root, 'services', service, 'src/main.ts') },
    platform: 'node',
    plugins: [placesOf(folderOf(service))],
    transform: { define: { BUNDLE_DIGEST: JSON.stringify(digestGoesHere) } },
    // Programs of the machine, not of JavaScript.
    external: [/\.node$/, '@napi-rs/canvas', '@myriaddreamin/typst-ts-node-compiler', 'pg-native'],
    onLog: () => {},
  });
  try {
    await mkdir(dist, { recursive: true });
    const { output } = await made.write({
      dir: dist,
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
      // What looks for files beside itself still finds them where its source is.
      banner:
        "import { fileURLToPath as path$of } from 'node:url';\nconst url$beside = (path) => new URL(path, import.meta.url), path$beside = (path) => path$of(url$beside(path));",
    });
    await putDigest(dist, output);
    const files = output.flatMap((each) => (each.type === 'chunk' ? each.moduleIds : []));
    const own = files.map((file) => relative(root, file)).filter((file) => !/node_modules|^\0/.test(file));
    return [...own.sort(), 'pnpm-lock.yaml', 'scripts/bundle.ts'];
  } finally {
    await made.close();
  }
}

const digestGoesHere = '(the digest of the bundle)';

/** Tells the program its name: the digest of all its files and of what fixes every package, the machine's programs among them. */
async function putDigest(dist: string, output: RolldownOutput['output']): Promise<void> {
  const chunks = output.filter((each) => each.type === 'chunk').sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  const hash = createHash('sha256').update(await readFile(join(root, 'pnpm-lock.yaml')));
  for (const { fileName, code } of chunks) hash.update(`${fileName} ${code.length}\n${code}`);
  const digest = hash.digest('hex');
  for (const { fileName, code } of chunks) {
    if (code.includes(digestGoesHere)) await writeFile(join(dist, fileName), code.replaceAll(digestGoesHere, digest));
  }
}

/** Has each module know the place of its source, as seen from the bundle; threads become files of the bundle too. */
function placesOf(dist: string): Plugin {
  const seenFrom = (id: string) => JSON.stringify(relative(dist, id).replaceAll('\\', '/'));
  return {
    name: 'places',
    transform: {
      filter: { id: /\.([cm]?js|ts)$/, code: /import\.meta\.url|\b__dirname\b|\b__filename\b/ },
      handler(code, id) {
        if (!id.endsWith('.ts')) {
          const places = `const __filename = path$beside(${seenFrom(id)}), __dirname = path$beside(${seenFrom(join(id, '..'))});`;
          return { code: code.replace(/^(?:#!.*\n)?/, (line) => line + places) };
        }
        const threads = code.replace(
          /(?<=new Worker\()new URL\('(.+\.ts)', import\.meta\.url\)/g,
          (_, file: string) => {
            const name = basename(file, '.ts');
            this.emitFile({ type: 'chunk', id: join(id, '..', file), fileName: `${name}.mjs` });
            return `url$beside('./${name}.mjs')`;
          },
        );
        return { code: threads.replaceAll('import.meta.url', `url$beside(${seenFrom(id)}).href`) };
      },
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleServices();
