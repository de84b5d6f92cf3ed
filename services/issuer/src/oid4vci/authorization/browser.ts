import type { Reply, Request } from '@symbolon/service';
import type { IssuerContext } from '../../context.ts';

// `__Host-` binds the cookie to this very host: a sister domain cannot plant one (RFC 6265bis §4.1.3.2).
const nameOf = (isSecure: boolean) => `${isSecure ? '__Host-' : ''}symbolon_sign_in`;
const isSecure = ({ config }: Pick<IssuerContext, 'config'>) => config.issuerUrl.startsWith('https:');

/**
 * Ties a sign-in to this browser: what the identity provider answers is of use nowhere else, so that nobody can be led to finish
 * another's sign-in. Lax, because the provider leads back by a link.
 */
export function giveBrowserSecret(context: Pick<IssuerContext, 'config'>, reply: Reply, secret: string): void {
  const secure = isSecure(context);
  reply.header(
    'set-cookie',
    `${nameOf(secure)}=${secret}; Path=/; Max-Age=900; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  );
}

/** Gives the secret of this browser, if it has one. */
export function browserSecret(context: Pick<IssuerContext, 'config'>, { headers }: Pick<Request, 'headers'>) {
  const name = nameOf(isSecure(context));
  for (const pair of (headers.cookie ?? '').slice(0, 8000).split(';')) {
    const [key, value = ''] = pair.trim().split('=');
    if (key === name && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}
