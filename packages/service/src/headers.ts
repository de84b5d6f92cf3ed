import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/** Only what the service itself serves; no inline script or style, no frames. */
const contentSecurityPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'worker-src': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
};

/**
 * Gives the headers that keep a browser strict. They are the same for every answer, so helmet is asked once: to ask it for each
 * costs more than reading the request.
 */
export function strictHeaders(directives: Record<string, string[]> = {}): Record<string, string> {
  const headers: Record<string, string> = {};
  const setHeader = (name: string, value: string) => {
    headers[name.toLowerCase()] = value;
  };
  const response = { setHeader, removeHeader() {} } as unknown as ServerResponse;
  const apply = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { ...contentSecurityPolicy, ...directives } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
  apply({} as IncomingMessage, response, (error) => {
    if (error) throw error;
  });
  return headers;
}
