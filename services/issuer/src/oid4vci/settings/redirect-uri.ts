// A browser runs or shows what these name instead of handing it to an app.
const browserSchemes =
  /^(javascript|data|vbscript|blob|file|filesystem|about|view-source|ftp|ws|wss|mailto|tel|sms|chrome|intent):$/;
const loopback = /^(127\.0\.0\.1|\[::1\])$/;

/**
 * Gives why a wallet cannot be sent back to an address, or undefined: https, a scheme of an app, or http on this very device
 * (RFC 8252 §7), without a fragment (RFC 6749 §3.1.2).
 */
export function redirectProblem(uri: string): string | undefined {
  const url = uri.length <= 1000 && /^[\x21-\x7e]+$/.test(uri) ? URL.parse(uri) : null;
  if (!url || url.username || url.password) return 'This is no address.';
  if (uri.includes('#')) return 'An address to come back to has no fragment.';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:') return loopback.test(url.hostname) ? undefined : 'Use https.';
  return browserSchemes.test(url.protocol) ? 'Use https or the scheme of an app.' : undefined;
}

/** Whether an address is one of those that are known, as a text; on loopback the port is the app's choice (RFC 8252 §7.3). */
export function isKnownRedirect(uri: string, known: readonly string[]): boolean {
  if (known.includes(uri)) return true;
  const url = URL.parse(uri);
  if (url?.protocol !== 'http:' || !loopback.test(url.hostname)) return false;
  return known.some((each) => withoutPort(each) === withoutPort(uri));
}

const withoutPort = (uri: string) => uri.replace(/^(http:\/\/(?:127\.0\.0\.1|\[::1\])):\d+(?=[/?]|$)/, '$1');
