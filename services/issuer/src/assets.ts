import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { Service } from '@symbolon/service';

const web = new URL('../web/', import.meta.url);

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** Addresses of what the pages name. */
export type AssetAddresses = { readonly css: string; readonly script: string; readonly icon: string };

type Asset = { type: string; content: Buffer; brotli?: Promise<Buffer> };

/**
 * Serves the style and the script of some pages, each put together from files in `web/`, the icon, and `more` files, under
 * addresses that hold a hash of their content, so that a browser keeps them for ever and never mixes two versions. Gives the
 * addresses. `prefix` is the path below which `app` itself stands. Nothing is read before the first page is asked for.
 */
export function serveAssets<More extends string = never>(
  app: Service,
  prefix: string,
  files: { css: string[]; script: string[]; more?: Record<More, () => URL> },
): AssetAddresses & { readonly [Name in More]: string } {
  let made: { assets: Map<string, Asset>; addresses: Record<string, string> } | undefined;
  const provide = () => {
    made ??= readAssets(`${prefix}/assets/`, files);
    return made;
  };
  app.get<{ Params: { '*': string } }>('/assets/*', { config: { rateLimit: false } }, async (request, reply) => {
    const asset = provide().assets.get(request.params['*']);
    if (!asset) return reply.callNotFound();
    const { type, content } = asset;
    reply.header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding').type(type);
    // A font is compressed already.
    if (type === types.woff2 || !/\bbr\b/.test(String(request.headers['accept-encoding'] ?? '')))
      return reply.send(content);
    asset.brotli ??= promisify(brotliCompress)(content);
    return reply.header('content-encoding', 'br').send(await asset.brotli);
  });
  const address = (name: string) => ({ enumerable: true, get: () => provide().addresses[name] });
  const names = ['css', 'script', 'icon', ...Object.keys(files.more ?? {})];
  return Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, address(name)]))) as ReturnType<
    typeof serveAssets<More>
  >;
}

/** Reads the files, and gives them by the last part of their address, with the address of each. */
function readAssets(
  prefix: string,
  { css, script, more = {} }: { css: string[]; script: string[]; more?: Record<string, () => URL> },
) {
  const assets = new Map<string, Asset>();
  const add = (name: string, content: Buffer) => {
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
    const [, stem, extension] = /^(.+)\.(\w+)$/.exec(name)!;
    const hashed = `${stem}.${hash}.${extension}`;
    assets.set(hashed, { type: types[extension as keyof typeof types], content });
    return prefix + hashed;
  };
  const own = (names: string[]) => names.map((name) => readFileSync(new URL(name, web), 'utf8')).join('\n');
  const fonts = styleOfFonts((name, content) => add(`fonts/${name}`, content));
  const addresses: Record<string, string> = {
    css: add(css[0]!, Buffer.from(`${shared('base.css')}${own(css)}${fonts}`)),
    script: add(script[0]!, Buffer.from(own(script))),
    icon: add('icon.svg', Buffer.from(own(['icon.svg']))),
  };
  for (const [name, file] of Object.entries(more)) addresses[name] = add(`${name}.js`, readFileSync(file()));
  return { assets, addresses };
}

const shared = (name: string) => readFileSync(new URL(import.meta.resolve(`@symbolon/pages/${name}`)), 'utf8');

/** Gives the shared style sheet of fonts, which names files of packages, with their addresses here. */
function styleOfFonts(add: (name: string, content: Buffer) => string): string {
  const { resolve } = createRequire(import.meta.resolve('@symbolon/pages/fonts.css'));
  return shared('fonts.css').replace(/(?<=url\(")@fontsource\/[^"]+(?="\))/g, (path) =>
    add(path.replace(/^.*\//, ''), readFileSync(resolve(path))),
  );
}
