import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Below whom each room stands: what it may import. Arrows go down only. */
const mayImport: Record<string, string[]> = {
  contexts: [],
  'packages/problem': [],
  'packages/pages': [],
  'packages/postgres': ['problem'],
  'packages/status-list': ['problem'],
  'packages/service': ['problem'],
  'packages/recognition': ['contexts'],
  'packages/credential': ['contexts', 'problem'],
  'packages/dids': ['problem'],
  'packages/rdfc': ['contexts'],
  'packages/securing': ['contexts', 'credential', 'dids', 'problem', 'rdfc'],
  'packages/paper': ['contexts', 'credential', 'problem', 'securing'],
  'packages/verification': ['contexts', 'credential', 'dids', 'problem', 'recognition', 'securing', 'status-list'],
  services: [
    'contexts',
    'credential',
    'dids',
    'pages',
    'paper',
    'postgres',
    'problem',
    'recognition',
    'securing',
    'service',
    'status-list',
    'verification',
  ],
  scripts: ['postgres', 'securing'],
};

/** The one home of each library (folder prefixes). To replace a library is to change one room. */
const homes: [library: RegExp, rooms: RegExp][] = [
  [/^@digitalbazaar\/cborld$/, /^packages\/paper\//],
  [/^(@digitalbazaar\/|jose$)/, /^packages\/securing\//],
  [/^(jsonld|rdf-canonize)/, /^packages\/rdfc\//],
  [/^did-resolver$/, /^packages\/dids\//],
  [/^(pg|kysely)$/, /^(packages\/postgres\/|services\/\w+\/src\/(.*\/)?(store|.*-store)\.ts$)/],
  [/^pino$/, /^packages\/service\//],
  [/^fastify$/, /^packages\/service\//],
  [/^openid-client$/, /^services\/issuer\/src\/oid4vci\/identity-provider\//],
  [/^dcql$/, /^services\/verifier\/src\/presentations\//],
];

/**
 * Gives a sentence for each import that goes against the house's arrows: upward or sideways between rooms, between the
 * two services, between signing and verifying, into another package's inside, or of a library outside its one home.
 */
export async function findWrongImports(): Promise<string[]> {
  const wrong: string[] = [];
  const pattern = '{contexts,packages,services,scripts}/**/*.{ts,mjs}';
  const skip = /(^|\/)(node_modules|dist)(\/|$)/;
  for await (const found of glob(pattern, { cwd: root, exclude: (path) => skip.test(String(path)) })) {
    const file = found.replaceAll('\\', '/');
    if (skip.test(file) || /\.test\.ts$|\.d\.ts$/.test(file)) continue;
    const source = await readFile(new URL(`../${file}`, import.meta.url), 'utf8');
    for (const [, specifier = ''] of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
      const complaint = judge(file, specifier);
      if (complaint) wrong.push(`${file}: ${complaint}`);
    }
  }
  return wrong.sort();
}

function judge(file: string, specifier: string): string | undefined {
  const room = Object.keys(mayImport).find((each) => file.startsWith(`${each}/`)) ?? '';
  const own = /^@symbolon\/([\w-]+)/.exec(specifier)?.[1];
  if (own) {
    if (mayImport[room]?.includes(own)) return undefined;
    return `imports @symbolon/${own}, which does not stand below it`;
  }
  if (specifier.startsWith('.')) {
    const target = new URL(specifier, `file:///${file}`).pathname.slice(1);
    const house = (path: string) =>
      path
        .split('/')
        .slice(0, path.startsWith('contexts') || path.startsWith('scripts') ? 1 : 2)
        .join('/');
    if (room !== 'scripts' && house(target) !== house(file))
      return `reaches into ${target}; import the package instead`;
    const side = (path: string) => /^packages\/securing\/src\/(?:sd-jwt\/)?(sign|verify)\//.exec(path)?.[1];
    if (side(file) && side(target) && side(file) !== side(target))
      return `${specifier}: signing and verifying do not import each other`;
    return undefined;
  }
  if (/\bimport type\b/.test(specifier)) return undefined;
  // What tests are made with may be what the code itself does not use: other people's libraries are the second opinion.
  if (file.includes('/testing/')) return undefined;
  const home = homes.find(([library]) => library.test(specifier));
  if (home && !home[1].test(file)) return `imports ${specifier}, whose home is elsewhere`;
  return undefined;
}
