import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { Service } from '@symbolon/service';

const web = new URL('../web/', import.meta.url);

const types = { css: 'text/css; charset=utf-8', script: 'text/javascript; charset=utf-8', icon: 'image/svg+xml' };

export type AssetAddresses = Record<keyof typeof types, string>;

/**
 * Serves the style and the script of some pages, each put together from files in `web/`, and the icon, under addresses that
 * hold a hash of their content, so that a browser keeps them for ever and never mixes two versions. Gives the addresses.
 * `prefix` is the path below which `app` itself stands.
 */
export async function serveAssets(
  app: Service,
  prefix: string,
  files: { css: string[]; script: string[] },
): Promise<AssetAddresses> {
  const read = async (names: string[]) =>
    (await Promise.all(names.map((name) => readFile(new URL(name, web), 'utf8')))).join('\n');
  const contents = {
    css: `${await sharedStyle()}${await read(files.css)}${await serveFonts(app, prefix)}`,
    script: await read(files.script),
    icon: await read(['icon.svg']),
  };
  const names = { css: files.css[0]!, script: files.script[0]!, icon: 'icon.svg' };
  const addresses: Partial<AssetAddresses> = {};
  for (const [key, content] of Object.entries(contents) as [keyof typeof types, string][]) {
    const brotli = await promisify(brotliCompress)(content);
    addresses[key] = prefix + serveAsset(app, names[key], types[key], Buffer.from(content), brotli);
  }
  return addresses as AssetAddresses;
}

const sharedStyle = () => readFile(new URL(import.meta.resolve('@symbolon/pages/base.css')), 'utf8');

/** Serves the fonts that the shared style sheet names from packages, and gives it with their addresses here. */
async function serveFonts(app: Service, prefix: string): Promise<string> {
  const sheet = new URL(import.meta.resolve('@symbolon/pages/fonts.css'));
  const resolve = createRequire(sheet).resolve;
  let css = await readFile(sheet, 'utf8');
  for (const [, path = ''] of css.matchAll(/url\("(@fontsource\/[^"]+)"\)/g)) {
    const name = path.replace(/^.*\//, '');
    css = css.replace(path, prefix + serveAsset(app, `fonts/${name}`, 'font/woff2', await readFile(resolve(path))));
  }
  return css;
}

/** Serves one file for ever under an address that holds its hash, and gives that address below `app`. */
export function serveAsset(app: Service, name: string, type: string, content: Buffer, brotli?: Buffer): string {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  const address = `/assets/${name.replace(/\.(\w+)$/, `.${hash}.$1`)}`;
  app.get(address, { config: { rateLimit: false } }, async (request, reply) => {
    reply.header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding').type(type);
    if (!brotli || !/\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(content);
    return reply.header('content-encoding', 'br').send(brotli);
  });
  return address;
}
