import { FetchRefused } from './fetch.ts';

/**
 * Gives the parsed URL if it may be fetched: https, no user information, port 443 or one that no system service uses; or an
 * origin that is named in `allowLoopback`. Throws `FetchRefused`.
 */
export function checkUrl(text: string, allowLoopback: readonly string[]): { url: URL; named: boolean } {
  if (text.length > 2_048 || !URL.canParse(text))
    throw new FetchRefused('URL', 'This is not a URL that can be fetched.');
  const url = new URL(text);
  if (url.username || url.password) throw new FetchRefused('USERINFO', 'The URL holds user information.');
  if (allowLoopback.includes(url.origin)) return { url, named: true };
  if (url.protocol !== 'https:') throw new FetchRefused('SCHEME', 'Only https is fetched.');
  if (url.port && Number(url.port) < 1_024) throw new FetchRefused('PORT', 'The port is that of another service.');
  return { url, named: false };
}
