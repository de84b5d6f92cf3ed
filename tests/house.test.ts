import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { findWrongImports } from '../scripts/directions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Every text file of the project, whether or not git knows it already. */
function files(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', '.git', '.data', '.runtime', '.tap'].includes(entry.name)) return [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    return entry.isDirectory() ? files(path) : [path];
  });
}
const texts = () =>
  files().filter((path) => /\.(ts|mjs|js|json|ya?ml|md|sql|css|html|typ|sh)$|(^|\/)[^.]+$/.test(path));

t.test('arrows go down: no room imports what does not stand below it', async (t) => {
  t.same(await findWrongImports(), []);
});

t.test('lockfiles name packages and their hashes, never a host', (t) => {
  const locks = files().filter((path) => /(^|\/)(pnpm-lock\.yaml|package-lock\.json|yarn\.lock)$/.test(path));
  t.ok(locks.includes('pnpm-lock.yaml') && locks.length > 1, 'that of the bench’s peers too');
  for (const path of locks) {
    const lock = read(path);
    t.notMatch(lock, /https?:\/\//, path);
    t.notMatch(lock, /^\s*tarball:/m, path);
    t.match(lock, /integrity: sha512-/, path);
  }
  t.end();
});

t.test('no file names a path of the machine it was written on', (t) => {
  // Put together here, so that this file does not hold what it looks for.
  const barred = [
    ['', 'work', 'main'].join('/'),
    ['', 'work', 'shared'].join('/'),
    ['..', 'shared'].join('/'),
    ['registry', 'npmjs', 'org'].join('.'),
  ];
  const found = texts().flatMap((path) =>
    barred.filter((word) => read(path).includes(word)).map((word) => `${path}: ${word}`),
  );
  t.same(found, []);
  t.end();
});

t.test('every file that a page of the docs points to is there', (t) => {
  const missing = files()
    .filter((path) => path.endsWith('.md'))
    .flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page} → ${target}`),
    );
  t.same(missing, []);
  t.end();
});

t.test('the map in ARCHITECTURE.md is the tree', (t) => {
  const map = read('ARCHITECTURE.md');
  const rooms = ['packages', 'services'].flatMap((parent) =>
    readdirSync(join(root, parent)).filter((name) => existsSync(join(root, parent, name, 'package.json'))),
  );
  for (const room of rooms) t.match(map, new RegExp(`\\b${room}/`), room);
  const capabilities = ['issuer', 'verifier'].flatMap((service) =>
    readdirSync(join(root, 'services', service, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name),
  );
  for (const capability of capabilities) t.match(map, new RegExp(`\\b${capability}/`), capability);
  t.end();
});

t.test('what git keeps is small and holds no secret of a running installation', (t) => {
  const kept = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  t.same(
    kept.filter((path) => /^\.(data|runtime|tap)\//.test(path)),
    [],
  );
  t.end();
});
