import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { Service } from '@symbolon/service';

const web = new URL('../../web/', import.meta.url);

const files = {
  css: { name: 'console.css', type: 'text/css; charset=utf-8' },
  script: { name: 'console.js', type: 'text/javascript; charset=utf-8' },
  icon: { name: 'icon.svg', type: 'image/svg+xml' },
} as const;

export type AssetAddresses = Record<keyof typeof files, string>;

/**
 * Serves style, script and icon of the console under addresses that hold a hash of their content, so that a browser
 * keeps them for ever and never mixes two versions. Gives the addresses.
 */
export async function serveAssets(app: Service): Promise<AssetAddresses> {
  const addresses: Partial<AssetAddresses> = {};
  for (const [key, { name, type }] of Object.entries(files) as [keyof typeof files, (typeof files)['css']][]) {
    const own = await readFile(new URL(name, web), 'utf8');
    const content = key === 'css' ? `${await sharedStyle()}${own}${await serveFonts(app)}` : own;
    addresses[key] = serve(app, name, type, Buffer.from(content), await promisify(brotliCompress)(content));
  }
  return addresses as AssetAddresses;
}

const sharedStyle = () => readFile(new URL(import.meta.resolve('@symbolon/pages/base.css')), 'utf8');

/** Serves the fonts that the shared style sheet names from packages, and gives it with their addresses here. */
async function serveFonts(app: Service): Promise<string> {
  const sheet = new URL(import.meta.resolve('@symbolon/pages/fonts.css'));
  const resolve = createRequire(sheet).resolve;
  let css = await readFile(sheet, 'utf8');
  for (const [, path = ''] of css.matchAll(/url\("(@fontsource\/[^"]+)"\)/g)) {
    const name = path.replace(/^.*\//, '');
    css = css.replace(path, serve(app, `fonts/${name}`, 'font/woff2', await readFile(resolve(path))));
  }
  return css;
}

function serve(app: Service, name: string, type: string, content: Buffer, brotli?: Buffer): string {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  const address = `/assets/${name.replace(/\.(\w+)$/, `.${hash}.$1`)}`;
  app.get(address, { config: { rateLimit: false } }, async (request, reply) => {
    reply.header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding').type(type);
    if (!brotli || !/\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(content);
    return reply.header('content-encoding', 'br').send(brotli);
  });
  return `/console${address}`;
}
