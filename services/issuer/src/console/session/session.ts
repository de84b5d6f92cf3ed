import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pool } from '@symbolon/postgres';
import { findSession, removeEndedSessions, removeSession, type Session, storeSession, touchSession } from './store.ts';

const HOUR = 3_600_000;
const IDLE = 12 * HOUR;
const LONGEST = 7 * 24 * HOUR;

type WithCookies = { cookies: Record<string, string | undefined> };
type SetsCookies = { setCookie(name: string, value: string, options: object): unknown };

export type Sessions = {
  /** Signs in: a new cookie, so that one planted before is worth nothing. */
  open(reply: SetsCookies, apiKey: string): Promise<void>;
  find(request: WithCookies): Promise<Session | undefined>;
  close(request: WithCookies, reply: SetsCookies): Promise<void>;
  /** The token that every form carries; it is tied to the cookie, and a visitor without one gets one. */
  formToken(request: WithCookies, reply: SetsCookies): string;
  formTokenHolds(request: WithCookies, token: string): boolean;
};

const digest = (value: string) => createHash('sha256').update(value).digest();
const tokenFor = (cookie: string) => createHmac('sha256', cookie).update('form').digest('base64url');

/**
 * Sessions of the console: a random cookie (httpOnly, SameSite=Lax, Secure under https), of which the database knows
 * only the hash. Lax and not Strict, so that a link in a mail to a roster finds its reader signed in; nothing is
 * changed by GET. A session ends after 12 idle hours, after 7 days, at sign-out, or when its API key is revoked.
 */
export function createSessions({ pool, now, secure }: { pool: Pool; now: () => Date; secure: boolean }): Sessions {
  // `__Host-` binds the cookie to this very host: a sister domain cannot plant one (RFC 6265bis §4.1.3.2).
  const prefix = secure ? '__Host-' : '';
  const sessionCookie = `${prefix}symbolon_session`;
  const visitCookie = `${prefix}symbolon_visit`;
  const options = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  const idleSince = () => new Date(now().getTime() - IDLE);
  // A visitor's new cookie is on its way; what is written into the same page must fit it.
  const given = new WeakMap<object, string>();
  // A cookie of another shape is not ours and is not worth a query.
  const read = (request: WithCookies, name: string) => {
    const value = request.cookies[name];
    return value && /^[\w-]{43}$/.test(value) ? value : undefined;
  };

  return {
    async open(reply, apiKey) {
      const cookie = randomBytes(32).toString('base64url');
      const expires = new Date(now().getTime() + LONGEST);
      await removeEndedSessions(pool, now(), idleSince());
      await storeSession(pool, { sha256: digest(cookie), apiKey, created: now(), expires });
      reply.setCookie(sessionCookie, cookie, { ...options, expires });
    },
    async find(request) {
      const cookie = read(request, sessionCookie);
      if (!cookie) return undefined;
      const session = await findSession(pool, digest(cookie), now(), idleSince());
      if (session) await touchSession(pool, digest(cookie), now());
      return session;
    },
    async close(request, reply) {
      const cookie = read(request, sessionCookie);
      if (cookie) await removeSession(pool, digest(cookie));
      reply.setCookie(sessionCookie, '', { ...options, maxAge: 0 });
    },
    formToken(request, reply) {
      const known = read(request, sessionCookie) ?? read(request, visitCookie) ?? given.get(request);
      if (known) return tokenFor(known);
      const cookie = randomBytes(32).toString('base64url');
      given.set(request, cookie);
      reply.setCookie(visitCookie, cookie, options);
      return tokenFor(cookie);
    },
    formTokenHolds(request, token) {
      return [read(request, sessionCookie), read(request, visitCookie)].some(
        (cookie) => cookie !== undefined && timingSafeEqual(digest(tokenFor(cookie)), digest(token)),
      );
    },
  };
}
